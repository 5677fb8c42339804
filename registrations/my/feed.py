"""A person's own calendar: their registrations as sessions, with how sure each is; written when it is asked for."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from catalogue.models import Person
from catalogue.texts import LANGUAGES
from events.feeds import showing, sources, vevents
from events.feeds.calendars import OwnCalendar
from events.feeds.vevents import CANCELLED, CONFIRMED, TENTATIVE, Said, Standing
from events.feeds.views import calendar_view
from events.models import Event
from registrations.models import Registration
from registrations.my import calendar

PAST = timedelta(days=366)
State = Registration.State
NAMES = {"fi": "Omat koulutukseni", "sv": "Mina fortbildningar", "en": "My trainings"}
ABOUT = {
    "fi": "Ilmoittautumisesi Koulutuskalenterissa. Kalenteri päivittyy itsestään. Osoite on henkilökohtainen.",
    "sv": "Dina anmälningar i Fortbildningskalendern. Kalendern uppdateras automatiskt. Adressen är personlig.",
    "en": "Your registrations in the training calendar. It updates itself. Its address is personal.",
}
UNSURE = {
    State.WAITLISTED: {"fi": "JONOSSA: ", "sv": "PÅ VÄNTELISTAN: ", "en": "ON THE WAITING LIST: "},
    State.OFFERED: {"fi": "PAIKKA TARJOLLA: ", "sv": "PLATS ERBJUDS: ", "en": "SEAT OFFERED: "},
    State.AWAITING_APPROVAL: {
        "fi": "ODOTTAA HYVÄKSYNTÄÄ: ",
        "sv": "VÄNTAR PÅ GODKÄNNANDE: ",
        "en": "AWAITING APPROVAL: ",
    },
}
OWN_PAGE = {
    "fi": "Ilmoittautumisesi, sen muuttaminen ja peruminen:",
    "sv": "Din anmälan, att ändra och återta den:",
    "en": "Your registration, changing and cancelling it:",
}


@dataclass(frozen=True, slots=True)
class Part:
    """What a person's registrations for one event come to: the one in force, else the last; a sum that only rises."""

    registration: Registration
    revision: int
    changed_at: datetime


@calendar_view
def personal_feed(request: HttpRequest, token: str) -> OwnCalendar | None:
    """Nothing is found by an address that was made anew, or of somebody who has been forgotten."""
    person = calendar.person_of(token)
    if person is None:
        return None
    asked = request.GET.get("lang", "")
    return own_calendar(person, language=asked if asked in LANGUAGES else person.language, now=timezone.now())


def own_calendar(person: Person, *, language: str, now: datetime) -> OwnCalendar:
    """The sessions from a year ago to a year ahead; seven queries, whatever their number."""
    parts = _parts(person, now)
    shown = [
        (said, part)
        for facts in sources.facts_of(list(parts))
        for part in [_touched(parts[facts.event.pk], facts.event)]
        for said in vevents.say(facts, standing_of(part.registration))
        if showing.is_shown(said, now, past=PAST)
    ]
    written = "".join(_vevent(said, part, language) for said, part in showing.nearest(shown, now))
    return OwnCalendar(language, NAMES[language], ABOUT[language], "my.ics", written)


def standing_of(registration: Registration) -> Standing:
    note = {language: f"{OWN_PAGE[language]}\n{settings.BASE_URL}/{language}/my/" for language in LANGUAGES}
    if registration.state == State.CONFIRMED:
        return Standing(CONFIRMED, note=note, joins=True)
    if registration.is_active:
        return Standing(TENTATIVE, before_title=UNSURE[State(registration.state)], note=note)
    return Standing(CANCELLED, note=note)


def _parts(person: Person, now: datetime) -> dict[UUID, Part]:
    """By public event; what was given up long ago is left out with its sessions."""
    rows = Registration.objects.filter(
        Q(event__ends_at__gt=now - PAST) | Q(event__ends_at=None),
        person=person,
        event__in=Event.objects.public().values("pk"),
    )
    parts: dict[UUID, Part] = {}
    for row in rows.order_by("created_at"):
        before = parts.get(row.event_id)
        parts[row.event_id] = _part(row) if before is None else _together(before, row)
    return parts


def _part(row: Registration) -> Part:
    return Part(row, row.revision, row.updated_at)


def _together(before: Part, row: Registration) -> Part:
    """Whoever registers again goes on counting: a SEQUENCE never falls."""
    counts = row if row.is_active or not before.registration.is_active else before.registration
    changed_at = max(before.changed_at, row.updated_at)
    return replace(before, registration=counts, revision=before.revision + row.revision + 1, changed_at=changed_at)


def _touched(part: Part, event: Event) -> Part:
    """A new link to join by changes no stored VEVENT: any edit of the training moves the time of change."""
    return replace(part, changed_at=max(part.changed_at, event.updated_at))


def _vevent(said: Said, part: Part, language: str) -> str:
    sequence = said.session.sequence + part.revision
    return said.vevent(language, sequence=sequence, changed_at=max(said.session.changed_at, part.changed_at))
