"""Finds the overlaps of a training that is being written or is stored, as far as its viewer may know of them.

The one function for the panel beside the editor, the board's preview of a move, the API and the publishing of a plan.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from catalogue import texts, vocabularies
from catalogue.texts import Text
from catalogue.viewers import Viewer
from catalogue.vocabularies import Vocabularies
from events import calendar_days, likeness, rights
from events.calendar_days import Concern
from events.drafting import EventDraft
from events.likeness import TextProfile
from events.models import Event, Severity
from events.overlaps import alike_texts, calendar, candidates, drafts, external, rules, sides, spans
from events.overlaps.findings import Finding
from events.overlaps.profiles import Profile, Sitting

_GRAVITY = {Severity.HIGH: 0, Severity.MEDIUM: 1, Severity.LOW: 2}
_SHOWN = ("id", "slug", "state", "lead_id", *(f"title_{language}" for language in texts.LANGUAGES))


@dataclass(frozen=True, slots=True)
class OtherTraining:
    id: UUID
    slug: str
    title: Text
    state: str
    lead_id: int
    lead: Text


@dataclass(frozen=True, slots=True)
class Overlap:
    """A finding for one viewer: with the other training, and with the first pair of sessions it is about."""

    finding: Finding
    own: Sitting
    other: OtherTraining | None = None
    theirs: Sitting | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """The training that is asked about, with its texts; `profile` does not know yet which others are alike."""

    profile: Profile
    concern: Concern
    text: TextProfile | None = None

    def knowing(self, alike: Mapping[int, int]) -> "Subject":
        return replace(self, profile=self.profile.knowing(alike))


def find(
    subject: EventDraft | UUID,
    *,
    viewer: Viewer,
    exclude: UUID | None = None,
    language: str | None = None,
    known: Vocabularies | None = None,
) -> list[Overlap]:
    """Answer the overlaps, the gravest first. A draft that changes a stored event leaves that one out: `exclude`.

    Nobody learns of what they may not see: others' drafts take no part, plans are told to who may see them, and what
    happens within one organisation to its own people.
    """
    known = known or vocabularies.current()
    language = language or texts.page_language()
    asked = subject_of(subject, known, exclude=exclude)
    rows = candidates.of(asked.profile, asked.text, known)
    asked = asked.knowing(alike_texts.alike(asked.text, {row.text: row.event_id for row in rows}))
    others = sides.of_spans(rows, known)
    return compared([(asked, list(others.values()))], viewer=viewer, language=language, known=known)[0]


def compared(
    pairs: Sequence[tuple["Subject", Sequence[Profile]]], *, viewer: Viewer, language: str, known: Vocabularies
) -> list[list[Overlap]]:
    """Answer the overlaps of each subject with the others beside it; the names of all others are read once.

    The subjects may be one training at several times: what the search for free slots asks.
    """
    found = [
        [(finding, other) for other in others for finding in rules.compare(asked.profile, other)]
        for asked, others in pairs
    ]
    ids = {finding.other_id for some in found for finding, _other in some if finding.other_id}
    visible = _visible(ids, viewer, language, known)
    sees_all = rights.SEE_PLANS.allows(viewer)
    outside = external.findings([asked.profile for asked, _others in pairs], known, sees_all=sees_all)
    answers = []
    for (asked, _others), some, beyond in zip(pairs, found, outside, strict=True):
        overlaps = [
            _overlap(finding, asked.profile, other, visible[other.id])
            for finding, other in some
            if other.id in visible and _is_theirs(finding, other, viewer)
        ]
        dated = [*beyond, *calendar.findings(asked.profile, asked.concern, known)]
        answers.append(sorted([*overlaps, *(_overlap(finding, asked.profile) for finding in dated)], key=_order))
    return answers


def subject_of(subject: EventDraft | UUID, known: Vocabularies, *, exclude: UUID | None = None) -> Subject:
    """Answer what is asked about; raises Event.DoesNotExist."""
    if isinstance(subject, EventDraft):
        profile = drafts.profile_of(subject, known, event_id=exclude)
        return Subject(profile, _concern_of_draft(subject, known), drafts.text_of(subject))
    event = Event.objects.prefetch_related("co_organisers", "regions", "levels", "audiences").get(pk=subject)
    takes_part = event.state in (Event.State.DRAFT, Event.State.PLANNED, Event.State.PUBLISHED)
    own = sides.of_spans(spans.of_any_state(event.pk) if takes_part else (), known).get(event.pk)
    profile = own or Profile(id=event.pk, lead_id=event.lead_id, languages=frozenset(), sittings=())
    return Subject(profile, _concern_of_event(event, known), likeness.profiles_of([event.pk]).get(event.pk))


def _visible(
    event_ids: Collection[UUID], viewer: Viewer, language: str, known: Vocabularies
) -> dict[UUID, OtherTraining]:
    if not event_ids:
        return {}
    rows = Event.objects.visible_to(viewer).filter(pk__in=event_ids).values_list(*_SHOWN, named=True)
    return {
        row.id: OtherTraining(
            id=row.id,
            slug=row.slug,
            title=texts.pick(row, "title", language),
            state=row.state,
            lead_id=row.lead_id,
            lead=known.organisations.by_id(row.lead_id).short_name(language),
        )
        for row in rows
    }


def _is_theirs(finding: Finding, other: Profile, viewer: Viewer) -> bool:
    """What meets within one organisation is of concern to nobody else."""
    return not finding.is_internal or viewer.is_system_admin or other.lead_id in viewer.organisation_ids


def _overlap(
    finding: Finding, own: Profile, other: Profile | None = None, shown: OtherTraining | None = None
) -> Overlap:
    own_key, other_key = finding.evidence[0]
    return Overlap(
        finding=finding,
        own=next(sitting for sitting in own.sittings if sitting.key == own_key),
        other=shown,
        theirs=next((sitting for sitting in other.sittings if sitting.key == other_key), None) if other else None,
    )


def _order(overlap: Overlap) -> tuple[object, ...]:
    found = overlap.finding
    title, key = (overlap.other.title.value, overlap.other.id.hex) if overlap.other else ("", "")
    return _GRAVITY[Severity(found.severity)], -found.score, overlap.own.starts_at, title, key, str(found.kind)


def _concern_of_draft(draft: EventDraft, known: Vocabularies) -> Concern:
    return calendar_days.concern_of(
        # A form may not have said yet who leads.
        organisation_ids={each.id for each in known.organisations.many({draft.lead_id, *draft.co_organiser_ids})},
        region_ids=draft.region_ids,
        national=draft.national,
        level_ids=draft.level_ids,
        audience_ids=draft.audience_ids,
        vocabularies=known,
    )


def _concern_of_event(event: Event, known: Vocabularies) -> Concern:
    def ids(name: str) -> set[int]:
        return {row.pk for row in getattr(event, name).all()}

    return calendar_days.concern_of(
        organisation_ids={event.lead_id, *ids("co_organisers")},
        region_ids=ids("regions"),
        national=event.national,
        level_ids=ids("levels"),
        audience_ids=ids("audiences"),
        vocabularies=known,
    )
