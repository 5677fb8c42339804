"""Everything a person's own page shows of their trainings, in a constant number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import translation

from catalogue import texts
from catalogue.models import Person
from catalogue.texts import Text
from catalogue.vocabularies import Vocabularies
from events import descriptions
from events.descriptions import EventDescription, SessionDescription
from events.models import Event
from events.queries import describing
from registrations import collisions, notices
from registrations.models import GroupBooking, NewsSubscription, Registration
from registrations.newsletter import subscribing

State = Registration.State
PAST_SHOWN = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class MyTraining:
    """One of the person's registrations; `path` leads to its own page, `collides` are others at the same time."""

    registration: Registration
    event: EventDescription
    place: int | None
    join_url: str
    path: str
    collides: list[Text] = field(default_factory=list)

    @property
    def session(self) -> SessionDescription | None:
        return self.event.shown_session

    @property
    def standing(self) -> str:
        """The state in a word, that of the training first: what does not take place needs no seat."""
        if self.registration.is_active and self.event.state in (Event.State.CANCELLED, Event.State.POSTPONED):
            return f"training_{self.event.state}"
        return self.registration.state

    @property
    def todo(self) -> str:
        """What the person is asked to do first, by name; nothing when there is nothing."""
        row = self.registration
        if self.event.state != Event.State.PUBLISHED or not row.is_active or self.event.is_over:
            return ""
        if row.asked_again_at is not None and row.reconfirmed_at is None:
            return "reconfirm"
        if row.verify_by is not None:
            return "verify"
        return "approval" if row.state == State.AWAITING_APPROVAL else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class MyGroup:
    """A group whose contact the person is: how many seats it has, and how many are still without a name."""

    path: str
    title: Text
    starts_at: datetime | None
    seats: int
    unnamed: int
    names_due_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class MyTrainings:
    """`offered` wait for an answer; `coming` are all others in force; `past` what is over or was given up."""

    offered: list[MyTraining]
    coming: list[MyTraining]
    past: list[MyTraining]
    past_count: int
    groups: list[MyGroup]
    # Where what one hears of new trainings is changed; empty for who does not.
    newsletter: str

    @property
    def is_empty(self) -> bool:
        return not (self.offered or self.coming or self.past or self.groups)

    @property
    def has_more_past(self) -> bool:
        return self.past_count > len(self.past)


def my_trainings(
    person: Person, *, now: datetime, language: str, vocabularies: Vocabularies, is_past_whole: bool = False
) -> MyTrainings:
    """Read what the page shows; seven queries, whatever the number of trainings."""
    rows = list(_registrations(person))
    coming = [row for row in rows if row.is_active and not _is_over(row, now)]
    in_force = {row.event_id for row in coming}
    past = _latest_of_each(row for row in rows if row.event_id not in in_force)
    shown_past = past if is_past_whole else past[:PAST_SHOWN]
    events = _events({row.event_id for row in [*coming, *shown_past]})
    made = {
        row.pk: _training(row, events[row.event_id], now=now, language=language, vocabularies=vocabularies)
        for row in [*coming, *shown_past]
    }
    _compare([made[row.pk] for row in coming])
    coming.sort(key=lambda row: (row.event.starts_at is None, row.event.starts_at, row.created_at))
    return MyTrainings(
        offered=[made[row.pk] for row in coming if _is_offered(row, now)],
        coming=[made[row.pk] for row in coming if not _is_offered(row, now)],
        past=[made[row.pk] for row in shown_past],
        past_count=len(past),
        groups=_groups(person, now, language),
        newsletter=_newsletter(person, language),
    )


def _compare(coming: Sequence[MyTraining]) -> None:
    """Tell each of the others that are held at the same time."""
    for one, other in combinations(coming, 2):
        if collisions.do_meet(one.event, other.event):
            one.collides.append(other.event.title)
            other.collides.append(one.event.title)


def own_registration(person: Person, registration_id: UUID) -> Registration | None:
    """One of the person's registrations, and nobody else's."""
    return Registration.objects.filter(person=person, pk=registration_id).first()


def coming_registrations(person: Person, *, now: datetime) -> list[Registration]:
    """Those in force whose training is not over, the newest last."""
    rows = _registrations(person).select_related("sector", "level")
    return [row for row in rows if row.is_active and not _is_over(row, now)]


def _registrations(person: Person) -> QuerySet[Registration]:
    ahead = Registration.objects.filter(
        event=OuterRef("event"), state=State.WAITLISTED, queue_number__lte=OuterRef("queue_number")
    )
    places = ahead.order_by().values("event").annotate(number=Count("pk")).values("number")
    found = Registration.objects.filter(person=person).annotate(place=Subquery(places))
    return found.select_related("event").order_by("created_at")


def _is_over(row: Registration, now: datetime) -> bool:
    return row.event.ends_at is not None and row.event.ends_at <= now


def _is_offered(row: Registration, now: datetime) -> bool:
    is_open = row.offer_expires_at is None or row.offer_expires_at > now
    return row.state == State.OFFERED and is_open and row.event.state == Event.State.PUBLISHED


def _latest_of_each(rows: Iterable[Registration]) -> list[Registration]:
    """Of each training the last registration, the newest training first."""
    latest = {row.event_id: row for row in rows}
    return sorted(latest.values(), key=lambda row: row.event.starts_at or row.created_at, reverse=True)


def _groups(person: Person, now: datetime, language: str) -> list[MyGroup]:
    """The groups of trainings that are not over."""
    is_seat = Q(registrations__state__in=Registration.ACTIVE)
    found = GroupBooking.objects.filter(contact_email=person.email).exclude(event__ends_at__lte=now)
    rows = found.select_related("event").annotate(
        seats=Count("registrations", filter=is_seat),
        unnamed=Count("registrations", filter=is_seat & Q(registrations__person=None)),
    )
    with translation.override(language):
        return [
            MyGroup(
                path=reverse("group", args=[notices.token_of_group(row)]),
                title=texts.pick(row.event, "title", language),
                starts_at=row.event.starts_at,
                seats=row.seats,
                unnamed=row.unnamed,
                names_due_at=row.names_due_at,
            )
            for row in rows.order_by("event__starts_at", "created_at")
        ]


def _newsletter(person: Person, language: str) -> str:
    found = NewsSubscription.objects.filter(email=person.email, confirmed_at__isnull=False).first()
    with translation.override(language):
        return reverse("newsletter-change", args=[subscribing.token_of(found)]) if found else ""


def _events(ids: Iterable[UUID]) -> dict[UUID, Event]:
    return {event.pk: event for event in describing.described(Event.objects.filter(pk__in=ids))}


def _training(
    row: Registration, event: Event, *, now: datetime, language: str, vocabularies: Vocabularies
) -> MyTraining:
    described = descriptions.describe(event, language=language, vocabularies=vocabularies, now=now)
    coming = described.next_session
    joins = {session.uid: session.join_url for session in event.sessions.all()}
    may_join = row.state == State.CONFIRMED and event.state == Event.State.PUBLISHED and coming is not None
    return MyTraining(
        registration=row,
        event=described,
        place=row.place if row.state == State.WAITLISTED else None,  # type: ignore[attr-defined]
        join_url=joins[coming.uid] if may_join and coming else "",
        path=notices.mailed_path(row, language),
    )
