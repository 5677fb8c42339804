"""A training as schema.org says it, for search engines: a Course with its instance, and an Event with its sessions.

What Google asks of an Event and of a Course (developers.google.com/search/docs/appearance/structured-data) is there
whenever the training has it; tests/events/test_structured_data.py holds the lists. Lists of trainings say nothing of
their own: search engines show events by their pages, and a list leads to those by plain links.
"""

import itertools
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from events import dates
from events.descriptions import EventDescription, Named, PlaceDescription, SessionDescription
from events.models import Event
from events.queries.details import EventPage, Sitting, Span
from events.registration_window import RegistrationState
from events.sharing import addresses

Node = dict[str, Any]

SCHEMA = "https://schema.org"
RESCHEDULED = f"{SCHEMA}/EventRescheduled"
STATUS = {Event.State.CANCELLED: "EventCancelled", Event.State.POSTPONED: "EventPostponed"}
ATTENDANCE = {
    Event.Delivery.ONSITE: "OfflineEventAttendanceMode",
    Event.Delivery.ONLINE: "OnlineEventAttendanceMode",
    Event.Delivery.HYBRID: "MixedEventAttendanceMode",
}
COURSE_MODE = {Event.Delivery.ONSITE: "Onsite", Event.Delivery.ONLINE: "Online", Event.Delivery.HYBRID: "Blended"}
IN_STOCK = {RegistrationState.OPEN, RegistrationState.NOT_YET, RegistrationState.ELSEWHERE, RegistrationState.NONE}
SOLD_OUT = {RegistrationState.OPEN_QUEUE, RegistrationState.FULL}
LONGEST_DESCRIPTION = 500
# Nothing of an organiser's text may end the script it stands in, nor a line of old JavaScript.
ESCAPES = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}


def of(page: EventPage, *, picture: str) -> Node:
    """Everything said of the training; `picture` is the address of its picture. Without dates there is no Event."""
    common = _common(page, picture)
    graph = [_course(page, common)]
    if page.event.sessions:
        graph.append(_event(page, common))
    return {"@context": SCHEMA, "@graph": graph}


def script(node: Node) -> SafeString:
    """The JSON of a script element."""
    return mark_safe(json.dumps(node, ensure_ascii=False).translate(ESCAPES))  # noqa: S308 - no sign of markup is left


def _common(page: EventPage, picture: str) -> Node:
    event = page.event
    node = {
        "name": event.title.value,
        "description": _description(event),
        "url": addresses.page(event),
        "image": [picture],
        "inLanguage": list(event.languages),
        "isAccessibleForFree": True,
        "audience": [{"@type": "EducationalAudience", "educationalRole": each.name.value} for each in event.audiences],
        "educationalLevel": [each.name.value for each in event.levels],
        "keywords": [each.name.value for each in event.themes],
    }
    return _filled(node)


def _course(page: EventPage, common: Node) -> Node:
    event = page.event
    node = {
        "@type": "Course",
        "@id": f"{addresses.page(event)}#course",
        **common,
        "provider": _organisations(event),
        "offers": _offer(page),
    }
    held = _held(event)
    if held:
        node["hasCourseInstance"] = [_instance(page, held)]
    return node


def _instance(page: EventPage, held: Sequence[SessionDescription]) -> Node:
    event = page.event
    node = {
        "@type": "CourseInstance",
        "@id": f"{addresses.page(event)}#instance",
        "name": event.title.value,
        "courseMode": COURSE_MODE[Event.Delivery(event.delivery)],
        "courseWorkload": _duration(held),
        "courseSchedule": _schedule(held),
        "startDate": _start(held[0]),
        "endDate": _end(held[-1]),
        "location": _locations(event, held),
        "instructor": _people(held),
        "inLanguage": list(event.languages),
        "eventStatus": _status(page),
        "offers": _offer(page),
    }
    return _filled(node)


