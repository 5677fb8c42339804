"""Overlaps: sessions as the search for overlaps reads them, and what was found between two trainings, with its life."""

import uuid
from collections.abc import Collection
from datetime import datetime

from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.contrib.postgres.indexes import GistIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalogue.models import Change
from catalogue.viewers import Viewer
from events.models.events import Event
from events.models.sessions import Session


class OverlapKind(models.TextChoices):
    RESOURCE = "resource", pgettext_lazy("overlap", "Trainer or room twice")
    CLASH = "clash", pgettext_lazy("overlap", "At the same time")
    NEAR = "near", pgettext_lazy("overlap", "Close together")
    DUPLICATE = "duplicate", pgettext_lazy("overlap", "Same content")
    CALENDAR = "calendar", pgettext_lazy("overlap", "Calendar")


class Severity(models.TextChoices):
    HIGH = "high", pgettext_lazy("severity", "High")
    MEDIUM = "medium", pgettext_lazy("severity", "Medium")
    LOW = "low", pgettext_lazy("severity", "Low")


class OverlapSpan(models.Model):
    """A scheduled session of a planned or published event with all that the rules ask of it.

    Written by events.overlaps.spans alone, in the transaction of every write of an event. A draft has none: that is
    how others never see it.
    """

    session = models.OneToOneField(Session, models.CASCADE, primary_key=True, related_name="overlap_span")
    event = models.ForeignKey(Event, models.CASCADE, related_name="overlap_spans")
    uid = models.CharField(max_length=255)
    span = DateTimeRangeField()
    lead_id = models.BigIntegerField()
    audiences = ArrayField(models.IntegerField())
    themes = ArrayField(models.IntegerField())
    # Of its event's TextVector: what its texts name, and which texts they are.
    text_keys = ArrayField(models.IntegerField(), default=list, db_default=[])
    text = models.BigIntegerField(default=0, db_default=0)
    languages = ArrayField(models.CharField(max_length=2))
    regions = ArrayField(models.IntegerField())
    # Online, hybrid or national: whoever it is for can come from anywhere.
    is_everywhere = models.BooleanField()
    is_national = models.BooleanField()
    is_online = models.BooleanField()
    trainers = ArrayField(models.IntegerField())
    room_id = models.BigIntegerField(null=True)
    series_id = models.BigIntegerField(null=True)
    # The event whose content this is: itself, or the one it declares to repeat.
    content_of = models.UUIDField()

    class Meta:
        indexes = [
            # The only GiST index here: with several the planner takes the wrong one (docs/decisions/0009-overlaps.md).
            GistIndex("span", OpClass("audiences", name="gist__int_ops"), name="overlap_span_audiences"),
        ]

    def __str__(self) -> str:
        return self.uid


class OverlapCheck(models.Model):
    """Which version of an event was last compared with all others; its row is the lock of the event's cases."""

    event = models.OneToOneField(Event, models.CASCADE, primary_key=True, related_name="overlap_check")
    checked_version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.event_id} {self.checked_version}"


class OverlapCaseQuerySet(models.QuerySet["OverlapCase"]):
    def unsettled(self) -> "OverlapCaseQuerySet":
        """Open or acknowledged: somebody still has to decide."""
        return self.filter(state__in=OverlapCase.UNSETTLED)

    def between(self, first: uuid.UUID, second: uuid.UUID) -> "OverlapCaseQuerySet":
        return self.filter(first=min(first, second), second=max(first, second))

    def of_events(self, event_ids: Collection[uuid.UUID]) -> "OverlapCaseQuerySet":
        return self.filter(Q(first__in=event_ids) | Q(second__in=event_ids))

    def of_organisations(self, organisation_ids: Collection[int]) -> "OverlapCaseQuerySet":
        """Those in which one of these organisations leads a side."""
        return self.filter(with_side_of(organisation_ids))

    def told_to(self, viewer: Viewer) -> "OverlapCaseQuerySet":
        """Without what lies within one organisation, which is of concern to its own people alone."""
        if viewer.is_system_admin:
            return self
        return self.filter(Q(is_internal=False) | Q(first__lead__in=viewer.organisation_ids))

    def overdue(self, now: datetime) -> "OverlapCaseQuerySet":
        return self.unsettled().filter(due_on__lt=timezone.localdate(now))


