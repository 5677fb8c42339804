"""What organisers write down about a registration, for themselves."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registrations.models.registrations import Registration


class RegistrationNote(models.Model):
    """Seen by those who handle the training's participants; the person is given it with their data."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="notes", verbose_name=_("registration"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("written by"),
    )
    text = models.TextField(_("text"))
    created_at = models.DateTimeField(_("created at"), default=timezone.now)

    class Meta:
        ordering = ("created_at", "id")
        verbose_name = _("note")
        verbose_name_plural = _("notes")

    def __str__(self) -> str:
        return f"{self.registration_id} {self.created_at:%Y-%m-%d}"
