"""Where trainings take place and who gives them: venues with rooms, and trainers."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from translated_fields import TranslatedField

from catalogue.models.history import Change
from catalogue.models.terms import Region


class Venue(models.Model):
    name = TranslatedField(models.CharField(_("name"), max_length=200, blank=True))
    street_address = models.CharField(_("street address"), max_length=200, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    municipality = models.CharField(_("municipality"), max_length=80, blank=True)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="venues", verbose_name=_("region")
    )
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    accessibility = TranslatedField(models.TextField(_("accessibility"), blank=True))

    name_fi: str
    name_sv: str
    name_en: str

    class Meta:
        ordering = ("municipality", "name_fi", "id")
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        constraints = [
            models.UniqueConstraint(fields=("name_fi", "name_sv", "municipality"), name="venue_once"),
            models.CheckConstraint(condition=~models.Q(name_fi="", name_sv="", name_en=""), name="venue_has_a_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name_fi or self.name_sv or self.name_en}"


class Room(models.Model):
    venue = models.ForeignKey(Venue, models.CASCADE, related_name="rooms")
    name = models.CharField(_("name"), max_length=100)
    seats = models.PositiveIntegerField(_("seats"), null=True, blank=True)

    class Meta:
        ordering = ("venue", "name")
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        constraints = [models.UniqueConstraint(fields=("venue", "name"), name="room_once_per_venue")]

    def __str__(self) -> str:
        return self.name


class PlaceChange(Change):
    """A venue or a room that came into the catalogue."""

    venue = models.ForeignKey(Venue, models.CASCADE, related_name="changes")
    room = models.ForeignKey(
        Room, models.CASCADE, null=True, blank=True, related_name="changes", verbose_name=_("room")
    )

    class Meta(Change.Meta):
        verbose_name = _("change of a place")
        verbose_name_plural = _("changes of places")

    def __str__(self) -> str:
        return f"{self.action} {self.venue_id} {self.room_id}"


class Trainer(models.Model):
    name = models.CharField(_("name"), max_length=200)
    affiliation = models.CharField(_("organisation"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)

    class Meta:
        ordering = ("name", "id")
        verbose_name = _("trainer")
        verbose_name_plural = _("trainers")
        constraints = [models.UniqueConstraint(fields=("name", "affiliation"), name="trainer_once")]

    def __str__(self) -> str:
        return self.name
