"""Feeds as independent parsers read them, each brought to one form; what a parser does not tell is left out.

icalendar is what many Python programs use, vobject what Radicale uses; `ical` is Home Assistant's, and strict; so is
`ics` (ics.py), with a grammar of its own.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

import icalendar
import ics
import vobject
from ical.calendar_stream import IcsCalendarStream

# Of each UID the properties by their names.
Read = dict[str, dict[str, Any]]
TIMES = ("CREATED", "LAST-MODIFIED", "DTSTAMP")
TEXTS = ("SUMMARY", "DESCRIPTION", "LOCATION", "STATUS", "TRANSP", "CLASS", "URL", "ORGANIZER", "CONFERENCE")


def when(value: dt.date) -> dt.date:
    """A day as it is; a moment in UTC, so that zones of all makes are compared by what they mean."""
    return value.astimezone(dt.UTC) if isinstance(value, dt.datetime) else value


def by_icalendar(body: bytes) -> Read:
    calendar = icalendar.Calendar.from_ical(body)
    assert not calendar.errors
    return {str(event["UID"]): _of_icalendar(event) for event in calendar.walk("VEVENT")}


def _of_icalendar(event: Any) -> dict[str, Any]:
    assert not event.errors
    geo = event["GEO"].to_ical().split(";") if "GEO" in event else None
    return {
        **{name: when(event.decoded(name)) for name in ("DTSTART", "DTEND", *TIMES)},
        **{name: str(event.get(name, "")) for name in TEXTS},
        "zone": event["DTSTART"].params.get("TZID", ""),
        "SEQUENCE": int(event["SEQUENCE"]),
        "CATEGORIES": [str(each) for each in event["CATEGORIES"].cats] if "CATEGORIES" in event else [],
        "GEO": tuple(map(float, geo)) if geo else None,
        "CN": str(event["ORGANIZER"].params["CN"]) if "ORGANIZER" in event else "",
    }


def by_vobject(body: bytes) -> Read:
    events = getattr(vobject.readOne(body.decode()), "vevent_list", [])
    return {event.uid.value: _of_vobject(event.contents) for event in events}


def _of_vobject(contents: dict[str, list[Any]]) -> dict[str, Any]:
    first = {name.upper(): found[0].value for name, found in contents.items()}
    geo = first.get("GEO")
    zone = contents["dtstart"][0].params.get("X-VOBJ-ORIGINAL-TZID", [""])
    return {
        **{name: when(first[name]) for name in ("DTSTART", "DTEND", *TIMES)},
        **{name: first.get(name, "") for name in TEXTS},
        "zone": zone[0],
        "SEQUENCE": int(first["SEQUENCE"]),
        "CATEGORIES": first.get("CATEGORIES", []),
        "GEO": tuple(map(float, geo.split(";"))) if geo else None,
    }


def by_ical(body: bytes) -> Read:
    return {event.uid: _of_ical(event) for event in IcsCalendarStream.calendar_from_ics(body.decode()).events}


def _of_ical(event: Any) -> dict[str, Any]:
    moments = {"DTSTART": event.dtstart, "DTEND": event.dtend, "DTSTAMP": event.dtstamp}
    moments |= {"CREATED": event.created, "LAST-MODIFIED": event.last_modified}
    return {
        **{name: when(moment) for name, moment in moments.items()},
        "zone": getattr(getattr(event.dtstart, "tzinfo", None), "key", ""),
        "SUMMARY": event.summary,
        "DESCRIPTION": event.description,
        "LOCATION": event.location or "",
        "STATUS": event.status.value,
        "TRANSP": event.transparency,
        "CLASS": event.classification.value,
        "URL": event.url,
        "SEQUENCE": event.sequence,
        "GEO": (event.geo.lat, event.geo.lng) if event.geo else None,
        "ORGANIZER": event.organizer.uri if event.organizer else "",
        "CN": event.organizer.common_name if event.organizer else "",
        "CONFERENCE": event.conference[0].uri if event.conference else "",
    }


def by_ics(body: bytes) -> Read:
    return {event.uid: _of_ics(event) for event in ics.Calendar(body.decode()).events}


def _of_ics(event: Any) -> dict[str, Any]:
    begin, end = event.begin, event.end
    return {
        "DTSTART": begin.date() if event.all_day else when(begin.datetime),
        "DTEND": end.date() if event.all_day else when(end.datetime),
        "LAST-MODIFIED": when(event.last_modified.datetime),
        "SUMMARY": event.name,
        "DESCRIPTION": event.description,
        "LOCATION": event.location or "",
        "STATUS": event.status,
        "TRANSP": "TRANSPARENT" if event.transparent else "OPAQUE",
        "CLASS": event.classification,
        "URL": event.url,
        "CATEGORIES": event.categories,
        "GEO": (event.geo.latitude, event.geo.longitude) if event.geo else None,
    }


READERS: dict[str, Callable[[bytes], Read]] = {
    "icalendar": by_icalendar,
    "vobject": by_vobject,
    "ical": by_ical,
    "ics": by_ics,
}
