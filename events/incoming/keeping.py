"""Writing calendars of others: adding one, changing what is known of it, removing it, each with its history row.

Nothing written to the history holds an address: it may be a secret.
"""

import datetime as dt
import zlib
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue import courier
from catalogue.actors import Actor
from catalogue.models import Organisation
from catalogue.models.history import difference
from catalogue.rules import RuleError
from events import locks
from events.incoming import limits, wording
from events.incoming.fetching import targets
from events.incoming.reading.problems import CalendarError
from events.models import CategoryRule, ExternalCalendar, ExternalCalendarChange, ExternalCopy
from events.models.external import ABOUT

Kind = ExternalCalendar.Kind
MOST_RULES, MOST_OF_AN_AGENCY = 50, 200
FEWEST_HOURS, MOST_HOURS = 1, 168
# Between two fetches that somebody asks for.
PATIENCE = dt.timedelta(seconds=60)


class CalendarNameError(RuleError):
    code = "calendar_without_name"
    status = 422
    text = _("Give the calendar a name.")


class CalendarAddressError(RuleError):
    code = "calendar_address"
    status = 422


class CalendarFileError(RuleError):
    code = "calendar_without_file"
    status = 422
    text = _("Choose the calendar’s file.")


class OwnerClosedError(RuleError):
    code = "organisation_ended"
    text = _("This organisation has ended: it keeps no calendars any more.")


class CalendarRhythmError(RuleError):
    code = "calendar_rhythm"
    status = 422
    text = _("A calendar is fetched at least once a week and at most once an hour.")


class TooManyCalendarsError(RuleError):
    code = "too_many_calendars"
    text = _("An agency can have at most 200 calendars, and a calendar at most 50 rules.")


class CalendarChangedError(RuleError):
    code = "calendar_changed"
    text = _("Somebody else has changed this calendar in the meantime. Look at their changes before you save yours.")


class CalendarRemovedError(RuleError):
    code = "calendar_removed"
    text = _("This calendar has been removed.")


class FetchedJustNowError(RuleError):
    code = "fetched_just_now"
    text = _("The calendar was fetched just now. Wait a minute.")


@dataclass(frozen=True, kw_only=True, slots=True)
class AboutDraft:
    """Ids of terms."""

    audience_ids: tuple[int, ...] = ()
    sector_ids: tuple[int, ...] = ()
    region_ids: tuple[int, ...] = ()
    theme_ids: tuple[int, ...] = ()

    def columns(self) -> dict[str, list[int]]:
        return {name: sorted(getattr(self, name)) for name in ABOUT}


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleDraft:
    """What a category means."""

    text: str
    about: AboutDraft = AboutDraft()
    leaves_out: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class CalendarDraft:
    """What can be changed of a calendar."""

    name: str
    kind: str
    address: str = ""
    allows_http: bool = False
    about: AboutDraft = AboutDraft()
    languages: tuple[str, ...] = ()
    rules: tuple[RuleDraft, ...] = ()
    refresh_hours: int = 6
    is_public: bool = False
    is_paused: bool = False


@transaction.atomic
def add_calendar(
    *,
    by: Actor,
    organisation_id: int,
    draft: CalendarDraft,
    content: bytes | None = None,
    now: dt.datetime | None = None,
) -> ExternalCalendar:
    """Add a calendar; `content` is that of a file. It is read after the commit. Raises RuleError."""
    now = now or timezone.now()
    _check(draft)
    if draft.kind == Kind.FILE and content is None:
        raise CalendarFileError(field="file")
    # A reform that is under way would not see the calendar: it waits, or the calendar goes with it.
    locks.hold_organisations()
    if Organisation.objects.filter(pk=organisation_id, valid_to__lt=timezone.localdate(now)).exists():
        raise OwnerClosedError
    if ExternalCalendar.objects.filter(organisation_id=organisation_id, is_active=True).count() >= MOST_OF_AN_AGENCY:
        raise TooManyCalendarsError
    calendar = ExternalCalendar(organisation_id=organisation_id, created_at=now, next_fetch_at=now, **_columns(draft))
    calendar.save(force_insert=True)
    _write_rules(calendar, draft)
    _keep(calendar, content, now)
    _record(calendar, by=by, action="add", at=now)
    _read_soon(calendar.pk)
    return calendar


@transaction.atomic
def change_calendar(
    *,
    by: Actor,
    calendar_id: int,
    draft: CalendarDraft,
    content: bytes | None = None,
    expected_version: int | None = None,
    now: dt.datetime | None = None,
) -> ExternalCalendar:
    """Change what is known of a calendar; its kind stays. Raises RuleError. Nothing changed writes nothing."""
    now = now or timezone.now()
    calendar = lock(calendar_id)
    if expected_version is not None and expected_version != calendar.version:
        raise CalendarChangedError
    _check(draft)
    before, columns = _said(calendar), _columns(draft) | {"kind": calendar.kind}
    has_moved = columns["address"] != calendar.address
    for name, value in columns.items():
        setattr(calendar, name, value)
    _write_rules(calendar, draft)
    after = _said(calendar)
    changed = {name: difference(before[name], after[name]) for name in after if before[name] != after[name]}
    if not changed and not has_moved and content is None:
        return calendar
    if has_moved:
        calendar.etag = calendar.last_modified = ""
        changed["address"] = {}
    if content is not None:
        _keep(calendar, content, now)
        changed["file"] = {}
    calendar.version += 1
    calendar.failures = 0
    calendar.next_fetch_at = now
    calendar.save()
    _record(calendar, by=by, action="change", at=now, details=changed)
    _read_soon(calendar.pk)
    return calendar


