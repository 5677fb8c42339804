"""A session is one sitting of an event, with its own time, place, trainers, state and calendar identity."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from translated_fields import TranslatedField

from catalogue.models import Room, Trainer, Venue
from events.models.events import Event

if TYPE_CHECKING:
    from events.models.feeds import SessionEntry


class TsTzRange(Func):
    function = "TSTZRANGE"


def new_uid() -> str:
    """A UID never derived from title or time (RFC 5545 section 3.8.4.7, RFC 7986 section 5.3)."""
    return f"{uuid.uuid4()}@{settings.UID_DOMAIN}"


class Session(models.Model):
    """Half-open `[starts_at, ends_at)`; an all-day session runs from local midnight to local midnight."""

    class State(models.TextChoices):
        SCHEDULED = "scheduled", _("Scheduled")
        CANCELLED = "cancelled", _("Session cancelled")

    event = models.ForeignKey(Event, models.PROTECT, related_name="sessions", db_index=False)
    uid = models.CharField(_("calendar identifier"), max_length=255, default=new_uid, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.SCHEDULED)
    title = TranslatedField(models.CharField(_("title of the session"), max_length=250, blank=True))
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    all_day = models.BooleanField(_("all day"), default=False)
    venue = models.ForeignKey(
        Venue, models.PROTECT, null=True, blank=True, related_name="sessions", verbose_name=_("venue")
    )
    room = models.ForeignKey(
        Room, models.PROTECT, null=True, blank=True, related_name="sessions", verbose_name=_("room")
    )
    is_online = models.BooleanField(_("online"), default=False)
    join_url = models.URLField(_("join link"), max_length=500, blank=True)
    trainers = models.ManyToManyField(Trainer, related_name="sessions", blank=True)
    # True while the event is published and this session scheduled in a room: then nobody else may have the room.
    holds_room = models.BooleanField(default=False, editable=False)

    # RFC 5545: SEQUENCE rises when start, end, place, status or title change; LAST-MODIFIED with anything shown.
    sequence = models.PositiveIntegerField(_("sequence number"), default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    title_fi: str
    title_sv: str
    title_en: str
    if TYPE_CHECKING:
        entry: "SessionEntry"

    class Meta:
        ordering = ("starts_at", "id")
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        constraints = [
            models.UniqueConstraint(fields=("uid",), name="session_uid_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_start"),
            models.CheckConstraint(condition=Q(room__isnull=False) | Q(holds_room=False), name="session_room_to_hold"),
            ExclusionConstraint(
                name="one_session_per_room",
                expressions=[
                    ("room", RangeOperators.EQUAL),
                    (TsTzRange("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                condition=Q(holds_room=True),
            ),
        ]
        indexes = [
            # Both answer when trainings have sessions that count without a look at the table.
            models.Index(fields=("event", "starts_at"), include=("ends_at", "state"), name="session_of_event"),
            models.Index(fields=("ends_at", "starts_at"), include=("event", "state"), name="session_window"),
        ]

    def __str__(self) -> str:
        return self.uid
