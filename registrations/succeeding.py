"""A successor goes on with the words and the times of messages of those whose work it takes over, until it has others.

They are copied: what the predecessors still hold is sent as they say it. Where several have words for the same message,
the latest are taken; what the successor, or an agency above it, says already stays.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max

from catalogue.actors import Actor
from registrations.models import MessageTemplate, MessageTemplateChange, MessageTiming
from registrations.notices import words

_TIMES = ("reminder_days", "reminds_before_start", "sends_thanks")


def pass_on_words(*, by: Actor, heirs: Mapping[int, Collection[int]], reform_id: int, now: datetime) -> None:
    """Give each successor (of a predecessor's id) what it does not say itself; in the transaction of the reform."""
    for heir_id in sorted({heir_id for successors in heirs.values() for heir_id in successors}):
        predecessors = [old_id for old_id, successors in heirs.items() if heir_id in successors]
        writing = _Writing(by, heir_id, reform_id, now)
        writing.take_templates(predecessors)
        writing.take_timing(predecessors)


def take_back_words(*, by: Actor, reform_id: int, now: datetime) -> None:
    """Undo it, but for what a successor has changed since."""
    taken = MessageTemplateChange.objects.filter(action="pass_on", details__reform=reform_id)
    for change in taken.order_by("pk"):
        which: dict[str, Any] = {"organisation_id": change.organisation_id}
        of_kind = {"kind": change.kind, "language": change.language}
        if MessageTemplateChange.objects.filter(pk__gt=change.pk, **which, **of_kind).exists():
            continue
        model = MessageTemplate.objects.filter(**of_kind) if change.kind else MessageTiming.objects.all()
        model.filter(**which).delete()
        MessageTemplateChange.objects.create(action="take_back", at=now, **which, **of_kind, **by.columns())


class _Writing:
    """What one successor takes over."""

    def __init__(self, by: Actor, heir_id: int, reform_id: int, now: datetime) -> None:
        self.by, self.heir_id, self.reform_id, self.now = by, heir_id, reform_id, now
        self.lineage = words.lineage(heir_id)

    def take_templates(self, predecessors: Iterable[int]) -> None:
        said = MessageTemplate.objects.filter(organisation__in=self.lineage).values_list("kind", "language")
        own, latest = set(said), dict[tuple[str, str], MessageTemplate]()
        for template in (each for old_id in predecessors for each in _nearest(old_id)):
            which = (template.kind, template.language)
            if which not in own and (which not in latest or latest[which].updated_at < template.updated_at):
                latest[which] = template
        for (kind, language), template in sorted(latest.items()):
            values = {"subject": template.subject, "body": template.body}
            MessageTemplate.objects.create(
                organisation_id=self.heir_id, kind=kind, language=language, updated_at=self.now, **values
            )
            self._note(values, kind=kind, language=language)

    def take_timing(self, predecessors: Iterable[int]) -> None:
        if MessageTiming.objects.filter(organisation__in=self.lineage).exists():
            return
        found = [timing for old_id in predecessors if (timing := _nearest_timing(old_id))]
        if not found:
            return
        timing = max(found, key=lambda each: (_settled_at(each.organisation_id) or self.now, -each.organisation_id))
        values = {name: getattr(timing, name) for name in _TIMES}
        MessageTiming.objects.create(organisation_id=self.heir_id, **values)
        self._note(values)

    def _note(self, values: Mapping[str, Any], **which: str) -> None:
        MessageTemplateChange.objects.create(
            organisation_id=self.heir_id,
            action="pass_on",
            details={**values, "reform": self.reform_id},
            at=self.now,
            **which,
            **self.by.columns(),
        )


def _nearest(organisation_id: int) -> Iterable[MessageTemplate]:
    """The words that hold for an organisation: its own, or those of the nearest above it."""
    chain = words.lineage(organisation_id)
    rows = MessageTemplate.objects.filter(organisation__in=chain)
    # The nearest comes last and stays.
    by_distance = sorted(rows, key=lambda each: -chain.index(each.organisation_id))
    return {(each.kind, each.language): each for each in by_distance}.values()


def _nearest_timing(organisation_id: int) -> MessageTiming | None:
    chain = words.lineage(organisation_id)
    settled = MessageTiming.objects.in_bulk(chain)
    return next((settled[each] for each in chain if each in settled), None)


def _settled_at(organisation_id: int) -> datetime | None:
    changes = MessageTemplateChange.objects.filter(organisation=organisation_id, kind="")
    found: datetime | None = changes.aggregate(at=Max("at"))["at"]
    return found