@transaction.atomic
def remove_calendar(*, by: Actor, calendar_id: int, reason: str = "") -> ExternalCalendar:
    """Take a calendar out of use: its items, its copy and its address go, its history stays."""
    calendar = lock(calendar_id)
    calendar.items.all().delete()
    calendar.rules.all().delete()
    calendar.fetches.all().delete()
    ExternalCopy.objects.filter(calendar=calendar).delete()
    calendar.is_active = False
    calendar.address = calendar.host = calendar.etag = calendar.digest = calendar.items_of = ""
    calendar.lease, calendar.next_fetch_at, calendar.item_count = None, None, 0
    calendar.version += 1
    calendar.save()
    _record(calendar, by=by, action="remove", at=timezone.now(), reason=reason)
    return calendar


@transaction.atomic
def pass_on_calendar(
    *, by: Actor, calendar_id: int, from_id: int, to_id: int, reason: str, now: dt.datetime | None = None
) -> bool:
    """Give a calendar to another organisation; false when it is out of use, or another's by now."""
    calendar = ExternalCalendar.objects.select_for_update(no_key=True).get(pk=calendar_id)
    if not calendar.is_active or calendar.organisation_id != from_id:
        return False
    calendar.organisation_id = to_id
    calendar.version += 1
    calendar.save(update_fields=["organisation_id", "version"])
    details = {"organisation": difference(from_id, to_id)}
    _record(calendar, by=by, action="pass_on", at=now or timezone.now(), details=details, reason=reason)
    return True


@transaction.atomic
def ask_for_fetch(*, by: Actor, calendar_id: int, now: dt.datetime | None = None) -> None:
    """Have a calendar fetched soon, whenever its turn would be. Raises FetchedJustNowError."""
    now = now or timezone.now()
    calendar = lock(calendar_id)
    if calendar.last_tried_at and now - calendar.last_tried_at < PATIENCE:
        raise FetchedJustNowError
    calendar.next_fetch_at = now
    calendar.save(update_fields=["next_fetch_at"])
    _record(calendar, by=by, action="fetch", at=now)
    _read_soon(calendar.pk)


def lock(calendar_id: int) -> ExternalCalendar:
    """Answer a calendar in use, locked; raises CalendarRemovedError."""
    calendar = ExternalCalendar.objects.select_for_update(no_key=True).get(pk=calendar_id)
    if not calendar.is_active:
        raise CalendarRemovedError
    return calendar


def packed(content: bytes) -> bytes:
    return zlib.compress(content, 6)


def unpacked(content: bytes) -> bytes:
    return zlib.decompress(content)


def copy_of(calendar: ExternalCalendar) -> bytes | None:
    """The last good copy."""
    kept = ExternalCopy.objects.filter(calendar=calendar).first()
    return unpacked(bytes(kept.content)) if kept else None


def _read_soon(calendar_id: int) -> None:
    from events import tasks

    transaction.on_commit(lambda: courier.give(tasks.refresh_calendar, calendar_id))


def _check(draft: CalendarDraft) -> None:
    if not draft.name:
        raise CalendarNameError(field="name")
    if not FEWEST_HOURS <= draft.refresh_hours <= MOST_HOURS:
        raise CalendarRhythmError(field="refresh_hours")
    if len(draft.rules) > MOST_RULES:
        raise TooManyCalendarsError
    if draft.kind == Kind.ADDRESS:
        try:
            targets.read(draft.address)
        except CalendarError as error:
            raise CalendarAddressError(wording.of_calendar(error.code, error.details), field="address") from None


def _columns(draft: CalendarDraft) -> dict[str, Any]:
    is_fetched = draft.kind == Kind.ADDRESS
    return {
        "name": draft.name,
        "kind": draft.kind,
        "address": draft.address if is_fetched else "",
        "host": targets.read(draft.address).host if is_fetched else "",
        "allows_http": draft.allows_http,
        "languages": list(draft.languages),
        "refresh_hours": draft.refresh_hours,
        "is_public": draft.is_public,
        "is_paused": draft.is_paused,
        **draft.about.columns(),
    }


def _write_rules(calendar: ExternalCalendar, draft: CalendarDraft) -> None:
    calendar.rules.all().delete()
    CategoryRule.objects.bulk_create(
        CategoryRule(
            calendar=calendar, position=place, text=rule.text, leaves_out=rule.leaves_out, **rule.about.columns()
        )
        for place, rule in enumerate(draft.rules)
    )


def _keep(calendar: ExternalCalendar, content: bytes | None, now: dt.datetime) -> None:
    """The file that was sent is the last good copy until another is."""
    if content is None:
        return
    if len(content) > limits.MOST_BYTES:
        raise CalendarFileError(wording.of_calendar("too_large", {"most": limits.MOST_BYTES}), field="file")
    ExternalCopy.objects.update_or_create(calendar=calendar, defaults={"content": packed(content), "kept_at": now})


def _said(calendar: ExternalCalendar) -> dict[str, Any]:
    """A calendar as its history says it: without its address."""
    names = ("name", "allows_http", "languages", "refresh_hours", "is_public", "is_paused", *ABOUT)
    rules = [[rule.text, rule.leaves_out, *(getattr(rule, name) for name in ABOUT)] for rule in calendar.rules.all()]
    return {name: getattr(calendar, name) for name in names} | {"rules": rules}


def _record(
    calendar: ExternalCalendar,
    *,
    by: Actor,
    action: str,
    at: dt.datetime,
    details: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    ExternalCalendarChange.objects.create(
        calendar=calendar, action=action, at=at, details=details or {}, reason=reason, **by.columns()
    )
