"""The life of a stored case as far as it lives by itself: it opens, closes when it no longer holds, and opens again.

What people decide (acknowledge, move, join, keep, dismiss) is written by events.settling.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.dispatch import Signal
from django.utils import timezone

from catalogue import copying
from catalogue.actors import Actor
from catalogue.statements import unsaved
from events import signals
from events.models import OverlapCase, OverlapChange, OverlapKind, Severity
from events.overlaps.findings import Finding
from events.overlaps.profiles import Profile

State = OverlapCase.State
# Of two events and a kind; the smaller id first.
Key = tuple[UUID, UUID, str]
# Instead of a fingerprint: both sides have agreed on what comes of a move, even if the same content stays near.
AGREED = "agreed"
_FOUND = ("severity", "score", "reasons", "evidence", "fingerprint", "is_internal", "starts_at", "ends_at")
_LIVED = ("state", "first_acknowledged_at", "second_acknowledged_at", "state_changed_at", "due_on")
# The columns of the rows that `differs` reads.
COMPARED = ("state", *_FOUND)
_NEWS: dict[str, Signal] = {
    "open": signals.overlap_opened,
    "reopen": signals.overlap_reopened,
    "close": signals.overlap_closed,
    "worsen": signals.overlap_worsened,
}


@dataclass(frozen=True, slots=True)
class Held:
    """What holds between two trainings now, `first` being the one with the smaller id."""

    finding: Finding
    fingerprint: str

    def columns(self) -> dict[str, object]:
        found = self.finding
        return {
            "severity": str(found.severity),
            "score": found.score,
            "reasons": [reason.as_json() for reason in found.reasons],
            "evidence": [list(pair) for pair in found.evidence],
            "fingerprint": self.fingerprint,
            "is_internal": found.is_internal,
            "starts_at": found.starts_at,
            "ends_at": found.ends_at,
        }


class Fingerprints:
    """What settlements rest on: both trainings' times and whom and what they are for, or who and where.

    Remembers what it has read of a training, for a few hundred others may meet it: to be used while profiles stand.
    """

    def __init__(self) -> None:
        self._sides: dict[tuple[UUID | None, bool], str] = {}

    def of(self, kind: str, first: Profile, second: Profile) -> str:
        said = f"[{self._side(kind, first)}, {self._side(kind, second)}]"
        return hashlib.md5(said.encode(), usedforsecurity=False).hexdigest()

    def _side(self, kind: str, profile: Profile) -> str:
        key = profile.id, kind == OverlapKind.RESOURCE
        if key not in self._sides:
            self._sides[key] = repr(_side(kind, profile))
        return self._sides[key]


def _side(kind: str, profile: Profile) -> list[object]:
    if kind == OverlapKind.RESOURCE:
        return [
            (each.starts_at.timestamp(), each.ends_at.timestamp(), sorted(each.trainers), each.room_id)
            for each in profile.sittings
        ]
    times = [(each.starts_at.timestamp(), each.ends_at.timestamp()) for each in profile.sittings]
    return [times, sorted(profile.audiences), sorted(profile.topic.themes)]


def due_on(starts_at: datetime, ends_at: datetime, now: datetime) -> date:
    """By when a case is to be settled: within some days, and before the first session that lies ahead.

    One side of a case may be over: its evidence then begins in the past and ends with the other side's session.
    """
    today = timezone.localdate(now)
    before = timezone.localdate(starts_at if starts_at > now else ends_at) - timedelta(days=1)
    return max(today, min(today + timedelta(days=settings.OVERLAP_DAYS_TO_SETTLE), before))


def differs(stored: Sequence[object], held: Held) -> bool:
    """Whether `apply` would write this case, of which the COMPARED columns are given."""
    state, *found = stored
    columns = held.columns()
    return state == State.CLOSED or found != [columns[name] for name in _FOUND]


def apply(
    held: Mapping[Key, Held], stored: Iterable[OverlapCase], *, by: Actor, now: datetime, tell: bool = True
) -> list[OverlapCase]:
    """Bring cases into line with what holds; answer those whose state has changed. The caller has them locked.

    `stored` are all cases of the pairs in question. `tell=False` sends no news of what opens or closes.
    """
    writing = _Writing(by, now, is_told=not tell)
    known = {(case.first_id, case.second_id, case.kind): case for case in stored}
    for key, each in held.items():
        if each.finding.ends_at > now:
            writing.hold(known.pop(key, None), key, each)
    for key, case in known.items():
        writing.let_go(case, is_over=key in held)
    return writing.save(tell=tell)


class _Writing:
    """Collects what becomes of cases, and writes it in a fixed number of statements."""

    def __init__(self, by: Actor, now: datetime, *, is_told: bool) -> None:
        self.by, self.now = by, now
        # What nobody is to hear of counts as told.
        self.told_at = now if is_told else None
        self.new: list[OverlapCase] = []
        self.revised: list[OverlapCase] = []
        self.changes: list[OverlapChange] = []

    def hold(self, case: OverlapCase | None, key: Key, held: Held) -> None:
        first_id, second_id, kind = key
        if case is None:
            columns = held.columns() | {"opened_at": self.now, "told_at": self.told_at}
            case = unsaved(OverlapCase, first_id=first_id, second_id=second_id, kind=kind, **columns)
            self.new.append(case)
            self._open(case, "open")
            return
        columns = held.columns()
        is_same = case.fingerprint in {columns["fingerprint"], AGREED}
        differs = any(getattr(case, name) != value for name, value in columns.items())
        is_graver = columns["severity"] == Severity.HIGH != case.severity
        for name, value in columns.items():
            setattr(case, name, value)
        if case.state == State.CLOSED or (not is_same and case.state != State.OPEN):
            self._open(case, "reopen")
            self.revised.append(case)
        elif not is_same:
            # Who had seen it has not seen this.
            case.first_acknowledged_at = case.second_acknowledged_at = None
            self.revised.append(case)
        elif differs:
            self.revised.append(case)
        if is_graver and case.state in OverlapCase.UNSETTLED:
            self._change(case, "worsen", case.state)

    def let_go(self, case: OverlapCase, *, is_over: bool) -> None:
        """Close a case that no longer holds; what people have settled stays settled."""
        if case.state in OverlapCase.UNSETTLED:
            self._change(case, "close", State.CLOSED, details={"cause": "over" if is_over else "gone"})
            self.revised.append(case)
        elif case.state == State.MOVED and case.fingerprint:
            # Out of the way now: moved back to where it was, it is an overlap again.
            case.fingerprint = ""
            self.revised.append(case)

    def save(self, *, tell: bool) -> list[OverlapCase]:
        copying.insert_all(self.new)
        OverlapCase.objects.bulk_update(self.revised, [*_FOUND, *_LIVED], batch_size=500)
        copying.insert_all(self.changes)
        if tell:
            for change in self.changes:
                _NEWS[change.action].send(OverlapCase, case=change.case, change=change)
        return [change.case for change in self.changes if change.from_state != change.to_state]

    def _open(self, case: OverlapCase, action: str) -> None:
        case.first_acknowledged_at = case.second_acknowledged_at = None
        case.due_on = due_on(case.starts_at, case.ends_at, self.now)
        self._change(case, action, State.OPEN)

    def _change(self, case: OverlapCase, action: str, to_state: str, details: dict[str, str] | None = None) -> None:
        from_state = "" if action == "open" else case.state
        if to_state != from_state:
            case.state, case.state_changed_at = to_state, self.now
        self.changes.append(
            unsaved(
                OverlapChange,
                case=case,
                at=self.now,
                action=action,
                from_state=from_state,
                to_state=to_state,
                details=details or {},
                **self.by.columns(),
            )
        )
