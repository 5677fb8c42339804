"""Calendars of others: where they come from and what they are about, what they hold, and what each fetch brought."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GistIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalogue.models import Change, Organisation

LONGEST_ADDRESS, LONGEST_NAME = 2_000, 120
LONGEST_TITLE, LONGEST_UID, LONGEST_CATEGORY = 300, 255, 100


# The columns of `About`.
ABOUT = ("audience_ids", "sector_ids", "region_ids", "theme_ids")


def _ids() -> ArrayField:
    return ArrayField(models.IntegerField(), default=list, blank=True)


class About(models.Model):
    """Whom, what and where something is about: ids of terms. None of a kind: it is not known, or for everybody."""

    audience_ids = _ids()
    sector_ids = _ids()
    region_ids = _ids()
    theme_ids = _ids()

    class Meta:
        abstract = True


class ExternalCalendar(About):
    """The address may hold a secret: it is shown masked, and never written into a log or a history row.

    `lease` is held by the one fetch that runs, until `leased_until`: what a killed worker leaves behind ends by itself.
    """

    class Kind(models.TextChoices):
        ADDRESS = "address", pgettext_lazy("calendar", "Address")
        FILE = "file", pgettext_lazy("calendar", "File")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="external_calendars")
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    kind = models.CharField(_("source"), max_length=10, choices=Kind)
    address = models.CharField(_("address"), max_length=LONGEST_ADDRESS, blank=True)
    host = models.CharField(max_length=255, blank=True)
    allows_http = models.BooleanField(_("may be fetched without encryption"), default=False)
    languages = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    refresh_hours = models.PositiveSmallIntegerField(_("hours between two fetches"), default=6)
    is_public = models.BooleanField(_("shown on public pages"), default=False)
    is_paused = models.BooleanField(_("paused"), default=False)
    is_active = models.BooleanField(_("in use"), default=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)

    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    # What the items stand for: this copy, read with this mapping, on this day.
    items_of = models.CharField(max_length=120, blank=True)
    item_count = models.PositiveIntegerField(default=0)
    last_tried_at = models.DateTimeField(_("last fetched"), null=True, blank=True)
    last_good_at = models.DateTimeField(_("last fetched without a problem"), null=True, blank=True)
    next_fetch_at = models.DateTimeField(_("fetched next"), null=True, blank=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    problem = models.CharField(_("problem"), max_length=40, blank=True)
    problem_details = models.JSONField(default=dict, blank=True)
    lease = models.UUIDField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("name", "id")
        verbose_name = _("calendar of others")
        verbose_name_plural = _("calendars of others")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="external_calendar_has_a_name"),
            models.CheckConstraint(
                condition=Q(refresh_hours__gte=1, refresh_hours__lte=168), name="external_calendar_fetched_sensibly"
            ),
            models.CheckConstraint(
                condition=Q(is_active=False) | Q(kind="file", address="") | Q(kind="address") & ~Q(address=""),
                name="external_calendar_has_its_source",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_fetch_at"], name="external_calendar_due", condition=Q(is_active=True, is_paused=False)
            )
        ]

    def __str__(self) -> str:
        return self.name


class CategoryRule(About):
    """What a category of the calendar, as it is written there, says of its items beyond the calendar."""

    calendar = models.ForeignKey(ExternalCalendar, models.CASCADE, related_name="rules")
    position = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(_("category"), max_length=LONGEST_CATEGORY)
    leaves_out = models.BooleanField(_("left out"), default=False)

    class Meta:
        ordering = ("position", "id")
        verbose_name = _("rule for a category")
        verbose_name_plural = _("rules for categories")

    def __str__(self) -> str:
        return self.text


class ExternalCopy(models.Model):
    """The last good copy of a calendar, compressed: read again as time goes on and when its mapping changes."""

    calendar = models.OneToOneField(ExternalCalendar, models.CASCADE, primary_key=True, related_name="copy")
    content = models.BinaryField()
    kept_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.calendar_id}"


class ExternalUpload(models.Model):
    """A file that somebody looks at before it is saved as a calendar; forgotten after a day."""

    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    content = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.pk}"


class ExternalItem(About):
    """One occurrence of what stands in a calendar of others, half-open. No description, no people.

    `about` of the calendar, of the rules for its categories and of its own words is joined when it is written.
    """

    calendar = models.ForeignKey(ExternalCalendar, models.CASCADE, related_name="items")
    uid = models.CharField(max_length=LONGEST_UID)
    recurrence_id = models.CharField(max_length=30, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    all_day = models.BooleanField(default=False)
    title = models.CharField(max_length=LONGEST_TITLE, blank=True)
    location = models.CharField(max_length=LONGEST_TITLE, blank=True)
    categories = ArrayField(models.CharField(max_length=LONGEST_CATEGORY), default=list, blank=True)
    url = models.CharField(max_length=LONGEST_ADDRESS, blank=True)
    sequence = models.IntegerField(default=0)

    class Meta:
        ordering = ("starts_at", "id")
        verbose_name = _("item of a calendar of others")
        verbose_name_plural = _("items of calendars of others")
        constraints = [
            models.UniqueConstraint(fields=["calendar", "uid", "recurrence_id"], name="external_item_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="external_item_lasts"),
        ]
        indexes = [
            # When, and on which theme: the search for overlaps asks for one, or for both.
            GistIndex(
                Func(F("starts_at"), F("ends_at"), function="tstzrange"),
                OpClass("theme_ids", name="gist__int_ops"),
                name="external_item_span_and_themes",
            ),
            # What comes next, for public pages.
            models.Index(fields=["starts_at", "id"], name="external_item_by_beginning"),
        ]

    def __str__(self) -> str:
        return self.title


class ExternalFetch(models.Model):
    """What one fetch brought. Problems and changes hold what stands in the calendar, never its address."""

    class Outcome(models.TextChoices):
        GOOD = "good", pgettext_lazy("fetch", "Fetched")
        UNCHANGED = "unchanged", pgettext_lazy("fetch", "Nothing new")
        FAILED = "failed", pgettext_lazy("fetch", "Failed")

    calendar = models.ForeignKey(ExternalCalendar, models.CASCADE, related_name="fetches")
    at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    problem = models.CharField(_("problem"), max_length=40, blank=True)
    problem_details = models.JSONField(default=dict, blank=True)
    size = models.PositiveIntegerField(_("bytes"), default=0)
    milliseconds = models.PositiveIntegerField(default=0)
    found = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0)
    problem_count = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list, blank=True)
    changes = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ("-at", "-id")
        verbose_name = _("fetch of a calendar")
        verbose_name_plural = _("fetches of calendars")

    def __str__(self) -> str:
        return f"{self.calendar_id} {self.outcome}"


class ExternalCalendarChange(Change):
    calendar = models.ForeignKey(ExternalCalendar, models.CASCADE, related_name="changes")

    class Meta(Change.Meta):
        verbose_name = _("change of a calendar of others")
        verbose_name_plural = _("changes of calendars of others")

    def __str__(self) -> str:
        return f"{self.calendar_id} {self.action}"
