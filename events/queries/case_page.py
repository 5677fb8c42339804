"""One overlap with all that its page shows: both trainings side by side, the reasons, the thread, what can be done."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalogue.models import User
from catalogue.texts import Text
from events import expected_audience, proposing, rights
from events.descriptions import EventDescription
from events.models import CaseComment, CaseProposal, Event, OverlapCase, OverlapChange
from events.overlaps import wording
from events.overlaps.findings import Reason
from events.overlaps.wording import SaidReason
from events.queries import cases, describing
from events.queries.cases import CaseLine
from events.queries.searches import Reader

# What was done about it, for the thread. What people wrote stands below.
DONE: Mapping[str, str | Promise] = MappingProxyType({
    "open": _("The calendar found the overlap."),
    "reopen": _("The calendar opened the overlap again: time, audience or theme has changed."),
    "worsen": _("The calendar finds the overlap more serious than before."),
    "close": _("The calendar closed the overlap: it is no longer there."),
    "acknowledge": _("has seen the overlap."),
    "keep": _("keeps both trainings on purpose."),
    "dismiss": _("says that this is no overlap."),
    "take_back": _("opened the overlap again."),
    "propose": _("made a proposal."),
    "decline": _("declined the proposal."),
    "withdraw": _("took the proposal back."),
    "move": _("moved the training."),
    "join": _("agreed to hold the trainings together."),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two trainings, whole; `seen_at` is when its organiser acknowledged the overlap."""

    event: EventDescription
    event_id: uuid.UUID
    state_name: str | Promise
    lead_id: int
    agency: Text
    is_own: bool
    is_movable: bool
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Said:
    """A line of the thread: a comment (`text`) or what was done (`done`, with the `reason`), by whom and for whom."""

    at: datetime
    who: str
    agency: Text | None
    text: str = ""
    done: str | Promise = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A proposal that waits for an answer."""

    id: uuid.UUID
    kind: str
    kind_name: str | Promise
    event: Side
    stays: Side
    starts_at: datetime | None
    registrations: str
    registrations_name: str | Promise
    note: str
    who: str
    may_answer: bool
    may_withdraw: bool


@dataclass(frozen=True, slots=True)
class CasePage:
    line: CaseLine
    reasons: tuple[SaidReason, ...]
    advice: str
    sides: tuple[Side, Side]
    in_common: int | None
    thread: list[Said]
    asked: Asked | None
    others: list[CaseLine]
    may_acknowledge: bool
    may_take_back: bool

    @property
    def own_sides(self) -> frozenset[uuid.UUID]:
        """The events for whose lead organisation the viewer speaks."""
        return frozenset(side.event_id for side in self.sides if side.is_own)

    @property
    def speaks_for(self) -> int | None:
        """The organisation in whose name the viewer comments; None for a coordinator."""
        return next((side.lead_id for side in self.sides if side.is_own), None)

    @property
    def movable(self) -> list[Side]:
        return [side for side in self.sides if side.is_movable]


def case_page(case_id: uuid.UUID, read: Reader) -> CasePage | None:
    """Answer the case in a fixed number of queries; None when it is not there for the viewer."""
    case = cases.visible(read).select_related("first", "second").filter(pk=case_id).first()
    if case is None:
        return None
    reasons = [Reason.from_json(stored) for stored in case.reasons]
    speaker = wording.Speaker.of(reasons, language=read.language, known=read.vocabularies)
    sides = _sides(case, read)
    siblings = list(cases.visible(read).between(case.first_id, case.second_id).select_related("first", "second"))
    by_id = {line.id: line for line in cases.lines(siblings, read)}
    line = by_id.pop(case.pk)
    themes = {each for side in (case.first, case.second) for each in side.themes.values_list("pk", flat=True)}
    return CasePage(
        line=line,
        reasons=tuple(speaker.say(reasons)),
        advice=wording.advice(case.kind),
        sides=sides,
        in_common=expected_audience.in_common(
            case.first.lead_id, case.second.lead_id, themes, known=read.vocabularies, now=read.now
        ),
        thread=_thread(case, read),
        asked=_asked(case, sides, read),
        others=[other for other in by_id.values() if not other.is_settled],
        may_acknowledge=line.waits_for_me,
        may_take_back=case.state in OverlapCase.SETTLED,
    )


def _sides(case: OverlapCase, read: Reader) -> tuple[Side, Side]:
    described = describing.events_by_id(
        [case.first_id, case.second_id],
        viewer=read.viewer,
        language=read.language,
        vocabularies=read.vocabularies,
        now=read.now,
    )
    own = rights.PLAN.organisations(read.viewer)
    first, second = (
        Side(
            event=described[event.pk],
            event_id=event.pk,
            state_name=Event.State(event.state).label,
            lead_id=event.lead_id,
            agency=read.vocabularies.organisations.by_id(event.lead_id).name(read.language),
            is_own=event.lead_id in own,
            is_movable=event.state in proposing.MOVABLE
            and event.starts_at is not None
            and not event.has_begun(read.now),
            seen_at=seen_at,
        )
        for event, seen_at in (
            (case.first, case.first_acknowledged_at),
            (case.second, case.second_acknowledged_at),
        )
    )
    return first, second


def _thread(case: OverlapCase, read: Reader) -> list[Said]:
    """What was done and said, in order; who speaks is named with the organisation they spoke for."""
    comments = {row.pk: row for row in CaseComment.objects.filter(case=case).select_related("author")}
    changes = OverlapChange.objects.filter(case=case).select_related("actor_user").order_by("at", "id")
    return [_said(change, comments, read) for change in changes]


def _said(change: OverlapChange, comments: dict[int, CaseComment], read: Reader) -> Said:
    comment = comments.get(change.details.get("comment", 0)) if change.action == "comment" else None
    if comment is not None:
        organisation_id = comment.organisation_id
        agency = read.vocabularies.organisations.by_id(organisation_id) if organisation_id else None
        name = agency.short_name(read.language) if agency else None
        return Said(change.at, _name(comment.author), name, text=comment.text)
    return Said(change.at, _name(change.actor_user), None, done=DONE.get(change.action, ""), reason=change.reason)


def _name(user: User | None) -> str:
    return user.get_full_name() if user else ""


def _asked(case: OverlapCase, sides: tuple[Side, Side], read: Reader) -> Asked | None:
    waiting = CaseProposal.objects.filter(case=case, state=CaseProposal.State.ASKED).select_related("asked_by")
    proposal = waiting.first()
    if proposal is None:
        return None
    first, second = sides
    goes, stays = (first, second) if proposal.event_id == first.event_id else (second, first)
    answers = first if proposal.answering_id == first.event_id else second
    return Asked(
        id=proposal.pk,
        kind=proposal.kind,
        kind_name=proposal.get_kind_display(),
        event=goes,
        stays=stays,
        starts_at=proposal.starts_at,
        registrations=proposal.registrations,
        registrations_name=proposal.get_registrations_display(),
        note=proposal.note,
        who=_name(proposal.asked_by),
        may_answer=answers.is_own,
        may_withdraw=proposal.asked_by_id == read.viewer.user_id or not answers.is_own,
    )