def _event(page: EventPage, common: Node) -> Node:
    event, held = page.event, _held(page.event)
    status = _status(page)
    node = {
        "@type": "EducationEvent",
        "@id": f"{addresses.page(event)}#event",
        **common,
        "startDate": _start(held[0]),
        "endDate": _end(held[-1]),
        "previousStartDate": _start(_first_announced(page)) if status == RESCHEDULED else None,
        "eventStatus": status,
        "eventAttendanceMode": f"{SCHEMA}/{ATTENDANCE[Event.Delivery(event.delivery)]}",
        "location": _locations(event, held),
        "organizer": _organisations(event),
        "performer": _people(held),
        "offers": _offer(page),
        "maximumAttendeeCapacity": event.registration.capacity,
        "remainingAttendeeCapacity": event.registration.seats_left,
        "subEvent": [_sitting(event, each) for each in page.sittings] if len(page.sittings) > 1 else None,
        "superEvent": _series(event),
    }
    return _filled(node)


def _sitting(event: EventDescription, sitting: Sitting) -> Node:
    session, moved_from = sitting.session, sitting.moved_from
    status = STATUS.get(Event.State(event.state))
    if session.is_cancelled:
        status = "EventCancelled"
    was_at = moved_from if moved_from and moved_from.starts_at != session.starts_at and status is None else None
    node = {
        "@type": "EducationEvent",
        "name": session.title.value or event.title.value,
        "startDate": _start(session),
        "endDate": _end(session),
        "previousStartDate": _start(was_at) if was_at else None,
        "eventStatus": RESCHEDULED if was_at else f"{SCHEMA}/{status or 'EventScheduled'}",
        "eventAttendanceMode": f"{SCHEMA}/{_attendance(session)}",
        "location": _locations(event, [session]),
        "performer": _people([session]),
    }
    return _filled(node)


def _attendance(session: SessionDescription) -> str:
    if session.is_online:
        return ATTENDANCE[Event.Delivery.HYBRID if session.place else Event.Delivery.ONLINE]
    return ATTENDANCE[Event.Delivery.ONSITE]


def _status(page: EventPage) -> str:
    """Rescheduled is what begins at another time than was announced; each session says of itself whether it moved."""
    known = STATUS.get(Event.State(page.event.state))
    if known:
        return f"{SCHEMA}/{known}"
    held = _held(page.event)
    has_moved = bool(held) and _first_announced(page).starts_at != held[0].starts_at
    return RESCHEDULED if has_moved else f"{SCHEMA}/EventScheduled"


def _first_announced(page: EventPage) -> SessionDescription | Span:
    """What was announced to begin first, of the sessions that are held."""
    held = _held(page.event)
    announced = (each.moved_from or each.session for each in page.sittings if each.session in held)
    return min(announced, key=lambda each: each.starts_at)


def _offer(page: EventPage) -> Node:
    event, registration = page.event, page.event.registration
    in_stock, sold_out = registration.state in IN_STOCK, registration.state in SOLD_OUT
    opens_at = registration.opens_at or page.published_at
    node = {
        "@type": "Offer",
        "category": "Free",
        "price": 0,
        "priceCurrency": "EUR",
        "availability": f"{SCHEMA}/{'InStock' if in_stock else 'SoldOut' if sold_out else 'OutOfStock'}",
        "validFrom": dates.machine(opens_at) if opens_at else None,
        "availabilityEnds": dates.machine(registration.closes_at) if registration.closes_at else None,
        "url": event.registration_url or addresses.page(event),
    }
    return _filled(node)


def _locations(event: EventDescription, sessions: Sequence[SessionDescription]) -> list[Node]:
    """Places first. How to join is for participants only, so an online one is where one registers."""
    places = [_place(place) for place in dict.fromkeys(each.place for each in sessions) if place]
    if any(each.is_online for each in sessions):
        places.append({"@type": "VirtualLocation", "url": addresses.page(event)})
    return places or [_unknown_place(event)]


