"""Who looked at or took out personal data of a training's participants."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalogue.models import Organisation, User
from events.models import Event
from registrations.models.registrations import Registration


class PersonalDataAccess(models.Model):
    """One look at the participants of a training, or at one of them; looks within the same hour share a row.

    What is taken out of the service (an export) has a row each time. Never holds names or addresses of participants.
    """

    class Action(models.TextChoices):
        VIEW = "view", pgettext_lazy("what was done with personal data", "Looked at")
        PRINT = "print", pgettext_lazy("what was done with personal data", "Printed")
        EXPORT = "export", pgettext_lazy("what was done with personal data", "Exported")

    at = models.DateTimeField(_("at"), default=timezone.now)
    hour = models.DateTimeField()
    actor_kind = models.CharField(_("by"), max_length=10)
    actor_user = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("user")
    )
    actor_label = models.CharField(_("program or task"), max_length=60, blank=True)
    # For which organisation they looked, as far as a role in it let them; its name says "who" when the user is gone.
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    event = models.ForeignKey(
        Event, models.CASCADE, related_name="personal_data_accesses", db_index=False, verbose_name=_("training")
    )
    # Without one: the list of the training's participants.
    registration = models.ForeignKey(
        Registration,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="accesses",
        verbose_name=_("registration"),
    )
    action = models.CharField(_("action"), max_length=10, choices=Action)
    reason = models.TextField(_("reason"), blank=True)
    # Of how many people, at most.
    count = models.PositiveIntegerField(_("people"), default=1)

    class Meta:
        ordering = ("-at", "-id")
        verbose_name = _("use of personal data")
        verbose_name_plural = _("uses of personal data")
        constraints = [
            models.UniqueConstraint(
                fields=("event", "hour", "action", "registration", "actor_kind", "actor_user", "actor_label"),
                # Not of a user who is no more: several of them would look alike.
                condition=~Q(action="export") & (Q(actor_user__isnull=False) | ~Q(actor_label="")),
                nulls_distinct=False,
                name="access_once_an_hour",
            )
        ]
        indexes = [
            models.Index(fields=("event", "at"), name="access_of_a_training"),
            models.Index(fields=("at",), name="access_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.event_id}"
