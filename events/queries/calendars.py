"""A month or a week of trainings, day by day; a day shows its first ones, and all of them when it is opened."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Prefetch, QuerySet
from django.db.models.expressions import RawSQL

from catalogue.viewers import Viewer
from catalogue.vocabularies import Vocabularies
from events import dates
from events.day_entries import DayEntry, day_entry
from events.filters import Selection
from events.models import Event, SeatPool, Session
from events.models.events import EventQuerySet
from events.periods import Period, View
from events.queries.describing import linked_ids

SHOWN_IN_A_DAY = {View.MONTH: 3, View.WEEK: 8}
COLUMNS = (
    *("id", "slug", "title_fi", "title_sv", "title_en", "state", "delivery", "starts_at", "ends_at"),
    *("registration_mode", "registration_opens_at", "registration_closes_at", "waiting_list_limit"),
    *("waiting", "ceiling__capacity", "ceiling__taken"),
)


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A local day with its first trainings (`limit`), or all when it is opened; `total` counts them all."""

    on: dt.date
    entries: list[DayEntry]
    total: int
    limit: int

    @property
    def hidden(self) -> int:
        return self.total - len(self.entries)

    @property
    def can_close(self) -> bool:
        """Whether it shows more than it does unasked."""
        return not self.hidden and self.total > self.limit + 1


@dataclass(frozen=True, slots=True)
class Calendar:
    """`total` trainings from `first` on; when there is none, the days of the nearest ones after and before."""

    days: dict[dt.date, CalendarDay]
    total: int
    following_on: dt.date | None = None
    preceding_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class _Placed:
    """A training on a day, with its sessions of that day."""

    on: dt.date
    event_id: UUID
    session_ids: list[int]
    of_the_day: int
    of_all: int


def shown_in(period: Period, viewer: Viewer) -> EventQuerySet:
    """Published trainings with a session that touches the days of the period, past ones too."""
    # An array, because the planner takes a span for many times its rows and would then read all trainings.
    sql, parameters = _touching(period.first, period.after).order_by().values_list("event_id").query.sql_with_params()
    touched = RawSQL(f"events_event.id = ANY (ARRAY({sql}))", parameters, output_field=BooleanField())  # noqa: S611
    return Event.objects.visible_to(viewer).published().filter(touched)


def calendar(
    selection: Selection,
    period: Period,
    *,
    opened: dt.date | None,
    viewer: Viewer,
    now: dt.datetime,
    language: str,
    vocabularies: Vocabularies,
) -> Calendar:
    """The days of the period as the selection narrows them; `from` and `until` leave days out."""
    events = selection.narrow(Event.objects.visible_to(viewer).published())
    first, after = _clipped(selection, period)
    limit = SHOWN_IN_A_DAY[period.view]
    placed = _placed(events, first, after, limit=limit, opened=opened)
    if not placed:
        return _without_any(events, selection, period)
    rows = _rows({each.event_id for each in placed}, [pk for each in placed for pk in each.session_ids])
    days: dict[dt.date, CalendarDay] = {}
    for each in placed:
        entry = day_entry(
            rows[each.event_id],
            each.on,
            each.session_ids,
            view=period.view,
            language=language,
            vocabularies=vocabularies,
            now=now,
        )
        day = days.setdefault(each.on, CalendarDay(each.on, [], each.of_the_day, limit))
        day.entries.append(entry)
    return Calendar(days, placed[0].of_all)


def _clipped(selection: Selection, period: Period) -> tuple[dt.date, dt.date]:
    """The days of the period that `from` and `until` leave, half-open; none when the second is not after the first."""
    from_day, until_day = selection.wanted.first_day, selection.wanted.last_day
    first = max(period.first, from_day) if from_day else period.first
    return first, min(period.after, until_day + dt.timedelta(days=1)) if until_day else period.after


def _touching(first: dt.date, after: dt.date) -> QuerySet[Session]:
    scheduled = Session.objects.filter(state=Session.State.SCHEDULED)
    return scheduled.filter(starts_at__lt=dates.midnight(after), ends_at__gt=dates.midnight(first))


