"""Keeps each session's serialised VEVENTs, its SEQUENCE and its time of change in step with what they show."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from catalogue.texts import LANGUAGES
from events.feeds import sources, vevents
from events.feeds.vevents import EventFacts, Said
from events.models import Event, Session, SessionEntry

# LAST-MODIFIED has whole seconds; it must move with every change, whatever two machines' clocks say.
TICK = timedelta(seconds=1)
BATCH = 2_000
EVENTS_AT_ONCE = 500
DIGESTS = tuple(f"digest_{language}" for language in LANGUAGES)
COLUMNS = (
    "event",
    "starts_at",
    "ends_at",
    "is_cancelled",
    *(f"vevent_{language}" for language in LANGUAGES),
    *DIGESTS,
    "significant",
    "shown",
)


@dataclass(frozen=True, slots=True)
class Stored:
    """The digests of an entry as it stands."""

    significant: str
    shown: str
    digests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """Sessions by what becomes of their revision: first shown, shown otherwise, or changed in what matters."""

    new: list[int] = field(default_factory=list)
    touched: list[int] = field(default_factory=list)
    raised: list[int] = field(default_factory=list)

    def note(self, said: Said, before: Stored | None) -> None:
        if before is None:
            self.new.append(said.session.pk)
        elif before.significant != said.significant:
            self.raised.append(said.session.pk)
        elif before.shown != said.shown:
            self.touched.append(said.session.pk)

    def write(self, now: datetime) -> None:
        """Do in the database what `_revision` answers."""
        later = Greatest(Value(now), F("changed_at") + TICK)
        if self.new:
            Session.objects.filter(pk__in=self.new).update(changed_at=Greatest(Value(now), F("changed_at")))
        if self.touched:
            Session.objects.filter(pk__in=self.touched).update(changed_at=later)
        if self.raised:
            Session.objects.filter(pk__in=self.raised).update(changed_at=later, sequence=F("sequence") + 1)


def refresh(event_ids: Collection[UUID], *, now: datetime | None = None) -> int:
    """Bring the entries of these events' sessions up to date; answer how many have changed.

    Call it last in the transaction of every write that may change what a VEVENT shows. It locks the events, and it
    raises `sequence` and `changed_at` in the database: the caller's Session objects do not know. Events that are not
    public yet are left alone.
    """
    if not event_ids:
        return 0
    with transaction.atomic():
        return _refresh(sources.lock(event_ids), now or timezone.now())


def refresh_all() -> int:
    """Bring every public event's entries up to date, some hundreds at a time; answer how many have changed."""
    ids = list(Event.objects.public().order_by("pk").values_list("pk", flat=True))
    return sum(refresh(ids[first : first + EVENTS_AT_ONCE]) for first in range(0, len(ids), EVENTS_AT_ONCE))


def rows_of(said: Iterable[Said]) -> list[SessionEntry]:
    """Answer the unsaved entries of what sessions say, with the revision they already have."""
    return [_row(each, each.session.sequence, each.session.changed_at) for each in said]


def revise(facts: EventFacts, before: Mapping[int, Said], *, now: datetime) -> dict[int, Said]:
    """Do in memory what `refresh` does to sessions that are written in bulk: raise their `sequence` and `changed_at`.

    `before` is what they said until now, by session id (nothing yet: empty); answers what they say from now on.
    """
    after = {said.session.pk: said for said in vevents.say(facts)}
    for session_id, said in after.items():
        said.session.sequence, said.session.changed_at = _revision(said, before.get(session_id), now)
    return after


def _revision(said: Said, before: Said | Stored | None, now: datetime) -> tuple[int, datetime]:
    """Answer SEQUENCE and the time of change of a session that used to say `before`."""
    session = said.session
    if before is None:
        return session.sequence, max(now, session.changed_at)
    if before.significant != said.significant:
        return session.sequence + 1, max(now, session.changed_at + TICK)
    if before.shown != said.shown:
        return session.sequence, max(now, session.changed_at + TICK)
    return session.sequence, session.changed_at


def _refresh(event_ids: list[UUID], now: datetime) -> int:
    if not event_ids:
        return 0
    stored = _stored(event_ids)
    rows: list[SessionEntry] = []
    changes = Changes()
    for facts in sources.facts_of(event_ids):
        for said in vevents.say(facts):
            before = stored.get(said.session.pk)
            changes.note(said, before)
            row = _row(said, *_revision(said, before, now))
            if before is None or before.digests != tuple(getattr(row, name) for name in DIGESTS):
                rows.append(row)
    changes.write(now)
    SessionEntry.objects.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=["session"], update_fields=COLUMNS
    )
    return len(rows)


def _stored(event_ids: list[UUID]) -> dict[int, Stored]:
    rows = SessionEntry.objects.filter(session__event__in=event_ids)
    return {
        session_id: Stored(significant, shown, tuple(digests))
        for session_id, significant, shown, *digests in rows.values_list("session_id", "significant", "shown", *DIGESTS)
    }


def _row(said: Said, sequence: int, changed_at: datetime) -> SessionEntry:
    texts = {language: said.vevent(language, sequence=sequence, changed_at=changed_at) for language in LANGUAGES}
    return SessionEntry(
        session=said.session,
        event_id=said.session.event_id,
        starts_at=said.session.starts_at,
        ends_at=said.session.ends_at,
        is_cancelled=said.is_cancelled,
        significant=said.significant,
        shown=said.shown,
        **{f"vevent_{language}": text for language, text in texts.items()},
        **{f"digest_{language}": vevents.digest(text) for language, text in texts.items()},
    )