def _place(place: PlaceDescription) -> Node:
    address = {
        "@type": "PostalAddress",
        "streetAddress": place.street_address,
        "postalCode": place.postal_code,
        "addressLocality": place.municipality,
        "addressCountry": "FI",
    }
    return {"@type": "Place", "name": place.name.value, "address": _filled(address)}


def _unknown_place(event: EventDescription) -> Node:
    if event.delivery == Event.Delivery.ONLINE:
        return {"@type": "VirtualLocation", "url": addresses.page(event)}
    regions = ", ".join(region.name.value for region in event.regions)
    address = {"@type": "PostalAddress", "addressRegion": regions, "addressCountry": "FI"}
    return {"@type": "Place", "name": event.where, "address": _filled(address)}


def _organisations(event: EventDescription) -> list[Node]:
    return [_organisation(each) for each in (event.lead, *event.co_organisers)]


def _organisation(organisation: Named) -> Node:
    address = f"{settings.BASE_URL}{reverse('events')}?{urlencode({'agency': organisation.code})}"
    return {"@type": "Organization", "name": organisation.name.value, "url": address}


def _people(sessions: Sequence[SessionDescription]) -> list[Node]:
    names = dict.fromkeys(name for session in sessions for name in session.trainers)
    return [{"@type": "Person", "name": name} for name in names]


def _series(event: EventDescription) -> Node | None:
    if not event.series_title:
        return None
    address = f"{settings.BASE_URL}{reverse('events')}?{urlencode({'series': event.series_slug})}"
    return {"@type": "EventSeries", "name": event.series_title.value, "url": address}


def _schedule(held: Sequence[SessionDescription]) -> Node:
    return {
        "@type": "Schedule",
        "repeatCount": len(held),
        "repeatFrequency": _frequency(held),
        "startDate": dates.first_day(held[0].starts_at).isoformat(),
        "endDate": dates.last_day(held[-1].ends_at).isoformat(),
        "duration": _duration(held[:1]),
        "scheduleTimezone": settings.TIME_ZONE,
    }


def _frequency(held: Sequence[SessionDescription]) -> str:
    """The usual pause between two sessions, in the words that Google knows."""
    pauses = sorted(later.starts_at - earlier.starts_at for earlier, later in itertools.pairwise(held))
    usual = pauses[len(pauses) // 2] if pauses else timedelta()
    limits = {"Daily": timedelta(days=4), "Weekly": timedelta(days=21), "Monthly": timedelta(days=180)}
    return next((word for word, limit in limits.items() if usual < limit), "Yearly")


def _duration(held: Sequence[SessionDescription]) -> str:
    """PT2H30M; whole days are counted as such."""
    if any(each.all_day for each in held):
        return f"P{sum((each.ends_at - each.starts_at + timedelta(hours=2)).days for each in held)}D"
    hours, minutes = divmod(sum((each.ends_at - each.starts_at).total_seconds() for each in held) // 60, 60)
    return "PT" + (f"{hours:.0f}H" if hours else "") + (f"{minutes:.0f}M" if minutes or not hours else "")


def _start(session: SessionDescription | Span) -> str:
    return dates.first_day(session.starts_at).isoformat() if session.all_day else dates.machine(session.starts_at)


def _end(session: SessionDescription) -> str:
    return dates.last_day(session.ends_at).isoformat() if session.all_day else dates.machine(session.ends_at)


def _held(event: EventDescription) -> list[SessionDescription]:
    """Those that take place; of a training without any, all: it is cancelled and says so."""
    return [each for each in event.sessions if not each.is_cancelled] or list(event.sessions)


def _description(event: EventDescription) -> str:
    words = event.summary.value or event.description.value or event.title.value
    return words[:LONGEST_DESCRIPTION]


def _filled(node: Node) -> Node:
    return {name: value for name, value in node.items() if value not in (None, "", [], {})}