def _placed(
    events: EventQuerySet, first: dt.date, after: dt.date, *, limit: int, opened: dt.date | None
) -> list[_Placed]:
    """Each day's first trainings in their order; what lasts several days or all day comes before the rest."""
    sessions = _touching(first, after).order_by().filter(event__in=events.order_by().values("pk"))
    columns = ("id", "event_id", "starts_at", "ends_at", "all_day")
    try:
        sql, parameters = sessions.values_list(*columns).query.sql_with_params()
    except EmptyResultSet:
        return []
    zone, last = settings.TIME_ZONE, after - dt.timedelta(days=1)
    with connection.cursor() as cursor:
        cursor.execute(PLACING.format(sessions=sql), [*parameters, zone, zone, first, last, limit, opened])
        return [_Placed(*row) for row in cursor]


# A day with one more than it shows shows that one too: the line that hides it takes as much room.
PLACING = """
WITH touching (id, event_id, starts_at, ends_at, all_day) AS MATERIALIZED ({sessions}),
spans AS (
    SELECT *, (starts_at AT TIME ZONE %s)::date AS first_on,
           ((ends_at - interval '1 microsecond') AT TIME ZONE %s)::date AS last_on
    FROM touching
),
placed AS (
    SELECT day::date AS day, event_id, array_agg(id ORDER BY starts_at, id) AS session_ids,
           row_number() OVER (
               PARTITION BY day
               ORDER BY bool_or(all_day OR last_on > first_on) DESC, min(starts_at), event_id
           ) AS place,
           count(*) OVER (PARTITION BY day) AS of_the_day
    FROM spans CROSS JOIN LATERAL generate_series(
        greatest(first_on, %s)::timestamp, least(last_on, %s)::timestamp, interval '1 day'
    ) AS day
    GROUP BY day, event_id
)
SELECT day, event_id, session_ids, of_the_day, (SELECT count(DISTINCT event_id) FROM touching)
FROM placed, (SELECT %s::int AS shown, %s::date AS opened) AS wanted
WHERE place <= shown OR of_the_day = shown + 1 OR day = opened
ORDER BY day, place
"""


def _rows(event_ids: Collection[UUID], session_ids: Iterable[int]) -> dict[UUID, Event]:
    """The events with what an entry says of them: their sessions are those of the days shown only."""
    sessions = Session.objects.filter(pk__in=list(session_ids)).select_related("venue").order_by("starts_at", "id")
    sessions = sessions.only("event_id", "starts_at", "ends_at", "all_day", "venue__municipality")
    pools = SeatPool.objects.only("event_id", "capacity", "taken", "reserved_until")
    events = (
        Event.objects.filter(pk__in=event_ids)
        .annotate(**{f"{name}_ids": RawSQL(linked_ids(name, "events_event.id"), ()) for name in ("sector", "region")})  # noqa: S611 - our own names
        .only(*COLUMNS)
        .select_related("ceiling")
        .prefetch_related(Prefetch("sessions", sessions, to_attr="shown_sessions"), Prefetch("pools", pools))
    )
    return {row.pk: row for row in events}


def _without_any(events: EventQuerySet, selection: Selection, period: Period) -> Calendar:
    """Where to look instead: the nearest day after the period, and the nearest before it."""
    begins_at, ends_at = dates.midnight(period.first), dates.midnight(period.after)
    sessions = Session.objects.filter(state=Session.State.SCHEDULED, event__in=events.order_by().values("pk"))
    if selection.wanted.first_day:
        sessions = sessions.filter(ends_at__gt=dates.midnight(selection.wanted.first_day))
    if selection.wanted.last_day:
        sessions = sessions.filter(starts_at__lt=dates.midnight(selection.wanted.last_day + dt.timedelta(days=1)))
    following = sessions.filter(starts_at__gte=ends_at, ends_at__gt=ends_at).order_by("ends_at")
    preceding = sessions.filter(ends_at__lte=begins_at).order_by("-ends_at")
    spans = ("starts_at", "ends_at")
    nearest = list(following.values_list(*spans)[:1].union(preceding.values_list(*spans)[:1], all=True))
    return Calendar(
        days={},
        total=0,
        following_on=next((dates.first_day(start) for start, _end in nearest if start >= ends_at), None),
        preceding_on=next((dates.last_day(end) for _start, end in nearest if end <= begins_at), None),
    )
