"""What participants are told of their data and what they agree to, each text by its version, and who read which."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from translated_fields import TranslatedField

from catalogue.models import Organisation, User
from registrations.models.registrations import Registration


class ConsentText(models.Model):
    """A text of an organisation (of none: the whole service's). Written once; a change is the next version."""

    class Kind(models.TextChoices):
        NOTICE = "notice", _("Privacy notice")
        CONSENT = "consent", _("Consent to voluntary answers")

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    version = models.PositiveIntegerField(_("version"))
    text = TranslatedField(models.TextField(_("text"), blank=True))
    valid_from = models.DateField(_("valid from"), default=timezone.localdate)
    written_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    written_at = models.DateTimeField(_("written at"), default=timezone.now)

    text_fi: str
    text_sv: str
    text_en: str

    class Meta:
        ordering = ("organisation", "kind", "version")
        verbose_name = _("privacy text")
        verbose_name_plural = _("privacy texts")
        constraints = [
            models.UniqueConstraint(
                fields=("organisation", "kind", "version"), nulls_distinct=False, name="consent_text_version_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(text_fi="", text_sv="", text_en=""), name="consent_text_is_written"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.organisation_id} {self.version}"


class Consent(models.Model):
    """The version that somebody was shown (a notice) or agreed to (a consent, until it is withdrawn)."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="consents", db_index=False)
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(_("at"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        indexes = [models.Index(fields=("registration",), name="consent_of_registration")]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.text_id}"
