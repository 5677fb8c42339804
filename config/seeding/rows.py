"""Tells a story in memory: the rows that the single writes would have left, made by the same builders."""

import random
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Model

from catalogue.actors import PARTICIPANT
from catalogue.models import Message, Room, Venue
from catalogue.rules import RuleError
from catalogue.vocabularies import Term, Vocabularies
from config.seeding import stories
from events import drafting, scheduling, session_changes
from events.feeds import entries
from events.feeds.vevents import EventFacts, Said
from events.feeds.words import Name
from events.models import Event, EventChange, EventSeries, SeatPool, Session
from registrations import booking, notices, reconfirming, registering, waiting_list
from registrations.booking import Seats
from registrations.models import Registration, RegistrationChange
from registrations.models.references import REFERENCE_ALPHABET
from registrations.registering import Wish
from registrations.waiting_list import Ahead

# Mail leaves within seconds of what caused it.
DELIVERY = timedelta(seconds=3)


@dataclass(slots=True)
class Rows:
    """Unsaved rows by model, in the order in which the models were first met."""

    by_model: dict[type[Model], list[Model]] = field(default_factory=lambda: defaultdict(list))

    def add(self, *rows: Model) -> None:
        for row in rows:
            self.by_model[type(row)].append(row)


@dataclass(slots=True)
class World:
    """What stories refer to: vocabularies, places and series by id, and who is behind an address."""

    vocabularies: Vocabularies
    venues: dict[int, Venue]
    rooms: dict[int, Room]
    series: dict[int, EventSeries]
    person_of: Callable[[str, str, datetime], uuid.UUID]
    # The next free number of each table whose rows others refer to.
    numbers: dict[type[Model], Iterator[int]]


