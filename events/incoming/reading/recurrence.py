"""Events that repeat: what is refused before it is expanded, and what stands in the window."""

import datetime as dt
import time
import zoneinfo
from collections.abc import Iterable, Iterator
from typing import Any

from events.incoming import limits
from events.incoming.reading import lines, values
from events.incoming.reading.drafts import Draft, identity
from events.incoming.reading.problems import CalendarError, EventError
from events.incoming.reading.values import When

_OFTEN = {"SECONDLY", "MINUTELY"}
_SELDOM = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
_LISTS = {
    "BYSECOND", "BYMINUTE", "BYHOUR", "BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYMONTH", "BYSETPOS",
}  # fmt: skip
_OTHERS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"}
_NUMBER = "X-ITEM"
A_YEAR = dt.timedelta(days=366)
# How much is asked of the library at once of what takes place many times a day.
STEP = dt.timedelta(days=92)
MOST_IN_A_LIST, MOST_A_DAY, MOST_DIGITS = 400, 24, 9


class Clock:
    """Lets all expanding of a calendar take so much computing, and no more."""

    def __init__(self) -> None:
        self._from = time.process_time()

    def check(self, line: int) -> None:
        if time.process_time() - self._from > limits.EXPANDING_SECONDS:
            raise CalendarError("repeats_too_much", line=line)


def checked_rule(draft: Draft, now: dt.datetime) -> dict[str, str] | None:
    """The one rule of an event, by its parts; raises EventError for what would never end, or is no rule."""
    several = draft.block.several
    if b"EXRULE" in several or len(several.get(b"RRULE", ())) > 1:
        raise EventError("several_rules")
    for name in (b"RDATE", b"EXDATE"):
        if sum(rest.count(b",") + 1 for rest in several.get(name, ())) > limits.MOST_DATES:
            raise EventError("too_many_dates", most=limits.MOST_DATES)
    written = lines.decoded(lines.split(several[b"RRULE"][0])[1]) if b"RRULE" in several else ""
    written = "".join(written.split()).upper()
    if not written:
        return None
    parts = dict(part.partition("=")[::2] for part in written.strip(";").split(";"))
    _refuse_unless_sensible(parts, written, draft, now)
    return parts


def _refuse_unless_sensible(parts: dict[str, str], written: str, draft: Draft, now: dt.datetime) -> None:
    frequency = parts.get("FREQ", "")
    begins = draft.starts.date() if isinstance(draft.starts, dt.datetime) else draft.starts
    is_old = begins < (now - A_YEAR).date()
    if frequency in _OFTEN or (frequency == "HOURLY" and is_old):
        raise EventError("repeats_too_often", frequency=frequency)
    lists = {name: value.split(",") for name, value in parts.items() if name in _LISTS}
    whole = [parts[name] for name in ("INTERVAL", "COUNT") if name in parts]
    is_sensible = (
        frequency in {*_SELDOM, "HOURLY"}
        and parts.keys() <= _LISTS | _OTHERS
        and all(1 <= len(some) <= MOST_IN_A_LIST for some in lists.values())
        and all(each.isdecimal() and int(each[: MOST_DIGITS + 1]) > 0 for each in whole)
        and all(len(each) <= MOST_DIGITS + 1 for each in whole)
    )
    if not is_sensible:
        raise EventError("bad_rule", rule=written[:100])
    a_day = 1
    for name in ("BYHOUR", "BYMINUTE", "BYSECOND"):
        a_day *= len(lists.get(name, "."))
    if a_day > MOST_A_DAY:
        raise EventError("repeats_too_often", frequency=f"{a_day}/{frequency}")


def expand(
    series: Draft, others: Iterable[Draft], window: tuple[dt.datetime, dt.datetime], now: dt.datetime, clock: Clock
) -> Iterator[tuple[Draft, When, When, str]]:
    """Yield the occurrences in the window: as which event they are written, from when to when, and their identity.

    Raises EventError for a rule that is refused, and CalendarError when all of it together takes too long.
    """
    import recurring_ical_events
    from icalendar import Calendar

    rule = checked_rule(series, now)
    drafts = [series, *others]
    try:
        calendar = Calendar()
        if series.block.zone and isinstance(series.zoning.floating, zoneinfo.ZoneInfo):
            # Google writes in UTC what repeats by the clock of this zone: the library turns it back.
            calendar.add("x-wr-timezone", series.zoning.floating.key)
        for number, draft in enumerate(drafts):
            calendar.add_component(_component(draft, number, rule if draft is series else None, window[1]))
        query = recurring_ical_events.of(calendar, components=("VEVENT",))
        seen: set[str] = set()
        begins = window[0]
        step = STEP if rule and _is_frequent(rule) else window[1] - window[0]
        while begins < window[1]:
            clock.check(series.line)
            for found in query.between(begins, min(begins + step, window[1])):
                starts, ends = found.start, found.end
                which = found.get("RECURRENCE-ID")
                key = identity(which.dt if which is not None else starts)
                if key not in seen:
                    seen.add(key)
                    yield drafts[int(found[_NUMBER])], starts, ends, key
            begins += step
    except (CalendarError, EventError):
        raise
    except Exception as error:  # the library raises whatever a strange rule makes it stumble over
        raise EventError("bad_rule", rule=type(error).__name__) from error


def _is_frequent(rule: dict[str, str]) -> bool:
    """Whether it may be met several times a day."""
    return rule["FREQ"] == "HOURLY" or any("," in rule.get(name, "") for name in ("BYHOUR", "BYMINUTE", "BYSECOND"))


def _component(draft: Draft, number: int, rule: dict[str, str] | None, until: dt.datetime) -> Any:
    from icalendar import Event, vRecur

    component = Event()
    component.add("uid", draft.uid)
    component.add("dtstart", draft.starts)
    component.add("dtend", draft.ends)
    component.add(_NUMBER, str(number))
    component.add("sequence", draft.sequence)
    if draft.recurrence is not None:
        both = lines.split(draft.block.one[b"RECURRENCE-ID"])
        reach = {"RANGE": "THISANDFUTURE"} if lines.parameter(both[0], b"RANGE").upper() == "THISANDFUTURE" else {}
        component.add("recurrence-id", draft.recurrence, parameters=reach)
        return component
    if rule:
        component.add("rrule", vRecur.from_ical(";".join(f"{name}={value}" for name, value in _ending(rule, until))))
    for name in ("RDATE", "EXDATE"):
        for rest in draft.block.several.get(name.encode(), ()):
            for when in values.times(rest, draft.zoning):
                component.add(name, when)
    return component


def _ending(rule: dict[str, str], until: dt.datetime) -> Iterator[tuple[str, str]]:
    """The rule with an end, so that one that is met by no day at all is not looked for until the end of time."""
    yield from rule.items()
    if "UNTIL" not in rule and "COUNT" not in rule:
        yield "UNTIL", f"{until.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
