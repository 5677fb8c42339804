"""What a mail brings into the reader's calendar: a request to keep a session, one to take it out, or a file.

All of it is written when the mail is sent, from what is true at that moment: SEQUENCE and text are of one state, as
in the reader's own calendar, and a mail that was late carries nothing older than one before it. A mail carries one
part only; what else is to be put right in the calendar goes by mails of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parseaddr
from functools import cached_property
from typing import Any

from django.conf import settings

from catalogue.calendar_mail import CalendarPart
from catalogue.models import Message
from events.feeds import calendars, itip, sources, vevents
from events.feeds.calendars import OwnCalendar
from events.feeds.itip import CANCEL, REQUEST
from events.feeds.vevents import EventFacts, Meeting, Said
from events.models import Event, Session
from registrations.models import Registration
from registrations.my import parts
from registrations.my.parts import Part
from registrations.notices import told
from registrations.notices.kind import Kind, Says
from registrations.notices.subjects import Subject
from registrations.notices.told import FILE, NOTHING, Told

# DTSTAMP has whole seconds; it rises from one mail to the next.
TICK = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Carried:
    """`record` is what the message's row keeps of it; `further` are the sessions that need mails of their own."""

    method: str = NOTHING
    part: CalendarPart | None = None
    record: Mapping[str, Any] = field(default_factory=dict)
    further: Sequence[Session] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A session of a training that the reader is, or was, registered for."""

    said: Said
    part: Part

    @property
    def uid(self) -> str:
        return self.said.session.uid

    @property
    def is_coming(self) -> bool:
        """Whether it is held and the reader has a seat."""
        return self.part.state == Registration.State.CONFIRMED and not self.said.is_cancelled

    def is_ahead(self, now: datetime) -> bool:
        return self.said.session.ends_at > now

    @property
    def method(self) -> str:
        return REQUEST if self.is_coming else CANCEL


def of(message: Message, kind: Kind, subject: Subject) -> Carried:
    """Answer what goes with this mail; nothing to who reads it for others, each of whom has a mail of their own."""
    if kind.says is Says.NOTHING or subject.group is not None or subject.registration.person_id is None:
        return Carried()
    reader = _Reader(message, subject)
    if kind.says is Says.ENTRY:
        return reader.carry([each for each in reader.out_of_date if each.uid == message.context["uid"]])
    return reader.comes() if kind.says is Says.COMES else reader.ends()


@dataclass(frozen=True)
class _Reader:
    """Somebody's calendar as our mails have made it, and as it should be."""

    message: Message
    subject: Subject

    def comes(self) -> Carried:
        """Of a training that is held: the one session, or all of them as a file."""
        if self.subject.event.state != Event.State.PUBLISHED:
            return self.carry([])
        coming = [each for each in self.own if each.is_coming]
        # As it came into the calendar it goes on: a session that is left over is changed where the others stand.
        if len(coming) > 1 or (coming and self.known.has_file and len(self.own) > 1):
            return self.carry(self.out_of_date, has_file=True)
        return self.carry([*coming, *(each for each in self.out_of_date if each not in coming)])

    def ends(self) -> Carried:
        """Of a training that is not held, or not for the reader: what a mail has asked them to keep."""
        gone = [each for each in self.own if not each.is_coming and each.uid in self.known.entries]
        gone += [each for each in self.out_of_date if not each.is_coming and each not in gone]
        is_filed = self.known.has_file and len(self.own) > 1 and not any(each.is_coming for each in self.own)
        return self.carry(gone, has_file=is_filed)

    def carry(self, entries: Sequence[Entry], *, has_file: bool = False) -> Carried:
        if has_file:
            further = [each.said.session for each in entries]
            sequences = {each.uid: each.part.sequence_of(each.said) for each in self.own}
            return Carried(FILE, self._file(), told.record(FILE, sequences, self.subject.now), further)
        if not entries:
            return Carried(record=told.record(NOTHING, {}, self.subject.now))
        first, *others = entries
        sequence, stamped_at = self._sequence_of(first), self._stamp_of(first)
        vevent = first.said.vevent(
            self.subject.language,
            sequence=sequence,
            changed_at=first.part.changed_at_of(first.said),
            stamped_at=stamped_at,
        )
        body = itip.message(first.method, vevent)
        return Carried(
            first.method,
            CalendarPart(f"{self.subject.event.slug}.ics", body, first.method),
            told.record(first.method, {first.uid: sequence}, stamped_at),
            [each.said.session for each in others],
        )

    @cached_property
    def own(self) -> list[Entry]:
        """The sessions of the training that the mail is about."""
        return [each for each in self.entries if each.said.session.event_id == self.subject.event.pk]

    @cached_property
    def out_of_date(self) -> list[Entry]:
        """What the calendar was asked to keep and is otherwise now; what is over stays as it was."""
        asked = [each for each in self.entries if self.known.asks_to_keep(each.uid) and each.is_ahead(self.subject.now)]
        return [
            each
            for each in asked
            if not each.is_coming or each.part.sequence_of(each.said) > self.known.last_of(each.uid).sequence
        ]

    @cached_property
    def known(self) -> Told:
        registration = self.subject.registration
        alike = Registration.objects.filter(event=registration.event_id, person=registration.person_id)
        uids = [session.uid for session in self.subject.sessions]
        return told.by_mails(list(alike.values_list("pk", flat=True)), uids, but=self.message.pk)

    @cached_property
    def entries(self) -> list[Entry]:
        """Every session of them, as a mail to the reader says it."""
        return [
            Entry(said, part)
            for facts, part in self.trainings
            for said in vevents.say(facts, part.standing(self._meeting))
        ]

    @cached_property
    def trainings(self) -> list[tuple[EventFacts, Part]]:
        """The training, and others from which the reader was taken over into it, each with how they stand in it."""
        registration = self.subject.registration
        others = set(self.known.entries) - {session.uid for session in self.subject.sessions}
        left = set(Session.objects.filter(uid__in=others).values_list("event_id", flat=True)) if others else set()
        event_ids = {registration.event_id, *left}
        assert registration.person_id is not None
        found = parts.of_person(registration.person_id, Registration.objects.filter(event__in=event_ids))
        return [
            (facts, parts.touched(found[facts.event.pk], facts.event))
            for facts in sources.facts_of(list(event_ids & set(found)))
        ]

    @property
    def _meeting(self) -> Meeting:
        return Meeting(parseaddr(settings.DEFAULT_FROM_EMAIL)[1], self.subject.name, self.message.address)

    def _sequence_of(self, entry: Entry) -> int:
        """As in the reader's own calendar, which rises with all that changes; never below what a mail has said."""
        last = self.known.last_of(entry.uid)
        return max(entry.part.sequence_of(entry.said), last.sequence + (last.method != entry.method))

    def _stamp_of(self, entry: Entry) -> datetime:
        return max(self.subject.now, entry.part.changed_at_of(entry.said), self.known.last_of(entry.uid).at + TICK)

    def _file(self) -> CalendarPart:
        """The sessions as they stand in the reader's own calendar."""
        language, title = self.subject.language, self.subject.title
        filename = f"{self.subject.event.slug}.ics"
        written = "".join(
            said.vevent(language, sequence=part.sequence_of(said), changed_at=part.changed_at_of(said))
            for facts, part in self.trainings
            if facts.event.pk == self.subject.event.pk
            for said in vevents.say(facts, part.standing())
        )
        calendar = OwnCalendar(language, title, title, filename, written)
        return CalendarPart(filename, calendars.render(calendar).body)
