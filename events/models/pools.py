"""Seat pools: seats of one kind within an event. Capacity stands nowhere else."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from translated_fields import TranslatedField

from events.models.events import Event

# The pools whose `free` is not 0.
HAS_FREE_SEATS = Q(capacity__isnull=True) | Q(taken__lt=F("capacity"))


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
        ]
        # What passes freed seats on looks for these twice a minute.
        indexes = [models.Index(fields=("event",), name="pool_waited_for", condition=Q(waiting__gt=0))]

    def __str__(self) -> str:
        return f"{self.event_id}/{self.position}"

    @property
    def free(self) -> int | None:
        """Seats that can be taken now; None: unlimited."""
        if self.capacity is None:
            return None
        return max(0, self.capacity - self.taken)
