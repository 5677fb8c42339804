"""Dates and times in the active language: `{{ session|span }}`, `{{ event.starts_at|moment }}`."""

import datetime as dt
from typing import Protocol

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalogue.texts import page_language
from events import dates

register = template.Library()


class Spanning(Protocol):
    starts_at: dt.datetime
    ends_at: dt.datetime
    all_day: bool


@register.filter
def span(session: Spanning) -> str:
    """As in: perjantai 12. maaliskuuta 2027 klo 9.00–15.30."""
    return dates.span(session.starts_at, session.ends_at, page_language(), all_day=session.all_day)


@register.filter
def short_span(session: Spanning) -> str:
    """The same, without a year that goes without saying."""
    now = timezone.now()
    return dates.span(session.starts_at, session.ends_at, page_language(), all_day=session.all_day, now=now)


@register.filter
def days(session: Spanning) -> str:
    """As in: perjantai 12. maaliskuuta 2027, or 12.–14. maaliskuuta 2027."""
    return dates.days(session.starts_at, session.ends_at, page_language())


@register.filter
def hours(session: Spanning) -> str:
    """As in: klo 9.00–15.30; empty for whole days and what spans several."""
    is_one_day = dates.first_day(session.starts_at) == dates.last_day(session.ends_at)
    return (
        dates.hours(session.starts_at, session.ends_at, page_language()) if is_one_day and not session.all_day else ""
    )


@register.filter
def moment(value: dt.datetime) -> str:
    return dates.moment(value, page_language())


@register.filter
def day(value: dt.datetime) -> str:
    return dates.day(dates.first_day(value), page_language())


@register.filter
def date_tile(value: dt.datetime) -> SafeString:
    """The day to look at, beside a date in words: weekday, day and month below one another."""
    on, language = dates.first_day(value), page_language()
    return format_html(
        '<div class="date-tile" aria-hidden="true"><span class="date-tile-word">{}</span>'
        '<span class="date-tile-day">{}</span><span class="date-tile-word">{}</span></div>',
        dates.weekday(on, language, short=True),
        on.day,
        dates.month(on, language, short=True),
    )


@register.filter
def month_named(value: dt.date) -> str:
    """As in: maalis."""
    return dates.month(value, page_language(), short=True)


@register.filter
def machine(value: dt.datetime) -> str:
    return dates.machine(value)


@register.filter
def clock(value: dt.time) -> str:
    return dates.clock(value, page_language())


@register.filter
def date_named(value: dt.date) -> str:
    """As in: tiistai 24. marraskuuta, without a year that goes without saying."""
    return dates_named(value, value)


@register.filter
def dates_named(first: dt.date, last: dt.date) -> str:
    """As in: 23.–29. marraskuuta; both days are within."""
    ends_at = dates.midnight(last + dt.timedelta(days=1))
    return dates.days(dates.midnight(first), ends_at, page_language(), now=timezone.now())
