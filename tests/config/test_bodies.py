"""A body is there whole, or the request is refused, and senders who never finish leave a thread for the others."""

import threading
import time
from io import BytesIO

import pytest
from django.test import Client

from config import bodies
from config.bodies import Bodies
from config.launcher import product
from tests.registrations.arrangements import open_event

FORM = "application/x-www-form-urlencoded"


class Endless:
    """A sender who never finishes, until the test lets go."""

    def __init__(self):
        self.let_go = threading.Event()

    def read(self, length):
        self.let_go.wait(30)
        return b"late"


@pytest.fixture
def endless():
    stream = Endless()
    yield stream
    stream.let_go.set()


def seen(stream, *, reader=None, method="POST", **environ):
    """What the application behind gets to see: its body, the length it is told, and the refusal."""
    shown = {}

    def application(environ, start_response):
        shown.update(environ)
        return []

    bodies.whole(application, reader)({"REQUEST_METHOD": method, "wsgi.input": stream} | environ, None)
    return shown["wsgi.input"].read(), shown.get("CONTENT_LENGTH"), shown.get(bodies.REFUSAL)


def test_body_that_is_there_is_handed_on_whole():
    assert seen(BytesIO(b"a=1"), CONTENT_LENGTH="3") == (b"a=1", "3", None)


@pytest.mark.parametrize("environ", [{"HTTP_TRANSFER_ENCODING": "chunked"}, {"SERVER_PROTOCOL": "HTTP/2.0"}])
def test_body_of_untold_length_is_counted(environ):
    assert seen(BytesIO(b"a=1"), **environ) == (b"a=1", "3", None)


@pytest.mark.parametrize(
    ("size", "refusal"), [(bodies.LARGEST - 1, None), (bodies.LARGEST, None), (bodies.LARGEST + 1, 413)]
)
@pytest.mark.parametrize("is_told", [True, False])
def test_body_may_be_as_large_as_the_limit_and_no_larger(size, refusal, is_told):
    told = {"CONTENT_LENGTH": str(size)} if is_told else {"HTTP_TRANSFER_ENCODING": "chunked"}
    kept = 0 if refusal else size

    assert seen(BytesIO(b"x" * size), **told) == (b"x" * kept, str(kept), refusal)


def test_body_that_breaks_off_is_refused():
    assert seen(BytesIO(b"a="), CONTENT_LENGTH="3") == (b"", "0", 400)


def test_sender_who_goes_is_refused():
    class Gone:
        def read(self, length):
            raise OSError

    assert seen(Gone(), CONTENT_LENGTH="3") == (b"", "0", 400)


def test_what_has_no_body_is_never_waited_for(endless):
    assert seen(BytesIO(b"x"), method="GET", CONTENT_LENGTH="3")[2] is None


def test_senders_who_never_finish_leave_a_thread_free_and_their_place_to_others_when_they_do(endless):
    reader = Bodies(patience=0.05)
    slow = [
        threading.Thread(target=seen, args=[endless], kwargs={"reader": reader, "CONTENT_LENGTH": "4"})
        for _ in range(bodies.MOST_READ)
    ]
    for each in slow:
        each.start()
    while reader._places._value:
        time.sleep(0.01)

    refused = seen(BytesIO(b"a=1"), reader=reader, CONTENT_LENGTH="3")
    endless.let_go.set()
    for each in slow:
        each.join()
    taken = seen(BytesIO(b"a=1"), reader=reader, CONTENT_LENGTH="3")

    assert (refused, taken) == ((b"", "0", 503), (b"a=1", "3", None))
    assert bodies.MOST_READ < product.THREADS


@pytest.mark.django_db
@pytest.mark.parametrize(("refusal", "code"), [(503, "unavailable"), (413, "too_large"), (400, "bad_request")])
def test_refusal_is_said_on_a_page_and_as_a_problem(refusal, code):
    event = open_event()
    client = Client(**{bodies.REFUSAL: refusal})

    page = client.post(f"/sv/events/{event.slug}/register/", "", content_type=FORM)
    problem = client.post(f"/api/v1/events/{event.pk}/registrations", "", content_type="application/json")

    assert (page.headers.get("Retry-After"), problem.headers.get("Retry-After")) == (
        ("10",) * 2 if refusal == 503 else (None, None)
    )
    assert (page.status_code, '<html lang="sv">' in page.content.decode()) == (refusal, True)
    assert (problem.status_code, problem.json()["code"]) == (refusal, code)
