"""What agencies have settled between them so far and what they are talking about, through the product's own writes."""

import contextlib
import random
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from catalogue import vocabularies
from catalogue.actors import Actor
from catalogue.models import Message
from catalogue.rules import RuleError
from config.seeding import organisers, timetable, topics
from config.seeding.composing import SOURCE
from config.seeding.organisers import Organisers
from config.seeding.timetable import Timetable
from config.seeding.topics import Bank
from events import proposing, settling
from events.models import CaseProposal, Event, OverlapCase, Severity
from events.overlaps import alike_texts, cases, life, sides, spans
from events.overlaps.keeping import FINDER
from events.overlaps.life import Fingerprints

# Trainings that are looked at: more would not be seen, and take time.
MOST_TRAININGS = 400
LOOKS_BACK, LOOKS_AHEAD = timedelta(days=200), timedelta(days=150)
# Settled in a month at most, and how, over and over.
A_MONTH = (4, 2, 5, 3, 4, 2, 3)
OUTCOMES = ("kept", "moved", "joined", "dismissed", "kept", "joined", "moved")
# How far the open ones have come, over and over, but for what is late already; and how many there are.
TALKS = ("move", "seen", "kept", "join", "seen by both", "dismissed", "untouched")
SETTLED = {"kept": settling.keep_both, "dismissed": settling.dismiss}
MOST_TALKS, MOST_LATE = 18, 5
HASTE = timedelta(days=3)
# Those at one time first, then those of one season and theme: what the rules make of them is the rules' affair.
_MEETING = """
SELECT one.event_id, two.event_id FROM events_overlapspan AS one JOIN events_overlapspan AS two
ON one.event_id < two.event_id AND one.lead_id <> two.lead_id
AND one.audiences && two.audiences AND one.languages && two.languages
AND (one.span && two.span OR one.themes && two.themes AND
     lower(two.span) BETWEEN lower(one.span) - interval '100 days' AND lower(one.span) + interval '100 days')
WHERE one.event_id = ANY(%(ids)s) AND two.event_id = ANY(%(ids)s)
GROUP BY 1, 2 ORDER BY bool_or(one.span && two.span) DESC, 1, 2
"""


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two trainings of different agencies for the same people, and since when the calendar could know."""

    first: Event
    second: Event
    known_at: datetime

    @property
    def starts_at(self) -> datetime:
        return min(moment for moment in (self.first.starts_at, self.second.starts_at) if moment)


@dataclass(frozen=True)
class Players:
    """Who speaks for the agencies, with what words, and on which days."""

    who: Organisers
    bank: Bank
    table: Timetable
    now: datetime
    rng: random.Random

    def actor(self, event: Event) -> Actor:
        return self.who.by_slug[event.lead.slug].actor

    def says(self, event: Event, kind: str) -> str:
        return self.bank.word(self.rng, "sv" if event.lead.slug == "svenska" else "fi", kind)

    def later(self, event: Event) -> datetime | None:
        """The same weekday and hour a week or two on, if nobody is on holiday then."""
        assert event.starts_at is not None
        local = event.starts_at.astimezone(timetable.HELSINKI)
        days = [local.date() + timedelta(days=days) for days in (7, 14)]
        free = [day for day in days if self.table.is_term_day(day)]
        return timetable.at(free[0], local.time()) if free else None


def cast(*, today: date, seed: int) -> Players:
    known = vocabularies.current()
    now = timetable.at(today, time(0))
    rng = random.Random(f"agreements/{seed}")  # noqa: S311 - example data
    return Players(organisers.load(known), topics.load(), timetable.make(today, 1), now, rng)


@transaction.atomic
def talk(players: Players) -> Counter[str]:
    """Open some overlaps of trainings to come when the calendar could know of them, and let their sides begin to talk.

    To be done before everything is compared, which finds the others; answers how many go on in which way.
    """
    begun: Counter[str] = Counter()
    with _told_long_ago(players.now):
        trainings = _trainings(players.now + HASTE, players.now + LOOKS_AHEAD)
        spans.refresh(list(trainings))
        for meeting in _meetings(trainings, players.now, each=2):
            is_late = life.due_on(meeting.starts_at, meeting.starts_at, meeting.known_at) < timezone.localdate(
                players.now
            )
            is_enough = (
                begun["late"] == MOST_LATE if is_late else begun.total() - begun["late"] == MOST_TALKS - MOST_LATE
            )
            case = None if is_enough else _opened(meeting)
            if case is None:
                continue
            way = "late" if is_late else TALKS[(begun.total() - begun["late"]) % len(TALKS)]
            _begin(case, meeting, way, players)
            begun[way] += 1
    return begun


@transaction.atomic
def settle(players: Players) -> Counter[str]:
    """Settle overlaps of trainings gone by, some in each of the last months; answer how many in which way."""
    settled: Counter[str] = Counter()
    months: Counter[int] = Counter()
    with _told_long_ago(players.now):
        trainings = _trainings(players.now - LOOKS_BACK, players.now)
        for meeting in _meetings(trainings, players.now, each=1):
            day = timezone.localdate(meeting.known_at) + timedelta(days=players.rng.randint(1, 16))
            at = timetable.at(day, time(10, 20))
            if at + HASTE > meeting.starts_at or months[day.month] == A_MONTH[day.month % len(A_MONTH)]:
                continue
            outcome = OUTCOMES[settled.total() % len(OUTCOMES)]
            try:
                with transaction.atomic():
                    _agree(meeting, outcome, at, players)
            except RuleError:
                # A room that is taken, a training that cannot be moved: these two agree on nothing.
                continue
            settled[outcome] += 1
            months[day.month] += 1
    return settled


@contextlib.contextmanager
def _told_long_ago(now: datetime) -> Iterator[None]:
    """What is owed for what happened before today was sent then."""
    queued = Message.objects.filter(state=Message.State.QUEUED)
    before = set(queued.values_list("pk", flat=True))
    yield
    owed = queued.filter(created_at__lt=now).exclude(pk__in=before)
    owed.update(state=Message.State.SENT, sent_at=F("created_at"))


# --- Who meets whom ---------------------------------------------------------------------------------------------------
def _trainings(since: datetime, until: datetime) -> dict[uuid.UUID, Event]:
    """Trainings of the demonstration that agencies lead, beginning in this time."""
    found = Event.objects.filter(source=SOURCE, state__in=(Event.State.PLANNED, Event.State.PUBLISHED))
    found = found.filter(starts_at__gte=since, starts_at__lt=until)
    found = found.filter(lead__slug__in=[*organisers.AGENCIES, "svenska"])
    return {event.pk: event for event in found.select_related("lead").order_by("pk")[:MOST_TRAININGS]}


def _meetings(trainings: dict[uuid.UUID, Event], now: datetime, *, each: int) -> Iterator[Meeting]:
    """Each training in so many of them at most."""
    with connection.cursor() as cursor:
        cursor.execute(_MEETING, {"ids": list(trainings)})
        pairs = cursor.fetchall()
    taken: Counter[uuid.UUID] = Counter()
    for first_id, second_id in pairs:
        first, second = trainings[first_id], trainings[second_id]
        known_at = max(first.updated_at, second.updated_at) + timedelta(minutes=1)
        meeting = Meeting(first, second, known_at)
        if max(taken[first_id], taken[second_id]) < each and known_at < min(now, meeting.starts_at) - HASTE:
            taken.update((first_id, second_id))
            yield meeting


def _opened(meeting: Meeting) -> OverlapCase | None:
    """Open what lies between the two, as the check after the later one's saving would have; answer the gravest."""
    ids = [meeting.first.pk, meeting.second.pk]
    cases.lock(ids)
    known = vocabularies.current()
    profiles = sides.of_spans(spans.of_events(ids), known, alike=alike_texts.among(ids))
    if len(profiles) < len(ids):
        return None
    first, second = (profiles[event_id] for event_id in ids)
    stored = OverlapCase.objects.between(*ids)
    held = cases.held_between(first, second, Fingerprints())
    opened = life.apply(held, stored, by=FINDER, now=meeting.known_at, tell=False)
    return min(opened, key=lambda case: (case.severity != Severity.HIGH, case.kind), default=None)