def with_side_of(organisation_ids: Collection[int]) -> Q:
    """The condition that one of these organisations leads a side of a case."""
    return Q(first__lead__in=organisation_ids) | Q(second__lead__in=organisation_ids)


class OverlapCase(models.Model):
    """What was found between two events, one row per unordered pair and kind; `first` has the smaller id.

    `reasons` are structured as events.overlaps.rules makes them; `evidence` are pairs of session UIDs, those of `first`
    first. `fingerprint` says what a settlement rests on: another one opens the case again.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("overlap case", "Open")
        ACKNOWLEDGED = "acknowledged", pgettext_lazy("overlap case", "Acknowledged by both")
        MOVED = "moved", pgettext_lazy("overlap case", "Moved")
        JOINED = "joined", pgettext_lazy("overlap case", "Joined")
        KEPT = "kept", pgettext_lazy("overlap case", "Both kept on purpose")
        DISMISSED = "dismissed", pgettext_lazy("overlap case", "Dismissed")
        CLOSED = "closed", pgettext_lazy("overlap case", "No longer there")

    UNSETTLED = (State.OPEN, State.ACKNOWLEDGED)
    SETTLED = (State.MOVED, State.JOINED, State.KEPT, State.DISMISSED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Both sides are looked up with the kind: `first` by the constraint's index, `second` by its own.
    first = models.ForeignKey(Event, models.CASCADE, related_name="+", db_index=False)
    second = models.ForeignKey(Event, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(_("kind"), max_length=10, choices=OverlapKind)
    severity = models.CharField(_("severity"), max_length=10, choices=Severity)
    score = models.PositiveSmallIntegerField(_("score"))
    reasons = models.JSONField(default=list)
    evidence = models.JSONField(default=list)
    fingerprint = models.CharField(max_length=32)
    # Between two events of one organisation, and of concern to nobody else.
    is_internal = models.BooleanField()
    # Of the evidence: its first session starts, its last one ends. Afterwards there is nothing left to move.
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    state = models.CharField(_("state"), max_length=12, choices=State, default=State.OPEN)
    first_acknowledged_at = models.DateTimeField(null=True, blank=True)
    second_acknowledged_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    state_changed_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField(_("to be settled by"))
    # By mail at once or in a digest; None as long as the next digest owes it (events.case_notices).
    told_at = models.DateTimeField(_("both sides told"), null=True, blank=True)

    objects = OverlapCaseQuerySet.as_manager()

    class Meta:
        ordering = ("starts_at", "id")
        verbose_name = _("overlap")
        verbose_name_plural = _("overlaps")
        constraints = [
            models.UniqueConstraint(fields=("first", "second", "kind"), name="overlap_once_per_pair_and_kind"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="overlap_pair_in_order"),
            models.CheckConstraint(condition=Q(score__lte=100), name="overlap_score_within_100"),
            models.CheckConstraint(condition=~Q(kind="calendar"), name="overlap_calendar_is_not_stored"),
        ]
        indexes = [
            models.Index(
                fields=("due_on", "id"), name="overlap_unsettled", condition=Q(state__in=("open", "acknowledged"))
            ),
            models.Index(fields=("second", "kind"), name="overlap_second_and_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.first_id} {self.second_id}"

    def other_side(self, event_id: uuid.UUID) -> uuid.UUID:
        return self.second_id if event_id == self.first_id else self.first_id


class OverlapChange(Change):
    case = models.ForeignKey(OverlapCase, models.CASCADE, related_name="changes")

    class Meta(Change.Meta):
        verbose_name = _("change of an overlap")
        verbose_name_plural = _("changes of overlaps")

    def __str__(self) -> str:
        return f"{self.case_id} {self.action}"