class Telling:
    """One story on its way to rows. The methods named after steps do what the single write of that name does."""

    def __init__(self, story: stories.Story, world: World, rng: random.Random) -> None:
        self.story, self.world, self.rng = story, world, rng
        self.rows = Rows()
        self.built = drafting.build_event(story.draft, by=story.by, now=story.created_at, event_id=story.event_id)
        self.event, self.pools = self.built.event, self.built.pools
        self.seats = Seats(self.event, self.pools)
        self.queue: list[Registration] = []
        self.active: dict[str, Registration] = {}
        self.said: dict[int, Said] = {}
        for session in self.built.sessions:
            self._settle(session)
        for pool in self.pools:
            pool.pk = self._number(SeatPool)
        self._changed(self.built.change)

    def tell(self) -> Rows:
        """Answer everything the story leaves behind."""
        for step in self.story.steps:
            _TOLD[type(step)](self, step)
        self.rows.add(self.event, *self.built.sessions, *self.pools, *self.built.agenda, *self.built.link_rows())
        through: Any = Session.trainers.through
        for session, draft in zip(self.built.sessions, self.story.draft.sessions, strict=True):
            self.rows.add(*(through(session_id=session.pk, trainer_id=trainer) for trainer in draft.trainer_ids))
        self.rows.add(*entries.rows_of(self.said.values()))
        return self.rows

    def plan(self, step: stories.Plan) -> None:
        self._change(step, "plan", to_state=Event.State.PLANNED)

    def publish(self, step: stories.Publish) -> None:
        self.event.published_at = step.at
        self._change(step, "publish", to_state=Event.State.PUBLISHED)

    def postpone(self, step: stories.Postpone) -> None:
        change = self._change(step, "postpone", to_state=Event.State.POSTPONED, reason=step.reason)
        self._tell_everybody("event_postponed", change)

    def cancel(self, step: stories.Cancel) -> None:
        change = self._change(step, "cancel", to_state=Event.State.CANCELLED, reason=step.reason)
        self._tell_everybody("event_cancelled", change)

    def move(self, step: stories.Move) -> None:
        sessions = {session.pk: session for session in self.built.sessions}
        before = {session.pk: scheduling.standing(session) for session in self.built.sessions}
        moved = [
            scheduling.apply_move(sessions, scheduling.SessionMove(session_id=pk, starts_at=start, ends_at=end))
            for pk, (start, end) in zip(sessions, step.times, strict=True)
        ]
        drafting.set_span(self.event, self.built.sessions)
        change = self._change(
            step,
            "move",
            to_state=scheduling.state_after_move(self.event),
            reason=step.reason,
            details=scheduling.differences(before, moved),
        )
        if self.event.is_public:
            self._tell_of_moving(change)
            self._promote(step.at, change)

    def enlarge(self, step: stories.Enlarge) -> None:
        pool = self.pools[step.position]
        details = {"pool": pool.position, "capacity": {"from": pool.capacity, "to": step.capacity}}
        pool.capacity, pool.overbooked = step.capacity, max(0, pool.taken - step.capacity)
        change = drafting.build_change(
            self.event, by=self.story.by, action="change_capacity", reason=step.reason, details=details, now=step.at
        )
        self._changed(change)
        self._promote(step.at, change)

    def register(self, step: stories.Register) -> None:
        columns = step.participant.columns()
        pool_ids = [self.pools[position].pk for position in step.positions]
        try:
            waiting_list.refuse_unless_open(self.event, self.pools, step.at, pool_ids=pool_ids)
        except RuleError:
            return
        registration = registering.build_registration(
            self.event,
            self.pools,
            person_id=self.world.person_of(columns["email"], columns["language"], step.at),
            columns=columns,
            wish=Wish(pool_ids=pool_ids),
            now=step.at,
            id=uuid_from(self.rng),
            reference=reference_from(self.rng),
        )
        if self.seats.place(registration, step.at):
            registration.state, kind = Registration.State.CONFIRMED, "confirmed"
        else:
            self.seats.wait(registration)
            self.queue.append(registration)
            registration.state, kind = Registration.State.WAITLISTED, "waitlisted"
        self.active[columns["email"]] = registration
        self.rows.add(registration)
        change = registering.build_first_change(registration, by=PARTICIPANT, now=step.at)
        self._tell(change, notices.build_first_message(kind, registration, now=step.at))

    def withdraw(self, step: stories.Withdraw) -> None:
        registration = self.active.get(step.email)
        if registration is None or self.event.starts_at is None or self.event.has_begun(step.at):
            return
        del self.active[step.email]
        if registration.state == Registration.State.WAITLISTED:
            self.queue.remove(registration)
        self.seats.give_back(registration)
        state = Registration.State.CANCELLED
        change = booking.build_change(registration, state, by=PARTICIPANT, action="cancel", now=step.at)
        self._tell_of("cancelled", registration, change)
        self._promote(step.at, change)

    def _promote(self, at: datetime, because: RegistrationChange | EventChange) -> None:
        event = self.event
        if event.state != Event.State.PUBLISHED or event.starts_at is None or event.starts_at <= at:
            return
        passed_over: list[Ahead] = []
        for registration in list(self.queue):
            if self.seats.find(registration.wanted_pools, registration.admitted_pools, at) is None:
                ahead = Ahead(registration.queue_number, registration.wanted_pools, registration.admitted_pools)
                passed_over.append(ahead)
                continue
            self.queue.remove(registration)
            self.seats.leave_queue(registration)
            self.seats.place(registration, at)
            state = Registration.State.CONFIRMED
            details = waiting_list.explain(registration, because, passed_over, at)
            change = booking.build_change(
                registration, state, by=waiting_list.WAITING_LIST, action="promote", details=details, now=at
            )
            self._tell_of("promoted", registration, change)

    def _change(self, step: stories.Step, action: str, **columns: Any) -> EventChange:
        """A new version of the event, its rooms held or let go, and what its sessions' entries say from now on."""
        change = drafting.build_change(self.event, by=self.story.by, action=action, now=step.at, **columns)
        self._changed(change)
        for session in self.built.sessions:
            session.holds_room = self.event.state == Event.State.PUBLISHED and session.room_id is not None
        if self.event.is_public:
            self.said = entries.revise(self._facts(), self.said, now=step.at)
        return change

    def _changed(self, change: EventChange) -> None:
        change.pk = self._number(EventChange)
        self.rows.add(change)

    def _tell_of(self, kind: str, registration: Registration, change: RegistrationChange) -> None:
        change.pk = self._number(RegistrationChange)
        self._tell(change, notices.build_message(kind, registration, change, now=change.at))

    def _tell(self, change: RegistrationChange, message: Message) -> None:
        change.pk = change.pk or self._number(RegistrationChange)
        self.rows.add(change)
        self._sent(message)

    def _tell_everybody(self, kind: str, change: EventChange) -> None:
        for registration in self.active.values():
            self._sent(notices.build_message_to_all(kind, registration, change))

    def _tell_of_moving(self, change: EventChange) -> None:
        """What registrations.telling does: after a big change those who have a seat are asked whether they come."""
        if self.event.state != Event.State.PUBLISHED or not session_changes.is_news(change):
            return
        is_big = reconfirming.is_big(change)
        for registration in self.active.values():
            is_asked = is_big and registration.state == Registration.State.CONFIRMED
            if is_asked:
                registration.asked_again_at = change.at
            kind = "event_moved_far" if is_asked else "event_moved"
            self._sent(notices.build_message_to_all(kind, registration, change))

    def _sent(self, message: Message) -> None:
        message.pk = uuid_from(self.rng)
        message.state, message.attempts = Message.State.SENT, 1
        message.sent_at = message.created_at + DELIVERY
        self.rows.add(message)

    def _settle(self, session: Session) -> None:
        session.pk = self._number(Session)
        session.uid = f"{uuid_from(self.rng)}@{settings.UID_DOMAIN}"
        if session.venue_id:
            session.venue = self.world.venues[session.venue_id]
        if session.room_id:
            session.room = self.world.rooms[session.room_id]

    def _facts(self) -> EventFacts:
        known, links = self.world.vocabularies, self.built.links
        return EventFacts(
            event=self.event,
            sessions=sorted(self.built.sessions, key=lambda session: (session.starts_at, session.pk)),
            lead=_name(known.organisations.by_id(self.event.lead_id)),
            audiences=_names(known.audiences.many(links["audiences"])),
            themes=_names(known.themes.many(links["themes"])),
            sectors=_names(known.sectors.many(links["sectors"])),
            series=self.world.series.get(self.event.series_id or 0),
        )

    def _number(self, model: type[Model]) -> int:
        return next(self.world.numbers[model])


_TOLD: dict[type[stories.Step], Callable[[Telling, Any], None]] = {
    stories.Plan: Telling.plan,
    stories.Publish: Telling.publish,
    stories.Postpone: Telling.postpone,
    stories.Cancel: Telling.cancel,
    stories.Move: Telling.move,
    stories.Enlarge: Telling.enlarge,
    stories.Register: Telling.register,
    stories.Withdraw: Telling.withdraw,
}
NUMBERED: tuple[type[Model], ...] = (Session, SeatPool, EventChange, RegistrationChange, EventSeries)


def uuid_from(rng: random.Random) -> uuid.UUID:
    return uuid.UUID(int=rng.getrandbits(128), version=4)


def reference_from(rng: random.Random) -> str:
    letters = "".join(rng.choices(REFERENCE_ALPHABET, k=12))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def _name(term: Term) -> Name:
    return Name(term.names["fi"], term.names["sv"], term.names["en"])


def _names(terms: Sequence[Term]) -> list[Name]:
    return [_name(term) for term in terms]
