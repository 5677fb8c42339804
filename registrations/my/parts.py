"""How a person stands in each training, as their own calendar and the calendar parts of their mails say it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.conf import settings

from catalogue.texts import LANGUAGES
from events.feeds.vevents import CANCELLED, CONFIRMED, TENTATIVE, Meeting, Said, Standing
from events.models import Event
from registrations.models import Registration

State = Registration.State
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
    """What a person's registrations for one event come to: the state that counts, a sum that only rises."""

    state: str
    revision: int
    changed_at: datetime

    def standing(self, meeting: Meeting | None = None) -> Standing:
        note = {language: f"{OWN_PAGE[language]}\n{settings.BASE_URL}/{language}/my/" for language in LANGUAGES}
        if self.state == State.CONFIRMED:
            return Standing(CONFIRMED, note=note, joins=True, meeting=meeting)
        if self.state in Registration.ACTIVE:
            return Standing(TENTATIVE, before_title=UNSURE[State(self.state)], note=note, meeting=meeting)
        return Standing(CANCELLED, note=note, meeting=meeting)

    def sequence_of(self, said: Said) -> int:
        return said.session.sequence + self.revision

    def changed_at_of(self, said: Said) -> datetime:
        return max(said.session.changed_at, self.changed_at)


def of_events(event_ids: Collection[UUID], *, person_id: UUID) -> dict[UUID, Part]:
    """By event; one query."""
    return of(Registration.objects.filter(event__in=event_ids, person=person_id).order_by("created_at"))


def of(rows: Iterable[Registration]) -> dict[UUID, Part]:
    """The parts of one person's registrations, the first first, by event."""
    parts: dict[UUID, Part] = {}
    for row in rows:
        before = parts.get(row.event_id)
        parts[row.event_id] = _part(row) if before is None else _together(before, row)
    return parts


def touched(part: Part, event: Event) -> Part:
    """A new link to join by changes no stored VEVENT: any edit of the training moves the time of change."""
    return replace(part, changed_at=max(part.changed_at, event.updated_at))


def _part(row: Registration) -> Part:
    return Part(row.state, row.revision, row.updated_at)


def _together(before: Part, row: Registration) -> Part:
    """Whoever registers again goes on counting: a SEQUENCE never falls."""
    counts = row.state if row.is_active or before.state not in Registration.ACTIVE else before.state
    return Part(counts, before.revision + row.revision + 1, max(before.changed_at, row.updated_at))
