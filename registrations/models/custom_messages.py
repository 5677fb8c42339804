"""A message that organisers wrote themselves to some of a training's participants."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from translated_fields import TranslatedField

from events.models import Event


class CustomMessage(models.Model):
    """Who got it are the messages of the outbox that name it; a language without a text is written in another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(Event, models.CASCADE, related_name="custom_messages", verbose_name=_("training"))
    subject = TranslatedField(models.CharField(_("subject"), max_length=200, blank=True))
    body = TranslatedField(models.TextField(_("text"), blank=True))
    recipients = models.PositiveIntegerField(_("recipients"), default=0)
    actor_kind = models.CharField(_("by"), max_length=10)
    actor_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    actor_label = models.CharField(_("program or task"), max_length=60, blank=True)
    sent_at = models.DateTimeField(_("sent at"), default=timezone.now)

    class Meta:
        ordering = ("-sent_at",)
        verbose_name = _("message to participants")
        verbose_name_plural = _("messages to participants")

    def __str__(self) -> str:
        return str(self.id)
