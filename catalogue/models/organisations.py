"""Organisations as a tree of agencies, units and partners, each valid for a time, some succeeded by others."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from translated_fields import TranslatedField

from catalogue.models.terms import Region, Sector


class Organisation(models.Model):
    class Kind(models.TextChoices):
        AGENCY = "agency", _("Agency")
        UNIT = "unit", _("Unit")
        PARTNER = "partner", _("Partner")

    class Scope(models.TextChoices):
        NATIONAL = "national", _("National")
        REGIONAL = "regional", _("Regional")

    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    reference = models.CharField(_("code in the reference data"), max_length=60, unique=True, null=True, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    scope = models.CharField(_("scope"), max_length=10, choices=Scope, default=Scope.NATIONAL)
    abbreviation = models.CharField(_("abbreviation"), max_length=20, blank=True)
    name = TranslatedField(
        models.CharField(_("name"), max_length=200),
        {"sv": {"blank": True}, "en": {"blank": True}},
    )
    short_name = TranslatedField(models.CharField(_("short name"), max_length=80, blank=True))
    main_office = models.CharField(_("main office"), max_length=80, blank=True)
    regions = models.ManyToManyField(Region, related_name="organisations", blank=True, verbose_name=_("regions"))
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True, help_text=_("Last day of validity."))
    requires_second_factor = models.BooleanField(
        _("second factor required"),
        default=False,
        db_default=False,  # for what still runs with the older code
        help_text=_("Its members sign in with a second factor as well."),
    )
    in_demonstration = models.BooleanField(_("at work in the demonstration"), default=False)

    name_fi: str
    name_sv: str
    name_en: str
    short_name_fi: str
    short_name_sv: str
    short_name_en: str

    class Meta:
        ordering = ("kind", "slug")
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="organisation_validity_in_order",
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="organisation_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return f"{self.name}"


class Succession(models.Model):
    """What a closed organisation's work passes to: everything, or the work of one sector."""

    predecessor = models.ForeignKey(Organisation, models.CASCADE, related_name="successions")
    successor = models.ForeignKey(
        Organisation, models.PROTECT, related_name="inheritances", verbose_name=_("successor")
    )
    sector = models.ForeignKey(Sector, models.PROTECT, null=True, blank=True, verbose_name=_("sector"))
    in_force_from = models.DateField(_("in force from"))

    class Meta:
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        constraints = [
            models.UniqueConstraint(
                fields=("predecessor", "sector"),
                name="one_successor_per_sector",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"