# --- What becomes of it -----------------------------------------------------------------------------------------------
def _begin(case: OverlapCase, meeting: Meeting, way: str, players: Players) -> None:
    """Bring an open case as far as its sides have come by now."""
    if way in {"late", "untouched"}:
        return
    first, second = meeting.first, meeting.second
    at = min(meeting.known_at + timedelta(days=1), players.now - timedelta(hours=12))
    by = players.actor(first)
    settling.acknowledge(by=by, case_id=case.pk, sides=[first.pk], now=at)
    settling.comment(by=by, case_id=case.pk, text=players.says(first, "seen"), organisation_id=first.lead_id, now=at)
    new = players.later(second)
    if way in SETTLED:
        _end(case, second, way, max(at, players.now - timedelta(hours=players.rng.randint(30, 150))), players)
    elif way == "seen by both":
        settling.acknowledge(by=players.actor(second), case_id=case.pk, sides=[second.pk], now=at + timedelta(hours=4))
    elif way == "join":
        _propose_joining(case, meeting, at, players)
    elif way == "move" and new:
        _propose_moving(case, meeting, new, at, players)


def _agree(meeting: Meeting, outcome: str, at: datetime, players: Players) -> None:
    """Open what lies between the two, and settle it; raises RuleError when they cannot."""
    case, new = _opened(meeting), players.later(meeting.second)
    if case is None:
        raise settling.CaseSettledError
    first, second = meeting.first, meeting.second
    by, asked_at = players.actor(second), at - timedelta(hours=19)
    settling.acknowledge(by=players.actor(first), case_id=case.pk, sides=[first.pk], now=asked_at)
    if outcome in SETTLED:
        _end(case, second, outcome, at, players)
    elif outcome == "joined":
        proposal = _propose_joining(case, meeting, asked_at, players)
        proposing.accept(by=by, proposal_id=proposal.pk, sides=[second.pk], now=at)
    elif new is None or new > players.now:
        raise proposing.NewTimeError
    else:
        proposal = _propose_moving(case, meeting, new, asked_at, players)
        proposing.accept(by=by, proposal_id=proposal.pk, sides=[second.pk], now=at)


def _end(case: OverlapCase, event: Event, outcome: str, at: datetime, players: Players) -> None:
    """Settle all that lies between the two in one way, for one reason."""
    reason = players.says(event, outcome)
    for each in OverlapCase.objects.unsettled().between(case.first_id, case.second_id).order_by("kind"):
        SETTLED[outcome](by=players.actor(event), case_id=each.pk, reason=reason, now=at)


def _propose_moving(
    case: OverlapCase, meeting: Meeting, starts_at: datetime, at: datetime, players: Players
) -> CaseProposal:
    return proposing.propose_move(
        by=players.actor(meeting.first),
        case_id=case.pk,
        event_id=meeting.second.pk,
        starts_at=starts_at,
        sides=[meeting.first.pk],
        note=players.says(meeting.first, "proposed"),
        now=at,
    )


def _propose_joining(case: OverlapCase, meeting: Meeting, at: datetime, players: Players) -> CaseProposal:
    return proposing.ask_to_join(
        by=players.actor(meeting.first),
        case_id=case.pk,
        event_id=meeting.second.pk,
        registrations=CaseProposal.Registrations.APART,
        sides=[meeting.first.pk],
        note=players.says(meeting.first, "joined"),
        now=at,
    )
