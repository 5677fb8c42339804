"""Seat pools: seats of one kind within an event, and the ceiling common to them. Capacity stands nowhere else."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from translated_fields import TranslatedField

from catalogue.models import Organisation, Region, TargetGroup
from events.models.events import Event

# The pools whose `free` is not 0.
HAS_FREE_SEATS = (Q(capacity__isnull=True) | Q(taken__lt=F("capacity"))) & (
    Q(event__ceiling__isnull=True) | Q(event__ceiling__taken__lt=F("event__ceiling__capacity"))
)


class SeatPoolQuerySet(models.QuerySet["SeatPool"]):
    def with_free_seats(self) -> "SeatPoolQuerySet":
        return self.filter(HAS_FREE_SEATS)


class SeatPool(models.Model):
    """`taken` counts confirmed and offered seats; only registrations.booking changes `taken` and `waiting`."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="pools", db_index=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    name = TranslatedField(models.CharField(_("name"), max_length=100, blank=True))
    delivery = models.CharField(
        _("delivery"), max_length=10, blank=True, choices=[("onsite", _("On site")), ("online", _("Online"))]
    )
    capacity = models.PositiveIntegerField(_("capacity"), null=True, blank=True, help_text=_("Empty: unlimited."))
    taken = models.PositiveIntegerField(_("taken"), default=0, editable=False)
    overbooked = models.PositiveIntegerField(_("overbooked"), default=0, editable=False)
    waiting = models.PositiveIntegerField(_("waiting"), default=0, editable=False)
    # Until this moment only those take these seats who belong to what they are kept for; then everybody does.
    reserved_until = models.DateTimeField(_("kept until"), null=True, blank=True)
    reserved_organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("kept for the area of"),
    )
    reserved_region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("kept for the region"),
    )
    reserved_audience = models.ForeignKey(
        TargetGroup,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("kept for the target group"),
    )
    reserved_language = models.CharField(
        _("kept for the language"), max_length=2, blank=True, default="", db_default="", choices=settings.LANGUAGES
    )

    objects = SeatPoolQuerySet.as_manager()

    class Meta:
        ordering = ("position", "id")
        verbose_name = _("seat pool")
        verbose_name_plural = _("seat pools")
        constraints = [
            models.UniqueConstraint(fields=("event", "position"), name="pool_position_once"),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(taken__lte=F("capacity") + F("overbooked")),
                name="pool_never_oversold",
            ),
            models.CheckConstraint(
                condition=Q(reserved_until__isnull=True)
                | Q(reserved_organisation__isnull=False)
                | Q(reserved_region__isnull=False)
                | Q(reserved_audience__isnull=False)
                | ~Q(reserved_language=""),
                name="pool_reserved_for_somebody",
            ),
        ]
        # What passes freed seats on looks for these twice a minute.
        indexes = [models.Index(fields=("event",), name="pool_waited_for", condition=Q(waiting__gt=0))]

    def __str__(self) -> str:
        return f"{self.event_id}/{self.position}"

    @property
    def free(self) -> int | None:
        """Seats that can be taken now; None: unlimited. Reads the event's ceiling: fetch it with the event."""
        ceiling = self.event.seat_ceiling
        own = None if self.capacity is None else max(0, self.capacity - self.taken)
        if ceiling is None:
            return own
        return ceiling.free if own is None else min(own, ceiling.free)

    def is_reserved(self, now: datetime) -> bool:
        """Whether these seats are kept for some at this moment."""
        return self.reserved_until is not None and now < self.reserved_until


class SeatCeiling(models.Model):
    """How many may take part in an event together, whatever its pools have room for."""

    event = models.OneToOneField(Event, models.CASCADE, primary_key=True, related_name="ceiling")
    capacity = models.PositiveIntegerField(_("seats together"))
    taken = models.PositiveIntegerField(_("taken"), default=0, editable=False)
    overbooked = models.PositiveIntegerField(_("overbooked"), default=0, editable=False)

    class Meta:
        verbose_name = _("common ceiling of seats")
        verbose_name_plural = _("common ceilings of seats")
        constraints = [
            models.CheckConstraint(
                condition=Q(taken__lte=F("capacity") + F("overbooked")), name="ceiling_never_oversold"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id}"

    @property
    def free(self) -> int:
        return max(0, self.capacity - self.taken)
