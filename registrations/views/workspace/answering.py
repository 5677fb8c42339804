"""What an act asks for besides whom: a reason, and for some one more thing."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from catalogue import lines
from events.descriptions import pool_name
from registrations.acting import Act
from registrations.views.workspace.handling import Handling

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """`options` are what the one more thing is chosen from; `lacks` names what was left out when it was sent."""

    reason: str
    given: str
    answer: Any
    options: list[tuple[str, str]]
    lacks: frozenset[str]

    @property
    def is_complete(self) -> bool:
        return not self.lacks


def of(request: HttpRequest, act: Act, handled: Handling) -> Asked:
    """What was written so far."""
    reason = lines.tidy(request.POST.get("reason", ""))[:LONGEST_REASON]
    given = request.POST.get("answer", "")
    options = _options(act, handled)
    answer = _answer(act, given, options)
    lacks = {"reason"} if act.needs_reason and not reason else set()
    if act.asks and answer is None:
        lacks.add("answer")
    return Asked(reason, given, answer, options, frozenset(lacks))


def _options(act: Act, handled: Handling) -> list[tuple[str, str]]:
    if act.asks != "pool_id":
        return []
    return [(str(pool.pk), pool_name(pool, handled.read.language)) for pool in handled.found().pools.values()]


def _answer(act: Act, given: str, options: list[tuple[str, str]]) -> Any:
    if act.asks == "pool_id":
        return int(given) if given in dict(options) else None
    if act.asks == "to_place":
        return int(given) if given.isascii() and given.isdigit() and 0 < len(given) <= len("10000") else None
    return None
