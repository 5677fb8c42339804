"""The shape every history row has: who, when, from what to what, and why."""

from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Change(models.Model):
    """Append-only. Written in the transaction of the write it records; never holds names or addresses."""

    at = models.DateTimeField(_("at"), default=timezone.now)
    actor_kind = models.CharField(_("by"), max_length=10)
    actor_user = models.ForeignKey(
        "catalogue.User",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("user"),
    )
    actor_label = models.CharField(_("program or task"), max_length=60, blank=True)
    action = models.CharField(_("action"), max_length=30)
    from_state = models.CharField(_("from"), max_length=20, blank=True)
    to_state = models.CharField(_("to"), max_length=20, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    details = models.JSONField(_("details"), default=dict, blank=True)

    class Meta:
        abstract = True
        ordering = ("id",)

    @property
    def who(self) -> str:
        """Who it was, as a page says it: for lists, select `actor_user` with the rows."""
        if self.actor_user is None:
            return self.actor_label or gettext("Somebody who is not here any more")
        name: str = self.actor_user.get_full_name()
        return f"{name} ({self.actor_label})" if self.actor_label else name


def difference(before: Any, after: Any) -> dict[str, Any]:
    """What a column was and is, as the details of a history row say it; moments by ISO 8601."""
    return {"from": _plain(before), "to": _plain(after)}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
