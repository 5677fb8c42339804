"""The history of events: a row for every change of state, time, texts or capacity."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalogue.models import Change
from events.models.events import Event


class EventChange(Change):
    event = models.ForeignKey(Event, models.CASCADE, related_name="changes")

    class Meta(Change.Meta):
        verbose_name = _("change of a training")
        verbose_name_plural = _("changes of trainings")

    def __str__(self) -> str:
        return f"{self.event_id} {self.action}"
