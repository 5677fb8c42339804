"""What has happened to a training: who changed what, when and why, from what to what, in words."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events import dates
from events.drafting import SessionDraft
from events.editing import naming
from events.models import Event, EventChange, Session
from events.queries import paging
from events.queries.offers import Offers
from events.queries.paging import Page

PAGE_SIZE = 25
DONE: Mapping[str, Any] = {
    "create": gettext_lazy("Made"),
    "edit": gettext_lazy("Edited"),
    "move": gettext_lazy("Moved"),
    "add_sessions": gettext_lazy("Sessions added"),
    "cancel_session": gettext_lazy("Session cancelled"),
    "change_capacity": gettext_lazy("Seats changed"),
    "plan": gettext_lazy("Planned"),
    "publish": gettext_lazy("Published"),
    "postpone": gettext_lazy("Postponed"),
    "cancel": gettext_lazy("Cancelled"),
    "revive": gettext_lazy("Brought back"),
    "merge": gettext_lazy("Participants passed on to a joint training"),
    "pass_on": gettext_lazy("Passed on in a reform"),
    "name_helper": gettext_lazy("Check-in helper named"),
    "dismiss_helper": gettext_lazy("Check-in helper dismissed"),
    "reserve_seats": gettext_lazy("Seats and registration changed"),
    "remind_unanswered": gettext_lazy("Those who had not answered were reminded"),
    "registration_terms": gettext_lazy("Seats and registration changed"),
    "message": gettext_lazy("Message sent to participants"),
    "add_question": gettext_lazy("Question added"),
    "change_question": gettext_lazy("Question corrected"),
    "retire_question": gettext_lazy("Question no longer asked"),
    "order_questions": gettext_lazy("Order of the questions changed"),
}
# Their details are the columns that changed.
_WITH_COLUMNS = (
    "edit",
    "pass_on",
    "reserve_seats",
    "registration_terms",
    "add_question",
    "change_question",
    "retire_question",
)
_NO_MORE = ("removed", Session.State.CANCELLED)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that changed; `is_secret` when only that it changed is kept."""

    name: str
    before: str = ""
    after: str = ""
    is_secret: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the history."""

    at: datetime
    who: str
    done: str
    from_state: str
    to_state: str
    reason: str
    lines: Sequence[Line]


def page_of(event_id: uuid.UUID, *, page: int, offers: Offers, with_draft: bool) -> Page[Step]:
    """The newest first; what it said as a draft is for its organisers, `with_draft`."""
    rows = _rows(event_id) if with_draft else _rows(event_id).exclude(to_state=Event.State.DRAFT)
    total = rows.count()
    place = paging.place_of(page, total, PAGE_SIZE)
    return Page([_step(row, offers) for row in rows[place.rows]], total, place.page, place.pages)


def since(event_id: uuid.UUID, steps: int, offers: Offers) -> list[Step]:
    """The last so many steps, the newest first: every version has one. Of many, a page."""
    return [_step(row, offers) for row in _rows(event_id)[: min(max(steps, 0), PAGE_SIZE)]]


def session_in_words(session: SessionDraft, offers: Offers) -> str:
    """When, where and by whom, in one line."""
    when = dates.span(session.starts_at, session.ends_at, offers.language, all_day=session.all_day)
    place = offers.place_label(session.venue_id, session.room_id) if session.venue_id else ""
    people = ", ".join(offers.trainer_labels(session.trainer_ids))
    cancelled = _("cancelled") if session.is_cancelled else ""
    return " · ".join(
        part for part in (when, place, _("online") if session.is_online else "", people, cancelled) if part
    )


def _rows(event_id: uuid.UUID) -> QuerySet[EventChange]:
    return EventChange.objects.filter(event=event_id).select_related("actor_user").order_by("-id")


def _step(row: EventChange, offers: Offers) -> Step:
    states = dict(Event.State.choices)
    return Step(
        at=row.at,
        who=row.who,
        done=str(DONE.get(row.action, row.action)),
        from_state=str(states.get(row.from_state, "")) if row.from_state != row.to_state else "",
        to_state=str(states.get(row.to_state, "")) if row.from_state != row.to_state else "",
        reason=row.reason,
        lines=list(_lines(row, offers)),
    )


def _lines(row: EventChange, offers: Offers) -> Iterator[Line]:
    for change in row.sessions.values():
        yield from _session_lines(change, offers)
    if row.action == "change_capacity":
        yield _change(naming.name_of("capacity"), row.details.get("capacity", {}), "capacity", offers)
    if row.action not in _WITH_COLUMNS:
        return
    for column, change in row.details.items():
        if column == "pools":
            yield from _pool_lines(change, offers)
        elif column == "agenda":
            yield Line(naming.name_of(column), _count(change["from"]), _count(change["to"]))
        elif column not in {"sessions", "pool"}:
            yield _change(naming.name_of(column), change, column, offers)


def _pool_lines(pools: Mapping[str, Any], offers: Offers) -> Iterator[Line]:
    for pool in pools.values():
        for name in ("capacity", *naming.KEPT_FOR):
            if name in pool:
                yield _change(naming.name_of(name), pool[name], name, offers)


def _change(name: str, change: Mapping[str, Any], column: str, offers: Offers) -> Line:
    if "from" not in change:
        return Line(name, is_secret=True)
    before, after = (naming.value_in_words(column, change[side], offers) for side in ("from", "to"))
    return Line(name, before, after)


def _session_lines(change: Mapping[str, Any], offers: Offers) -> Iterator[Line]:
    before, after = (_times(change.get(side, ()), offers) for side in ("from", "to"))
    is_gone = change.get("state") in _NO_MORE
    if is_gone:
        yield Line(_("Session"), before, _("cancelled"))
    elif before != after or change.get("was"):
        yield Line(_("Session"), _("cancelled") if change.get("was") else before, after)
    name = before or after
    for column in ("place", "trainers", "join_url", "all_day", "title_fi", "title_sv", "title_en"):
        if column in change:
            part = change[column]
            words = f"{naming.name_of(column)} ({name})"
            if not part:
                yield Line(words, is_secret=True)
            else:
                yield Line(words, _part(column, part["from"], offers), _part(column, part["to"], offers))


def _part(column: str, value: Any, offers: Offers) -> str:
    if column == "place":
        venue_id, room_id, is_online = value
        label = offers.place_label(venue_id, room_id) if venue_id else ""
        return ", ".join(part for part in (label, _("online") if is_online else "") if part)
    if column == "trainers":
        return ", ".join(offers.trainer_labels(value))
    return naming.value_in_words(column, value, offers)


def _times(moments: Sequence[str], offers: Offers) -> str:
    if not moments:
        return ""
    starts_at, ends_at = map(datetime.fromisoformat, moments)
    return dates.span(starts_at, ends_at, offers.language)


def _count(lines: int) -> str:
    return ngettext("%(count)s line", "%(count)s lines", lines) % {"count": lines}
