"""How a person stands in each training, as their own calendar and the calendar parts of their mails say it."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from catalogue.texts import LANGUAGES
from events.feeds.vevents import CANCELLED, CONFIRMED, TENTATIVE, Meeting, Said, Standing
from events.models import Event
from registrations.models import Registration, RegistrationChange

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
            before_title = UNSURE[State(self.state)]
            return Standing(TENTATIVE, before_title=before_title, note=note, meeting=meeting)
        return Standing(CANCELLED, note=note, meeting=meeting)

    def sequence_of(self, said: Said) -> int:
        return said.session.sequence + self.revision

    def changed_at_of(self, said: Said) -> datetime:
        return max(said.session.changed_at, self.changed_at)


def of_person(person_id: UUID, rows: QuerySet[Registration]) -> dict[UUID, Part]:
    """By event of these registrations, and of those from which the person was taken over into another: two queries.

    Whoever registers again goes on counting: a SEQUENCE never falls.
    """
    taken = RegistrationChange.objects.filter(registration__person=person_id, action="merge")
    left = taken.filter(details__has_key="from_event").select_related("registration")
    parts: dict[UUID, Part] = {}
    for row in rows.filter(person=person_id).order_by("created_at"):
        _count(parts, row.event_id, Part(row.state, row.revision, row.updated_at))
    for change in left:
        row = change.registration
        _count(parts, UUID(change.details["from_event"]), Part(State.CANCELLED, row.revision, row.updated_at))
    return parts


def touched(part: Part, event: Event) -> Part:
    """A new link to join by changes no stored VEVENT: any edit of the training moves the time of change."""
    return replace(part, changed_at=max(part.changed_at, event.updated_at))


def _count(parts: dict[UUID, Part], event_id: UUID, part: Part) -> None:
    before = parts.get(event_id)
    if before is None:
        parts[event_id] = part
        return
    state = (
        before.state if before.state in Registration.ACTIVE and part.state not in Registration.ACTIVE else part.state
    )
    parts[event_id] = Part(state, before.revision + part.revision + 1, max(before.changed_at, part.changed_at))
