"""A crowd at the product's door: people with a browser or a program, who try again when the line breaks."""

import http.client
import json
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlencode

FIELD = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
# As long as a killed product takes to come back on a machine with other work.
PATIENCE_SECONDS = 120
PAUSE_SECONDS = 0.3


@dataclass(frozen=True)
class Training:
    id: str
    slug: str
    pool: int


@dataclass(frozen=True)
class Outcome:
    """What one person got: the last answer, after so many attempts, and the link to their registration."""

    email: str
    status: int
    attempts: int
    link: str = ""
    place: int | None = None


@dataclass(frozen=True)
class Answer:
    status: int
    attempts: int
    headers: http.client.HTTPMessage
    text: str


class Visitor:
    """One keep-alive connection with the cookies it was given."""

    def __init__(self, port):
        self.port = port
        self.connection = None
        self.cookies = {}

    def ask(self, method, path, body=None, headers=None):
        """Ask, again on a new connection when the line breaks: the product may have done what was asked even so."""
        ends_at = time.monotonic() + PATIENCE_SECONDS
        attempt = 1
        while True:
            try:
                return self._ask(method, path, body, headers or {}, attempt)
            except (OSError, http.client.HTTPException):
                self.close()
            assert time.monotonic() < ends_at, f"{method} {path} was never answered"
            time.sleep(PAUSE_SECONDS)
            attempt += 1

    def _ask(self, method, path, body, headers, attempt):
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"Host": f"localhost:{self.port}", "Cookie": cookies} | headers
        self.connection.request(method, path, body, sent)
        response = self.connection.getresponse()
        text = response.read().decode()
        for value in response.headers.get_all("Set-Cookie", ()):
            name, _equals, rest = value.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return Answer(response.status, attempt, response.headers, text)

    def close(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None


class FormVisitor(Visitor):
    """Somebody with a browser: opens the form once and sends it."""

    token = ""

    def register(self, training, email):
        path = f"/en/events/{training.slug}/register/"
        if not self.token:
            self.token = FIELD.search(self.ask("GET", path).text)[1]
        body = urlencode(participant(email) | {"csrfmiddlewaretoken": self.token, "pool": "any"})
        answer = self.ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})
        return Outcome(email, answer.status, answer.attempts, answer.headers.get("Location", ""))

    def cancel(self, outcome):
        path = outcome.link.partition("?")[0] + "cancel/"
        body = urlencode({"csrfmiddlewaretoken": self.token})
        return self.ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"}).status


class ApiVisitor(Visitor):
    """A program at the API, which names each attempt's purpose so that it is done once."""

    def register(self, training, email):
        answer = self._post(f"/api/v1/events/{training.id}/registrations", participant(email), key=f"register {email}")
        said = json.loads(answer.text)
        link = said.get("links", {}).get("cancel", "")
        return Outcome(email, answer.status, answer.attempts, link, said.get("queue_position"))

    def cancel(self, outcome):
        path = outcome.link.partition(f":{self.port}")[2]
        return self._post(path, {}, key=f"cancel {outcome.email}").status

    def _post(self, path, said, *, key):
        return self.ask("POST", path, json.dumps(said), {"Content-Type": "application/json", "Idempotency-Key": key})


def participant(email):
    return {
        "first_name": "Aino",
        "last_name": "Virtanen",
        "email": email,
        "workplace": "Keskuskoulu",
        "language": "en",
    }


def rush(kind, port, training, emails, *, clients=100):
    """All at once register for one training; answers what each person got."""
    barrier = threading.Barrier(clients)
    shares = [emails[number::clients] for number in range(clients)]

    def visit(share):
        visitor = kind(port)
        barrier.wait(timeout=60)
        try:
            return [visitor.register(training, email) for email in share]
        finally:
            visitor.close()

    with ThreadPoolExecutor(clients) as threads:
        return [outcome for outcomes in threads.map(visit, shares) for outcome in outcomes]
