"""Who is told of a change, before it is made: what the panel shows, and whether its reader has seen it."""

from collections.abc import Callable

from django.http import HttpRequest

from catalogue import rehearsing
from catalogue.rehearsing import Telling

# The button that shows what would be sent and does nothing else.
LOOK = "look"


def of_public(write: Callable[[], object], *, is_public: bool) -> Telling | None:
    """Whom the write would tell; None where nobody can have registered."""
    return rehearsing.rehearse(write) if is_public else None


def unseen(request: HttpRequest, write: Callable[[], object]) -> Telling | None:
    """Whom the write would tell what the sender of the request has not been shown; None when it may go on."""
    telling = rehearsing.rehearse(write)
    return telling if telling.total and request.POST.get("told") != telling.digest else None


def only_looks(request: HttpRequest) -> bool:
    return request.POST.get("do") == LOOK
