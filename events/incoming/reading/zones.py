"""Time zones by the names that calendars give them. What is not known is refused, never guessed."""

import datetime as dt
import re
import zoneinfo
from functools import lru_cache
from typing import Any

from events.incoming.reading.problems import EventError

HOME = zoneinfo.ZoneInfo("Europe/Helsinki")
_UTC_NAMES = {"UTC", "GMT", "Z", "ETC/UTC", "ETC/GMT", "COORDINATED UNIVERSAL TIME", "TZONE://MICROSOFT/UTC"}
_RULE = re.compile(rb"(?im)^RRULE[:;].*FREQ=(?!YEARLY)")
_PATH = re.compile(r"^/?(?:[^/]+/)*?([A-Z][A-Za-z_]+/[A-Za-z_+\-0-9]+(?:/[A-Za-z_]+)?)$")
_DISPLAYED = re.compile(r"^\(?(?:UTC|GMT)[^)]*\)\s*(.+)$")


def of(name: str, own: dict[str, bytes]) -> dt.tzinfo:
    """Answer the zone of a TZID: a name of the time zone database, the calendar's own VTIMEZONE, or a Windows name.

    A database name is believed before a VTIMEZONE that has it: that one is often cut short, or wrong by an hour.
    Raises EventError.
    """
    zone = _of_database(name) or (_of_definition(own[name]) if name in own else None) or _of_another_name(name)
    if zone is None:
        raise EventError("unknown_zone", zone=name[:60])
    return zone


@lru_cache(maxsize=500)
def _of_database(name: str) -> dt.tzinfo | None:
    if name.upper() in _UTC_NAMES:
        return dt.UTC
    if "/" not in name or name.startswith(("/", ".")):
        return None
    return _zone(name)


def _zone(name: str) -> dt.tzinfo | None:
    try:
        return zoneinfo.ZoneInfo(name)
    except (ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError
        return None
    except KeyError:
        return None


@lru_cache(maxsize=500)
def _of_another_name(name: str) -> dt.tzinfo | None:
    """As Windows calls it, or with a vendor before it: /freeassociation.sourceforge.net/Europe/Helsinki."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    if found := WINDOWS_TO_OLSON.get(name.strip()):
        return _zone(found)
    if displayed := _DISPLAYED.match(name):
        return _of_another_name(displayed[1])
    path = _PATH.match(name)
    return _zone(path[1]) if path else None


@lru_cache(maxsize=200)
def _of_definition(written: bytes) -> dt.tzinfo | None:
    """By a calendar's own VTIMEZONE; one whose clocks change by anything but yearly rules is not read."""
    from icalendar import Timezone

    if _RULE.search(written):
        return None
    try:
        component: Any = Timezone.from_ical(written)
        found: dt.tzinfo = component.to_tz(lookup_tzid=False)
        dt.datetime(2026, 7, 1, tzinfo=found).utcoffset()
    except Exception:  # noqa: BLE001 - whatever the library makes of it: the zone is not known then
        return None
    return found
