"""What an agency says in its messages in its own words, and when it sends those that the clock sends."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import Change, Organisation


def usual_reminder_days() -> list[int]:
    return [7, 1]


class MessageTemplate(models.Model):
    """Holds for the organisation and for its units that have none of their own; without one our words stand."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="message_templates", verbose_name=_("organisation")
    )
    kind = models.CharField(_("kind"), max_length=40)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    updated_at = models.DateTimeField(_("changed at"), default=timezone.now)

    class Meta:
        verbose_name = _("message template")
        verbose_name_plural = _("message templates")
        constraints = [
            models.UniqueConstraint(fields=("organisation", "kind", "language"), name="message_template_once"),
            models.CheckConstraint(condition=~Q(subject="") & ~Q(body=""), name="message_template_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.kind} {self.language}"


class MessageTiming(models.Model):
    """How many days before a training reminders go out, and whether the other messages of the clock do."""

    organisation = models.OneToOneField(
        Organisation,
        models.CASCADE,
        primary_key=True,
        related_name="message_timing",
        verbose_name=_("organisation"),
    )
    reminder_days = ArrayField(
        models.PositiveSmallIntegerField(), default=usual_reminder_days, blank=True, verbose_name=_("reminders")
    )
    reminds_before_start = models.BooleanField(_("link an hour before"), default=True)
    sends_thanks = models.BooleanField(_("thanks the day after"), default=True)

    class Meta:
        verbose_name = _("timing of messages")
        verbose_name_plural = _("timings of messages")

    def __str__(self) -> str:
        return str(self.organisation_id)


class MessageTemplateChange(Change):
    """`details` hold the subject and text as they became, or the timing."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name=_("organisation"))
    kind = models.CharField(_("kind"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=2, blank=True)

    class Meta(Change.Meta):
        verbose_name = _("change of a message template")
        verbose_name_plural = _("changes of message templates")

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.kind} {self.action}"
