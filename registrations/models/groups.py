"""A group: one contact person who registers colleagues, by name or to be named later."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import Event
from registrations.models.references import new_reference


class GroupBooking(models.Model):
    """The contact sees the whole group by a link of their own, and need not take part."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("reference"), max_length=14, default=new_reference, editable=False)
    event = models.ForeignKey(Event, models.PROTECT, related_name="groups", verbose_name=_("training"))
    contact_first_name = models.CharField(_("first name"), max_length=100)
    contact_last_name = models.CharField(_("last name"), max_length=100)
    contact_email = models.EmailField(_("e-mail"))
    contact_phone = models.CharField(_("telephone"), max_length=40, blank=True)
    workplace = models.CharField(_("workplace or organisation"), max_length=200)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    # In the queue they get seats together or not at all.
    waits_together = models.BooleanField(_("waits together"), default=False)
    # By then its seats have names, or are given up.
    names_due_at = models.DateTimeField(_("names are due"), null=True, blank=True)
    link_version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        constraints = [models.UniqueConstraint(fields=("reference",), name="group_reference_once")]
        indexes = [
            models.Index(fields=("names_due_at",), name="group_names_due", condition=Q(names_due_at__isnull=False)),
            models.Index(fields=("contact_email",), name="group_contact"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def contact_name(self) -> str:
        return f"{self.contact_first_name} {self.contact_last_name}"
