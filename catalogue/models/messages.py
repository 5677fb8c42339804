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

    def undelivered(self) -> "MessageQuerySet":
        """Those that came back, and those that were given up."""
        return self.filter(state__in=Message.UNDELIVERED)


_HAS_EVENT = Q(event_id__isnull=False)
_HAS_REGISTRATION = Q(registration_id__isnull=False)
_UNDELIVERED = Q(state__in=("bounced", "failed"))


class Message(models.Model):
    """One e-mail owed for one cause. `subject`, `text` and `html` are filled when it is first rendered."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting to be sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        BOUNCED = "bounced", _("Could not be delivered")
        WITHDRAWN = "withdrawn", _("No longer needed")

    UNDELIVERED = (State.BOUNCED, State.FAILED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=40)
    cause = models.CharField(_("cause"), max_length=120)
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="messages", verbose_name=_("person")
    )
    # What it is about, in the apps above: keys of their tables.
    event_id = models.UUIDField(_("training"), null=True, blank=True)
    registration_id = models.UUIDField(_("registration"), null=True, blank=True)
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
    bounced_at = models.DateTimeField(_("came back at"), null=True, blank=True)

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
            models.Index(fields=("event_id", "created_at"), name="message_of_event", condition=_HAS_EVENT),
            models.Index(fields=("registration_id",), name="message_of_registration", condition=_HAS_REGISTRATION),
            models.Index(fields=("event_id",), name="message_undelivered", condition=_UNDELIVERED),
        ]

    def __str__(self) -> str:
        return self.cause

    @property
    def message_id(self) -> str:
        """The Message-ID header: the same at every attempt, so that a resent copy is recognised as the same mail."""
        return f"<{self.id}@{settings.UID_DOMAIN}>"
