"""Settling an overlap between its two sides: what one asks of the other, and what they say to each other."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalogue.models import Organisation, User
from events.models.events import Event
from events.models.overlaps import OverlapCase


class CaseProposal(models.Model):
    """Asked of the side whose event is `answering`: it accepts, and what was proposed is done, or it declines.

    A `move` is of `event`, so that its first session begins at `starts_at` and the others as far after it as before. To
    `join`: `event` goes over into the other one, or both stay and each organiser joins the other's.
    """

    class Kind(models.TextChoices):
        MOVE = "move", pgettext_lazy("proposal", "Move to another time")
        JOIN = "join", pgettext_lazy("proposal", "Hold it together")

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("proposal", "Waits for an answer")
        ACCEPTED = "accepted", pgettext_lazy("proposal", "Accepted")
        DECLINED = "declined", pgettext_lazy("proposal", "Declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("proposal", "Withdrawn")

    class Registrations(models.TextChoices):
        MERGE = "merge", _("One training: its participants are moved to the other one, and it is cancelled")
        APART = "apart", _("Both trainings stay, each with its own participants")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(OverlapCase, models.CASCADE, related_name="proposals")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    event = models.ForeignKey(Event, models.CASCADE, related_name="+", db_index=False)
    answering = models.ForeignKey(Event, models.CASCADE, related_name="+", db_index=False)
    starts_at = models.DateTimeField(null=True, blank=True)
    registrations = models.CharField(max_length=10, choices=Registrations, blank=True)
    note = models.TextField(blank=True)
    asked_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("asked_at",)
        verbose_name = _("proposal to settle an overlap")
        verbose_name_plural = _("proposals to settle overlaps")
        constraints = [
            models.UniqueConstraint(fields=("case",), condition=Q(state="asked"), name="one_proposal_at_a_time"),
            models.CheckConstraint(
                condition=Q(kind="join", starts_at__isnull=True) & ~Q(registrations="")
                | Q(kind="move", starts_at__isnull=False, registrations=""),
                name="proposal_says_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"


class CaseComment(models.Model):
    """A comment in the thread that both sides read, said for an organisation (a coordinator speaks for none)."""

    case = models.ForeignKey(OverlapCase, models.CASCADE, related_name="comments")
    at = models.DateTimeField(default=timezone.now)
    author = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    text = models.TextField(_("comment"))

    class Meta:
        ordering = ("at", "id")
        verbose_name = _("comment on an overlap")
        verbose_name_plural = _("comments on overlaps")

    def __str__(self) -> str:
        return f"{self.case_id} {self.pk}"
