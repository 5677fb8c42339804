"""The check after commit: brings the stored cases of events into line with what holds between them and all others.

It looks after the commit, for two agencies that save at the same moment would not see each other before. Whoever
commits last sees both. Cases of a pair are written under the locks of both events' OverlapCheck rows, taken in the
order of ids, and what is compared is read under them: whoever comes last writes what is true.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from catalogue import vocabularies
from catalogue.actors import Actor
from catalogue.vocabularies import Vocabularies
from events import likeness
from events.likeness import TextProfile
from events.models import Event, OverlapCase, OverlapCheck
from events.overlaps import alike_texts, candidates, life, rules, sides, spans
from events.overlaps.life import Fingerprints, Held, Key
from events.overlaps.profiles import Profile
from events.overlaps.spans import SpanRow

_MAKE_LOCKS = """
INSERT INTO events_overlapcheck (event_id, checked_version)
SELECT id, 0 FROM events_event WHERE id = ANY(%s) ORDER BY id ON CONFLICT DO NOTHING
"""


def refresh_cases(*, event_ids: Collection[UUID], by: Actor, now: datetime | None = None) -> list[OverlapCase]:
    """Find these events' overlaps, and open, revise, reopen and close cases; answer those whose state has changed."""
    changed: list[OverlapCase] = []
    for event_id in sorted(set(event_ids)):
        with transaction.atomic():
            changed += _refresh(event_id, by=by, now=now or timezone.now())
    return changed


def lock(event_ids: Iterable[UUID]) -> None:
    """Lock the cases of these events until the transaction ends."""
    ids = sorted(set(event_ids))
    with connection.cursor() as cursor:
        cursor.execute(_MAKE_LOCKS, [ids])
    rows = OverlapCheck.objects.filter(event__in=ids).order_by("pk").select_for_update()
    list(rows.values_list("event", flat=True))


def held_between(first: Profile, second: Profile, fingerprints: Fingerprints) -> dict[Key, Held]:
    """What the rules find between two stored events, by the keys of cases."""
    if first.id is None or second.id is None or first.id > second.id:
        first, second = second, first
    assert first.id is not None
    assert second.id is not None
    return {
        (first.id, second.id, str(finding.kind)): Held(finding, fingerprints.of(finding.kind, first, second))
        for finding in rules.compare(first, second)
    }


def _refresh(event_id: UUID, *, by: Actor, now: datetime) -> list[OverlapCase]:
    known = vocabularies.current()
    partners = _partners(event_id, known)
    lock([event_id, *partners])
    # From here on nobody else writes a case of these pairs. What was read before may be out of date.
    version = Event.objects.filter(pk=event_id).values_list("version", flat=True).first()
    if version is None:
        return []
    own, rows = _own(event_id, known), spans.of_events(partners)
    held: dict[Key, Held] = {}
    fingerprints = Fingerprints()
    if own:
        own = _knowing(own, _text(event_id), rows)
        for other in sides.of_spans(rows, known).values():
            held |= held_between(own, other, fingerprints)
    stored = [case for case in _cases_of(event_id) if case.other_side(event_id) in partners]
    changed = life.apply(held, stored, by=by, now=now)
    OverlapCheck.objects.filter(event=event_id).update(checked_version=version)
    return changed


def _partners(event_id: UUID, known: Vocabularies) -> set[UUID]:
    """The events with which there is or was something."""
    found = {case.other_side(event_id) for case in _cases_of(event_id)}
    own, text = _own(event_id, known), _text(event_id)
    if own:
        rows = candidates.of(own, text, known)
        own, others = _knowing(own, text, rows), sides.of_spans(rows, known)
        found |= {other_id for other_id, other in others.items() if rules.compare(own, other)}
    return found


def _own(event_id: UUID, known: Vocabularies) -> Profile | None:
    return sides.of_spans(spans.of_events([event_id]), known).get(event_id)


def _knowing(own: Profile, text: TextProfile | None, others: Iterable[SpanRow]) -> Profile:
    return own.knowing(alike_texts.alike(text, {row.text: row.event_id for row in others}))


def _text(event_id: UUID) -> TextProfile | None:
    return likeness.profiles_of([event_id]).get(event_id)


def _cases_of(event_id: UUID) -> list[OverlapCase]:
    return list(OverlapCase.objects.of_events([event_id]))
