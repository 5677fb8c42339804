"""The outbox: every message owed to a person is a row, written in the transaction that owes it."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalogue.models.people import Person


class MessageQuerySet(models.QuerySet["Message"]):
    def due(self, now: datetime) -> "MessageQuerySet":
        """Still owed, due, and not in another worker's hands."""
        return self.filter(Q(claimed_until__isnull=True) | Q(claimed_until__lt=now), state="queued", due_at__lte=now)


class Message(models.Model):
    """One e-mail owed for one cause. `subject`, `text` and `html` are filled when it is first rendered."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting to be sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        WITHDRAWN = "withdrawn", _("No longer needed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=40)
    cause = models.CharField(_("cause"), max_length=120)
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="messages", verbose_name=_("person")
    )
    address = models.EmailField(pgettext_lazy("recipient", "to"))
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    context = models.JSONField(_("details"), default=dict, blank=True)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("due at"), default=timezone.now)
    claimed_until = models.DateTimeField(_("being sent until"), null=True, blank=True)
    last_error = models.TextField(_("last error"), blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        # A constraint, for `unique=True` keeps a second index for LIKE beside its own.
        constraints = [models.UniqueConstraint(fields=("cause",), name="message_once_per_cause")]
        indexes = [
            models.Index(fields=("due_at",), name="message_due", condition=Q(state="queued")),
            models.Index(fields=("created_at",), name="message_created"),
        ]

    def __str__(self) -> str:
        return self.cause

    @property
    def message_id(self) -> str:
        """The Message-ID header: the same at every attempt, so that a resent copy is recognised as the same mail."""
        return f"<{self.id}@{settings.UID_DOMAIN}>"
