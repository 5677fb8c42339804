"""The vocabularies trainings are described in: regions, sectors, education levels, target groups and themes."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from translated_fields import TranslatedField


class Term(models.Model):
    """A node of a vocabulary: a stable code, names in three languages and a place in its hierarchy."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = TranslatedField(
        models.CharField(_("name"), max_length=200),
        {"sv": {"blank": True}, "en": {"blank": True}},
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    parent_id: int | None
    name_fi: str
    name_sv: str
    name_en: str

    class Meta:
        abstract = True
        ordering = ("position", "code")

    def __str__(self) -> str:
        return f"{self.name}"


class Region(Term):
    """A maakunta, coded as Statistics Finland does ("01" is Uusimaa); `iso_3166_2` numbers them otherwise."""

    iso_3166_2 = models.CharField(_("ISO 3166-2 code"), max_length=6, blank=True)
    nuts3 = models.CharField(_("NUTS 3 code"), max_length=6, blank=True)
    winter_break_week = models.PositiveSmallIntegerField(_("ISO week of the winter break"), null=True, blank=True)
    autumn_break_week = models.PositiveSmallIntegerField(_("ISO week of the autumn break"), null=True, blank=True)

    class Meta(Term.Meta):
        verbose_name = _("region")
        verbose_name_plural = _("regions")


class Sector(Term):
    class Meta(Term.Meta):
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")


class EducationLevel(Term):
    class Meta(Term.Meta):
        verbose_name = _("education level")
        verbose_name_plural = _("education levels")


class TargetGroup(Term):
    sector = models.ForeignKey(Sector, models.PROTECT, related_name="target_groups", verbose_name=_("sector"))

    class Meta(Term.Meta):
        verbose_name = _("target group")
        verbose_name_plural = _("target groups")


class Theme(Term):
    yso_uri = models.URLField(_("YSO address"), blank=True)
    yso_label = models.CharField(_("YSO term in Finnish"), max_length=200, blank=True)

    class Meta(Term.Meta):
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
