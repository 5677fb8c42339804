"""One fetch: a few requests at most, each to an address that was checked for it, with one deadline for all."""

import contextlib
import http.client
from dataclasses import dataclass, field

from django.conf import settings

from events.incoming.fetching import bodies, connecting, targets
from events.incoming.fetching.answers import Connection
from events.incoming.fetching.connecting import Deadline, Resolver
from events.incoming.fetching.targets import Target
from events.incoming.reading.problems import CalendarError

MOST_REDIRECTS = 3
# Microsoft's servers answer 500 to whom they do not know.
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
_REDIRECTS = {301, 302, 303, 307, 308}
_OK, _UNCHANGED = 200, 304
_REFUSED, _GONE = {401, 403, 407}, {404, 410}
# After these there may be plain HTTP where the encrypted one is not.
_NO_ENCRYPTION = {"cannot_connect", "bad_certificate", "timed_out"}


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds for the name, for connecting, for each piece that is read, and for everything."""

    resolving: float = 5
    connecting: float = 5
    reading: float = 10
    whole: float = 25


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for, and what is known of it from the last time."""

    address: str = field(repr=False)
    allows_http: bool = False
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Got:
    """`content` None: it is the same as the last time."""

    content: bytes | None
    etag: str = ""
    last_modified: str = ""


def fetch(request: Request, *, resolver: Resolver = connecting.resolve, patience: Patience | None = None) -> Got:
    """Fetch a calendar, encrypted first; unencrypted only when that fails and the request allows it.

    Raises CalendarError with the reason. Nothing that is raised or logged holds the address.
    """
    target = targets.read(request.address)
    patience = patience or Patience()
    with Deadline(patience.whole) as deadline:
        fetching = _Fetching(request, resolver, patience, deadline)
        try:
            return fetching.from_(target.by("https"))
        except CalendarError as error:
            if deadline.is_over or error.code not in _NO_ENCRYPTION or not request.allows_http:
                raise
        return fetching.from_(target.by("http"))


@dataclass(frozen=True, slots=True)
class _Fetching:
    request: Request
    resolver: Resolver
    patience: Patience
    deadline: Deadline

    def from_(self, target: Target) -> Got:
        for _redirect in range(MOST_REDIRECTS + 1):
            found = self._ask(target)
            if isinstance(found, Got):
                return found
            if not found.is_secure and not self.request.allows_http:
                raise CalendarError("leads_to_http", host=found.host)
            target = found
        raise CalendarError("too_many_redirects", most=MOST_REDIRECTS)

    def _ask(self, target: Target) -> "Got | Target":
        """What one address answers: the calendar, or where else to ask."""
        addresses = connecting.addresses_of(target, self.resolver, self.patience.resolving)
        opened = connecting.connect(target, addresses, self.deadline, self.patience.connecting)
        opened.settimeout(self.patience.reading)
        with contextlib.closing(Connection(target.host, target.port, opened, self.deadline)) as connection:
            try:
                connection.request("GET", target.path, headers=self._headers(target))
                with connection.getresponse() as response:
                    return self._answer(target, response)
            except TimeoutError:
                raise CalendarError("timed_out") from None
            except (OSError, http.client.HTTPException, ValueError):
                raise CalendarError("timed_out" if self.deadline.is_over else "interrupted") from None

    def _headers(self, target: Target) -> dict[str, str]:
        headers = {
            "Host": target.host_header,
            "User-Agent": f"{AGENT} Koulutuskalenteri ({settings.BASE_URL})",
            "Accept": "text/calendar, text/plain;q=0.5, */*;q=0.1",
            "Accept-Encoding": "gzip, deflate",
            "Connection": "close",
        }
        if target.credentials:
            headers["Authorization"] = target.credentials
        if self.request.etag:
            headers["If-None-Match"] = self.request.etag
        if self.request.last_modified:
            headers["If-Modified-Since"] = self.request.last_modified
        return headers

    def _answer(self, target: Target, response: http.client.HTTPResponse) -> "Got | Target":
        status = response.status
        if status in _REDIRECTS:
            location = response.getheader("Location")
            if not location:
                raise CalendarError("bad_status", status=status)
            return target.redirected(location.encode("latin-1").decode("utf-8", errors="replace"))
        if status == _UNCHANGED and (self.request.etag or self.request.last_modified):
            return Got(None, self.request.etag, self.request.last_modified)
        if status in _GONE:
            raise CalendarError("not_there", status=status)
        if status in _REFUSED:
            raise CalendarError("wants_to_know_who", status=status)
        if status != _OK:
            raise CalendarError("bad_status", status=status)
        return Got(bodies.read(response), _header(response, "ETag", 500), _header(response, "Last-Modified", 100))


def _header(response: http.client.HTTPResponse, name: str, longest: int) -> str:
    value = response.getheader(name) or ""
    return value if len(value) <= longest and value.isascii() and value.isprintable() else ""
