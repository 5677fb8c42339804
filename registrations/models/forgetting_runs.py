"""The proof that personal data was removed when its time was over: when it was done, and how much of each kind."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ForgettingRun(models.Model):
    """Figures alone; nothing in it says whose data it was."""

    class Cause(models.TextChoices):
        NIGHTLY = "nightly", _("Every night")
        COMMAND = "command", _("By command")
        REQUEST = "request", _("Asked for by a person")

    at = models.DateTimeField(_("at"), default=timezone.now, db_index=True)
    cause = models.CharField(_("cause"), max_length=10, choices=Cause)
    is_dry = models.BooleanField(_("dry run"), default=False)
    counts = models.JSONField(_("how much of each kind"), default=dict)

    class Meta:
        ordering = ("-at", "-id")
        verbose_name = _("removal of personal data")
        verbose_name_plural = _("removals of personal data")

    def __str__(self) -> str:
        return f"{self.cause} {self.at:%Y-%m-%d}"
