"""Dates that matter when a training is planned: school holidays, matriculation days, days blocked by agencies.

Public holidays are not stored: they are computed.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from translated_fields import TranslatedField

from catalogue.models.history import Change
from catalogue.models.organisations import Organisation
from catalogue.models.terms import Region

FIRST_YEAR, LAST_YEAR = 2000, 2100


class CalendarPeriod(models.Model):
    """From the first to the last local date, both in it. No regions: the whole country; nobody: all agencies."""

    class Kind(models.TextChoices):
        SCHOOL_BREAK = "school_break", _("School holiday")
        MATRICULATION = "matriculation", _("Matriculation examination")
        BLOCKED = "blocked", _("Blocked days")

    kind = models.CharField(_("kind"), max_length=15, choices=Kind)
    reference = models.CharField(_("code in the reference data"), max_length=60, unique=True, null=True, blank=True)
    name = TranslatedField(models.CharField(_("name"), max_length=120, blank=True))
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    regions = models.ManyToManyField(Region, related_name="calendar_periods", blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="calendar_periods"
    )
    source = models.CharField(_("source"), max_length=200, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)
    # The reference data no longer changes what somebody has changed here.
    is_own = models.BooleanField(_("changed here"), default=False)
    version = models.PositiveIntegerField(default=1)

    name_fi: str
    name_sv: str
    name_en: str

    class Meta:
        ordering = ("first_on", "last_on", "id")
        verbose_name = _("period that matters for dates")
        verbose_name_plural = _("periods that matter for dates")
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="calendar_period_in_order"),
            models.CheckConstraint(
                condition=Q(first_on__gte=f"{FIRST_YEAR}-01-01", last_on__lte=f"{LAST_YEAR}-12-31"),
                name="calendar_period_in_its_century",
            ),
            models.CheckConstraint(condition=~Q(name_fi="", name_sv="", name_en=""), name="calendar_period_has_a_name"),
            models.CheckConstraint(
                condition=Q(kind="blocked") | Q(organisation__isnull=True), name="calendar_period_only_blocked_is_owned"
            ),
        ]

    def __str__(self) -> str:
        return self.name_fi or self.name_sv or self.name_en


class CalendarPeriodChange(Change):
    period = models.ForeignKey(CalendarPeriod, models.CASCADE, related_name="changes")

    class Meta(Change.Meta):
        verbose_name = _("change of a period")
        verbose_name_plural = _("changes of periods")

    def __str__(self) -> str:
        return f"{self.period_id} {self.action}"
