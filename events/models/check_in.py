"""Check-in helpers: people named to mark who is present at one event, and nothing else."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import User
from events.models.events import Event


class CheckInHelper(models.Model):
    event = models.ForeignKey(Event, models.CASCADE, related_name="helpers", db_index=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="helps_at")
    named_at = models.DateTimeField(_("named at"), default=timezone.now)

    class Meta:
        ordering = ("named_at", "id")
        verbose_name = _("check-in helper")
        verbose_name_plural = _("check-in helpers")
        constraints = [models.UniqueConstraint(fields=("event", "user"), name="helper_once_per_event")]

    def __str__(self) -> str:
        return f"{self.event_id} {self.user_id}"
