"""Mail about new trainings: an address, what it wants to hear of, and nothing else of anybody."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class NewsSubscription(models.Model):
    """`choices` is a query string of the filter; empty: everything. Nothing is sent before it is confirmed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail"))
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    choices = models.TextField(_("what about"), blank=True)
    link_version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    # What was published until then has been told.
    told_until = models.DateTimeField(_("told until"), default=timezone.now)

    class Meta:
        verbose_name = _("subscription to new trainings")
        verbose_name_plural = _("subscriptions to new trainings")
        constraints = [
            models.UniqueConstraint(fields=("email",), name="news_subscription_once"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="news_subscription_email_lower"),
        ]
        indexes = [
            models.Index(fields=("created_at",), name="news_unconfirmed", condition=Q(confirmed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return str(self.id)
