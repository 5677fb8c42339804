"""A person's own calendar: their registrations as sessions, with how sure each is; written when it is asked for."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from catalogue.models import Person
from catalogue.texts import LANGUAGES
from events.feeds import showing, sources, vevents
from events.feeds.calendars import OwnCalendar
from events.feeds.vevents import Said
from events.feeds.views import calendar_view
from events.models import Event
from registrations.models import Registration
from registrations.my import calendar, parts
from registrations.my.parts import Part

PAST = timedelta(days=366)
NAMES = {"fi": "Omat koulutukseni", "sv": "Mina fortbildningar", "en": "My trainings"}
ABOUT = {
    "fi": "Ilmoittautumisesi Koulutuskalenterissa. Kalenteri päivittyy itsestään. Osoite on henkilökohtainen.",
    "sv": "Dina anmälningar i Fortbildningskalendern. Kalendern uppdateras automatiskt. Adressen är personlig.",
    "en": "Your registrations in the training calendar. It updates itself. Its address is personal.",
}


@calendar_view
def personal_feed(request: HttpRequest, token: str) -> OwnCalendar | None:
    """Nothing is found by an address that was made anew, or of somebody who has been forgotten."""
    person = calendar.person_of(token)
    if person is None:
        return None
    asked = request.GET.get("lang", "")
    return own_calendar(person, language=asked if asked in LANGUAGES else person.language, now=timezone.now())


def own_calendar(person: Person, *, language: str, now: datetime) -> OwnCalendar:
    """The sessions from a year ago to a year ahead; eight queries, whatever their number."""
    found = _parts(person, now)
    shown = [
        (said, part)
        for facts in sources.facts_of(list(found))
        for part in [parts.touched(found[facts.event.pk], facts.event)]
        for said in vevents.say(facts, part.standing())
        if showing.is_shown(said, now, past=PAST)
    ]
    written = "".join(_vevent(said, part, language) for said, part in showing.nearest(shown, now))
    return OwnCalendar(language, NAMES[language], ABOUT[language], "my.ics", written)


def _parts(person: Person, now: datetime) -> dict[UUID, Part]:
    """By public event; what was given up long ago is left out with its sessions."""
    rows = Registration.objects.filter(
        Q(event__ends_at__gt=now - PAST) | Q(event__ends_at=None),
        event__in=Event.objects.public().values("pk"),
    )
    return parts.of_person(person.pk, rows)


def _vevent(said: Said, part: Part, language: str) -> str:
    return said.vevent(language, sequence=part.sequence_of(said), changed_at=part.changed_at_of(said))
