"""An address of a calendar, taken apart: where to connect, what to ask for, and what may be shown of it."""

import base64
import re
from dataclasses import dataclass, replace
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from events.incoming.reading.problems import CalendarError

PORTS = {"https": 443, "http": 80}
FIRST_FREE_PORT, LAST_PORT = 1024, 65535
SCHEMES = {"webcal": "https", "webcals": "https", "https": "https", "http": "http"}
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?\.?\Z|[0-9a-f:.]+\Z")


@dataclass(frozen=True, slots=True)
class Target:
    """`path` has its query; `credentials` are the header that the address's user name and password make."""

    scheme: str
    host: str
    port: int
    path: str
    credentials: str = ""

    @property
    def is_secure(self) -> bool:
        return self.scheme == "https"

    @property
    def origin(self) -> tuple[str, str, int]:
        return self.scheme, self.host, self.port

    @property
    def host_header(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    def by(self, scheme: str) -> "Target":
        """The same by the other scheme, at its usual port unless another was named."""
        port = PORTS[scheme] if self.port == PORTS[self.scheme] else self.port
        return replace(self, scheme=scheme, port=port)

    def redirected(self, location: str) -> "Target":
        """Where an answer leads. Credentials stay with the place they were given for; raises CalendarError."""
        try:
            address = urljoin(f"{self.scheme}://{self.host_header}{self.path}", location.strip())
        except ValueError:
            raise CalendarError("bad_address") from None
        found = read(address)
        return replace(found, credentials=self.credentials if found.origin == self.origin else "")


def read(address: str) -> Target:
    """Take an address apart; raises CalendarError for what is none of the web."""
    if len(address) > 2_000 or any(character <= " " or character == "\x7f" for character in address):  # noqa: PLR2004
        raise CalendarError("bad_address")
    try:
        parts = urlsplit(address)
        scheme = SCHEMES[parts.scheme.lower()]
        host = _ascii_host(parts)
        port = parts.port or PORTS[scheme]
    except (ValueError, KeyError):
        raise CalendarError("bad_address") from None
    if not _HOST.match(host) or not (port in PORTS.values() or FIRST_FREE_PORT <= port <= LAST_PORT):
        raise CalendarError("bad_address")
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=-._~")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=-._~?")
    return Target(scheme, host, port, f"{path}?{query}" if query else path, _credentials(parts))


def masked(address: str) -> str:
    """What may be shown of an address: the rest of it may be a secret."""
    try:
        target = read(address)
    except CalendarError:
        return "…"
    return f"{target.scheme}://{target.host_header}/…"


def _ascii_host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    return host if host.isascii() else host.encode("idna").decode("ascii")


def _credentials(parts: SplitResult) -> str:
    if parts.username is None:
        return ""
    both = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return f"Basic {base64.b64encode(both.encode()).decode()}"
