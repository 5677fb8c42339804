"""The history of events: a row for every change of state, time, texts or capacity."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalogue.models import Change
from events.models.events import Event

# Writes whose details are about sessions alone, by UID; those of an edit stand under "sessions".
OF_SESSIONS = frozenset({"move", "add_sessions", "cancel_session"})


class EventChange(Change):
    event = models.ForeignKey(Event, models.CASCADE, related_name="changes")

    class Meta(Change.Meta):
        verbose_name = _("change of a training")
        verbose_name_plural = _("changes of trainings")

    def __str__(self) -> str:
        return f"{self.event_id} {self.action}"

    @property
    def sessions(self) -> Mapping[str, Mapping[str, Any]]:
        """What became of sessions, by UID: `from` and `to` are begin and end, empty for what was not or is no more."""
        found: Mapping[str, Any] = self.details if self.action in OF_SESSIONS else self.details.get("sessions", {})
        return found
