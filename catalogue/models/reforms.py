"""Reforms of organisations: what was planned, and each thing that was changed, until it is undone or confirmed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalogue.models.history import Change


class Reform(models.Model):
    """A succession of organisations that was carried out; `plan` is the succession of its plan file."""

    class State(models.TextChoices):
        CARRIED_OUT = "carried_out", _("Carried out, can be undone")
        CONFIRMED = "confirmed", _("Confirmed")
        UNDONE = "undone", _("Undone")

    name = models.CharField(_("name"), max_length=200)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.CARRIED_OUT)
    closed_on = models.DateField(_("last day of the old organisations"))
    in_force_from = models.DateField(_("in force from"))
    plan = models.JSONField(_("plan"), default=list)

    class Meta:
        verbose_name = _("reform")
        verbose_name_plural = _("reforms")
        constraints = [
            models.UniqueConstraint(
                fields=("state",), condition=Q(state="carried_out"), name="one_reform_that_can_be_undone"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ReformStep(models.Model):
    """One value that a reform changed: of which row, and what it was before and is after."""

    class Kind(models.TextChoices):
        CLOSED = "closed", _("organisation closed")
        SUCCESSION = "succession", _("succession")
        LEAD = "lead", _("organiser of a training")
        JOINT = "joint", _("co-organisers of a training")
        MEMBERSHIP = "membership", _("membership")
        TOKEN = "token", _("API token")
        PERIOD = "period", _("blocked days")
        CALENDAR = "calendar", _("calendar of others")

    reform = models.ForeignKey(Reform, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=12, choices=Kind)
    # The row's primary key; what was made by the reform has nothing before.
    row = models.CharField(max_length=40)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        verbose_name = _("step of a reform")
        verbose_name_plural = _("steps of reforms")

    def __str__(self) -> str:
        return f"{self.kind} {self.row}"


class ReformChange(Change):
    reform = models.ForeignKey(Reform, models.CASCADE, related_name="changes")

    class Meta(Change.Meta):
        verbose_name = _("change of a reform")
        verbose_name_plural = _("changes of reforms")

    def __str__(self) -> str:
        return f"{self.reform_id} {self.action}"
