"""Times of a VEVENT: their types, their order, and the hours that parsers disagree about."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from tests.events.feeds.lint.lines import Line

SHAPES = {
    "": (re.compile(r"\d{8}T\d{6}Z", re.ASCII), "%Y%m%dT%H%M%SZ"),
    ";TZID=Europe/Helsinki": (re.compile(r"\d{8}T\d{6}", re.ASCII), "%Y%m%dT%H%M%S"),
    ";VALUE=DATE": (re.compile(r"\d{8}", re.ASCII), "%Y%m%d"),
}


def faults(values: dict[str, Line]) -> Iterator[str]:
    stamps = [_moment(values[name], "") for name in ("CREATED", "LAST-MODIFIED", "DTSTAMP")]
    if None in stamps or stamps[0] > stamps[1] or stamps[1] != stamps[2]:
        yield f"stamp: {[values[name].value for name in ('CREATED', 'LAST-MODIFIED', 'DTSTAMP')]}"
    start, end = values["DTSTART"], values["DTEND"]
    starts, ends = (_moment(line, line.parameters) for line in (start, end))
    if start.parameters != end.parameters or starts is None or ends is None:
        yield f"time: {start.parameters}:{start.value} to {end.parameters}:{end.value}"
        return
    if starts >= ends:
        yield f"time: {start.value} is not before {end.value}"
    if start.parameters == ";TZID=Europe/Helsinki" and (is_doubtful(starts) or is_doubtful(ends)):
        yield f"doubtful: {start.value} to {end.value}"
    if start.parameters == "" and not (_was_doubtful(starts) or _was_doubtful(ends)):
        yield f"utc: {start.value} to {end.value}"


def _moment(line: Line, parameters: str) -> datetime | None:
    """A real time of our years, or None."""
    shape, form = SHAPES.get(parameters, (None, ""))
    if shape is None or not shape.fullmatch(line.value):
        return None
    try:
        moment = datetime.strptime(line.value, form)  # noqa: DTZ007 - compared with its like only
    except ValueError:
        return None
    return moment if 1990 <= moment.year <= 2100 else None


def is_doubtful(local: datetime) -> bool:
    """03:00 to 03:59 on the last Sunday of March or October."""
    return local.hour == 3 and local.date() in (_last_sunday(local.year, 3), _last_sunday(local.year, 10))


def _was_doubtful(utc: datetime) -> bool:
    """Whether a time in UTC is in one of the two hours that are both called three o'clock: 00:00 to 01:59."""
    return utc.date() == _last_sunday(utc.year, 10) and utc.hour in (0, 1)


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=last.isoweekday() % 7)
