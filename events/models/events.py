"""An event is one training; a series ties several events together."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from translated_fields import TranslatedField

from catalogue.models import EducationLevel, Membership, Organisation, Region, Sector, TargetGroup, Theme, User
from catalogue.viewers import Viewer

if TYPE_CHECKING:
    from events.models.pools import SeatCeiling


class EventSeries(models.Model):
    slug = models.SlugField(_("slug"), max_length=100, unique=True)
    title = TranslatedField(models.CharField(_("title"), max_length=250, blank=True))

    title_fi: str
    title_sv: str
    title_en: str

    class Meta:
        ordering = ("slug",)
        verbose_name = _("event series")
        verbose_name_plural = pgettext_lazy("several", "event series")

    def __str__(self) -> str:
        return f"{self.title_fi or self.title_sv or self.title_en}"


class EventQuerySet(models.QuerySet["Event"]):
    def published(self) -> "EventQuerySet":
        return self.filter(state=Event.State.PUBLISHED)

    def public(self) -> "EventQuerySet":
        """What anybody may open: published ones, and those that were and have since been postponed or cancelled."""
        return self.filter(
            state__in=(Event.State.PUBLISHED, Event.State.POSTPONED, Event.State.CANCELLED),
            published_at__isnull=False,
        )

    def coming(self, now: datetime) -> "EventQuerySet":
        """With something still to come."""
        return self.filter(ends_at__gt=now)

    def visible_to(self, viewer: Viewer) -> "EventQuerySet":
        """The only gate to events: drafts for those who plan them, plans for every agency, the rest for everybody."""
        if viewer.is_system_admin:
            return self.all()
        if not viewer.roles:
            return self.public()
        public, not_a_draft = Q(published_at__isnull=False), ~Q(state=Event.State.DRAFT)
        planned_by_them = organised_by(viewer.organisations(Membership.PLANS))
        if viewer.has_role(Membership.SEES_EVERY_PLAN):
            return self.filter(public | not_a_draft | planned_by_them)
        return self.filter(public | planned_by_them | (not_a_draft & organised_by(viewer.organisation_ids)))

    def organised_by(self, organisation_ids: Collection[int]) -> "EventQuerySet":
        """Led or joined by one of these organisations."""
        return self.filter(organised_by(organisation_ids))


def organised_by(organisation_ids: Collection[int]) -> Q:
    """The condition that an event is led or joined by one of these organisations."""
    joint = Event.co_organisers.through.objects.filter(organisation_id__in=organisation_ids)
    return Q(lead_id__in=organisation_ids) | Q(pk__in=joint.values("event_id"))


class Event(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PLANNED = "planned", _("Planned")
        PUBLISHED = "published", _("Published")
        POSTPONED = "postponed", _("Postponed")
        CANCELLED = "cancelled", _("Training cancelled")

    class Delivery(models.TextChoices):
        ONSITE = "onsite", pgettext_lazy("delivery mode", "On site")
        ONLINE = "online", pgettext_lazy("delivery mode", "Online")
        HYBRID = "hybrid", pgettext_lazy("delivery mode", "Hybrid")

    class RegistrationMode(models.TextChoices):
        HERE = "here", _("In this calendar")
        ELSEWHERE = "elsewhere", _("On another site")
        NONE = "none", _("No registration")

    class WaitingListMode(models.TextChoices):
        AUTOMATIC = "automatic", _("The next in the queue gets the seat")
        OFFER = "offer", _("The next in the queue is offered the seat")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(_("slug"), max_length=100, unique=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    title = TranslatedField(models.CharField(_("title"), max_length=250, blank=True))
    summary = TranslatedField(models.TextField(_("summary"), blank=True))
    description = TranslatedField(models.TextField(_("description"), blank=True))
    audience_note = TranslatedField(models.TextField(_("whom it is for, in words"), blank=True))
    registration_note = TranslatedField(models.TextField(_("registration instructions"), blank=True))

    lead = models.ForeignKey(Organisation, models.PROTECT, related_name="led_events", verbose_name=_("organiser"))
    co_organisers = models.ManyToManyField(
        Organisation, related_name="joint_events", blank=True, verbose_name=_("co-organisers")
    )
    languages = ArrayField(models.CharField(max_length=2), verbose_name=_("languages of the training"), default=list)
    delivery = models.CharField(_("delivery"), max_length=10, choices=Delivery)
    national = models.BooleanField(_("for the whole country"), default=False)
    regions = models.ManyToManyField(Region, related_name="events", blank=True, verbose_name=_("regions"))
    sectors = models.ManyToManyField(Sector, related_name="events", blank=True, verbose_name=_("sectors"))
    levels = models.ManyToManyField(
        EducationLevel, related_name="events", blank=True, verbose_name=_("education levels")
    )
    audiences = models.ManyToManyField(TargetGroup, related_name="events", blank=True, verbose_name=_("target groups"))
    themes = models.ManyToManyField(Theme, related_name="events", blank=True, verbose_name=_("themes"))
    series = models.ForeignKey(
        EventSeries, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("event series")
    )
    series_part = models.PositiveSmallIntegerField(_("part of the series"), null=True, blank=True)
    repeat_of = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="repeats")

    registration_mode = models.CharField(
        _("registration"), max_length=10, choices=RegistrationMode, default=RegistrationMode.HERE
    )
    registration_url = models.URLField(_("registration address"), max_length=500, blank=True)
    registration_opens_at = models.DateTimeField(_("registration opens"), null=True, blank=True)
    registration_closes_at = models.DateTimeField(_("registration closes"), null=True, blank=True)
    waiting_list_mode = models.CharField(
        _("waiting list"), max_length=10, choices=WaitingListMode, default=WaitingListMode.OFFER
    )
    waiting_list_limit = models.PositiveIntegerField(_("waiting list size"), null=True, blank=True)
    minimum_participants = models.PositiveIntegerField(_("minimum participants"), null=True, blank=True)
    # The last queue ticket handed out. Read and raised under the event's lock only.
    queue_counter = models.PositiveIntegerField(_("last number of the queue"), default=0)
    # How many wait; only registrations.booking changes it.
    waiting = models.PositiveIntegerField(_("waiting"), default=0, db_default=0, editable=False)

    contact_name = models.CharField(_("contact person"), max_length=200, blank=True)
    contact_email = models.EmailField(_("contact e-mail"), blank=True)
    contact_phone = models.CharField(_("contact telephone"), max_length=40, blank=True)
    source = models.CharField(_("source"), max_length=40, blank=True)
    external_id = models.CharField(_("identifier in the source"), max_length=200, blank=True)
    source_url = models.URLField(_("source address"), max_length=500, blank=True)

    # Of the sessions that are not cancelled (of all, when all are); written with them by events.scheduling.
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    created_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("created by")
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    updated_at = models.DateTimeField(_("changed at"), default=timezone.now)
    search = models.GeneratedField(
        expression=(
            SearchVector("title_fi", config="finnish", weight="A")
            + SearchVector("title_sv", config="swedish", weight="A")
            + SearchVector("title_en", config="english", weight="A")
            + SearchVector("summary_fi", "audience_note_fi", config="finnish", weight="B")
            + SearchVector("summary_sv", "audience_note_sv", config="swedish", weight="B")
            + SearchVector("summary_en", "audience_note_en", config="english", weight="B")
            + SearchVector("description_fi", config="finnish", weight="C")
            + SearchVector("description_sv", config="swedish", weight="C")
            + SearchVector("description_en", config="english", weight="C")
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    title_fi: str
    title_sv: str
    title_en: str
    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ("starts_at", "id")
        verbose_name = pgettext_lazy("one of them", "training")
        verbose_name_plural = pgettext_lazy("several", "trainings")
        constraints = [
            models.CheckConstraint(condition=~Q(title_fi="", title_sv="", title_en=""), name="event_has_a_title"),
            models.CheckConstraint(
                condition=Q(registration_opens_at__isnull=True)
                | Q(registration_closes_at__isnull=True)
                | Q(registration_closes_at__gt=F("registration_opens_at")),
                name="event_registration_window_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("published", "postponed")) | Q(published_at__isnull=False),
                name="event_published_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("draft", "planned")) | Q(published_at__isnull=True),
                name="event_published_never_goes_back",
            ),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True, ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="event_span_in_order",
            ),
            models.CheckConstraint(
                condition=Q(languages__contained_by=[code for code, _name in settings.TRAINING_LANGUAGES]),
                name="event_languages_are_known",
            ),
            models.UniqueConstraint(
                fields=("source", "external_id"), condition=~Q(external_id=""), name="event_once_per_source"
            ),
        ]
        indexes = [
            # With all that a list asks of a training besides its texts, so that counting reads the index alone.
            models.Index(
                fields=("ends_at", "id"),
                include=("starts_at", "published_at"),
                name="event_published_ends",
                condition=Q(state="published"),
            ),
            models.Index(fields=("-published_at",), name="event_published_at", condition=Q(state="published")),
            GinIndex(fields=("search",), name="event_search"),
        ]

    def __str__(self) -> str:
        return self.title_fi or self.title_sv or self.title_en

    @property
    def is_public(self) -> bool:
        return self.published_at is not None

    @property
    def seat_ceiling(self) -> "SeatCeiling | None":
        """The ceiling common to all its pools; None where there is none, as in an event that is not saved yet."""
        return None if self._state.adding else getattr(self, "ceiling", None)

    def has_begun(self, now: datetime) -> bool:
        """A postponed one has not, whatever its old dates say."""
        return self.state != Event.State.POSTPONED and self.starts_at is not None and self.starts_at <= now


class AgendaItem(models.Model):
    """A line of an event's programme as its organiser wrote it; `at` is a local time of day."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="agenda", db_index=False)
    position = models.PositiveSmallIntegerField(_("position"))
    at = models.TimeField(_("time"), null=True, blank=True)
    title = TranslatedField(models.CharField(_("title"), max_length=300, blank=True))

    title_fi: str
    title_sv: str
    title_en: str

    class Meta:
        ordering = ("position",)
        constraints = [models.UniqueConstraint(fields=("event", "position"), name="agenda_position_once")]

    def __str__(self) -> str:
        return self.title_fi or self.title_sv or self.title_en
