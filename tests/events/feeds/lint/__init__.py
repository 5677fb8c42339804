"""A byte-level lint of our calendar feeds: icalendar.md §2.1–2.4 and the grammars of RFC 5545, 6868 and 7986.

It shares no line with the product and uses no calendar library. `RULES` says what each fault's code means.
"""

from tests.events.feeds.lint import components, octets
from tests.events.feeds.lint.octets import CONTROL
from tests.events.feeds.lint.rules import RULES
from tests.events.feeds.lint.zone import VTIMEZONE

__all__ = ["CONTROL", "RULES", "VTIMEZONE", "codes", "faults"]


def faults(body: bytes) -> list[str]:
    """Answer what is wrong with a feed, each as "code: where"; nothing when it is right."""
    return list(octets.faults(body)) or list(components.faults(body))


def codes(body: bytes) -> set[str]:
    return {fault.partition(":")[0] for fault in faults(body)}
