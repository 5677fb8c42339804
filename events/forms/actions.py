"""What the buttons of the form do to what stands in it, before anything is saved: rows come, go and take on changes."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from events.forms import fields, sessions
from events.forms.typed import Row, Typed
from events.repeating import Occurrence

A_WEEK = dt.timedelta(days=7)
# Of a row that a new one begins with.
INHERITED = ("starts", "ends", "all_day", "place", "is_online", "join_url", "trainers")
ON = "on"
# Fields with terms that are suggested.
SUGGESTED = ("themes", "sectors", "audiences")
BEGIN_AND_END = 2


def act(action: str, typed: Typed) -> Typed:
    """What stands in the form after a button: its name, and behind a colon the number of a row.

    An unknown one changes nothing.
    """
    name, _colon, number = action.partition(":")
    if name == "slot":
        return take_slot(typed, number)
    if name == "take":
        return take_term(typed, number)
    change = _CHANGES.get(name)
    if change is None:
        return typed
    row = fields.number_of(number)
    return change(typed, -1 if row is None else row)


def settle(typed: Typed) -> Typed:
    """Carry every change over to the sessions it was meant for: what saving does first."""
    rows = typed.sessions
    for number in range(len(rows)):
        rows = _carried(rows, number)
    return dataclasses.replace(typed, sessions=rows)


def add_occurrences(typed: Typed, found: Iterable[Occurrence]) -> Typed:
    """New sessions on the dates of a pattern, in the place and with the trainers of the last one."""
    rows = [row for row in typed.sessions if _is_written(row)]
    model = {name: rows[-1][name] for name in INHERITED if rows and name in rows[-1]}
    for each in found:
        times = {"starts": typed.pattern.get("starts", ""), "ends": typed.pattern.get("ends", "")}
        rows.append({**model, **times, "all_day": False, "on": each.on.isoformat(), "scope": "this"})
    return dataclasses.replace(typed, sessions=tuple(rows[: sessions.MOST]))


def posted(typed: Typed) -> QueryDict:
    """The same as a browser would post it."""
    data = QueryDict(mutable=True)
    _post(data, "", typed.values)
    for prefix, rows in (("sessions", typed.sessions), ("pools", typed.pools), ("agenda", typed.agenda)):
        for number, row in enumerate(rows):
            _post(data, f"{prefix}-{number}-", row)
    _post(data, "pattern-", typed.pattern)
    _post(data, "venue-", typed.place)
    return data


def take_slot(typed: Typed, slot: str) -> Typed:
    """Give the sessions that are held the times of a slot: "starts/ends;starts/ends…" as ISO moments.

    Those that the training has too few of are added, those it has too many of stay as they are.
    """
    times = [_times(part) for part in slot.split(";")][: sessions.MOST]
    if not all(times):
        return typed
    rows = [row for row in typed.sessions if _is_written(row)]
    held = [at for at, row in enumerate(rows) if not row.get("is_cancelled")]
    for number, time in enumerate(times):
        if number < len(held):
            rows[held[number]] = {**rows[held[number]], **time, "scope": "this"}
        else:
            rows.append({**{name: rows[-1][name] for name in INHERITED if rows and name in rows[-1]}, **time})
    return dataclasses.replace(typed, sessions=tuple(rows[: sessions.MOST]))


def take_term(typed: Typed, term: str) -> Typed:
    """Choose a term that was suggested: "field:code"."""
    name, _colon, code = term.partition(":")
    chosen = typed.values.get(name) or []
    if name not in SUGGESTED or not code or code in chosen:
        return typed
    return dataclasses.replace(typed, values={**typed.values, name: [*chosen, code]})


def _times(part: str) -> dict[str, Any]:
    try:
        moments = [timezone.localtime(dt.datetime.fromisoformat(text)) for text in part.split("/")]
    except (ValueError, OverflowError):
        return {}
    if len(moments) != BEGIN_AND_END:
        return {}
    first, last = moments
    last_on = "" if last.date() == first.date() else last.date().isoformat()
    clock = {"starts": first.strftime("%H:%M"), "ends": last.strftime("%H:%M")}
    return {"on": first.date().isoformat(), "last_on": last_on, "all_day": False, **clock}


def date_of(row: Row, name: str = "on") -> dt.date | None:
    """A date as it is written in a row; None when it is none."""
    try:
        return dt.date.fromisoformat(str(row.get(name) or ""))
    except ValueError:
        return None


def _add_session(typed: Typed, _number: int) -> Typed:
    if len(typed.sessions) >= sessions.MOST:
        return typed
    row: dict[str, Any] = {"scope": "this"}
    if typed.sessions:
        last = typed.sessions[-1]
        row |= {name: last[name] for name in INHERITED if name in last}
        row["on"] = shifted(last, "on", A_WEEK)
    return dataclasses.replace(typed, sessions=(*typed.sessions, row))


def _drop_session(typed: Typed, number: int) -> Typed:
    """A saved session is struck and stays until the form is saved; a new row is gone."""
    if not 0 <= number < len(typed.sessions):
        return typed
    wanted = {number, *_targets(typed.sessions, number)}
    rows = tuple(
        {**row, "is_cancelled": True, "scope": "this"} if at in wanted else row
        for at, row in enumerate(typed.sessions)
        if at not in wanted or row.get("id")
    )
    return dataclasses.replace(typed, sessions=rows)


def _keep_session(typed: Typed, number: int) -> Typed:
    rows = tuple({**row, "is_cancelled": False} if at == number else row for at, row in enumerate(typed.sessions))
    return dataclasses.replace(typed, sessions=rows)


def _apply(typed: Typed, number: int) -> Typed:
    return dataclasses.replace(typed, sessions=_carried(typed.sessions, number))


def _carried(rows: Sequence[Row], number: int) -> tuple[Row, ...]:
    """The rows after what has changed in one of them was carried over to those that its scope names."""
    if not 0 <= number < len(rows):
        return tuple(rows)
    row, targets = rows[number], _targets(rows, number)
    if not targets:
        return tuple(rows)
    before = sessions.read_snapshot(row.get("before") or "")
    new = {name: row.get(name) for name in sessions.CARRIED if (row.get(name) or "") != (before.get(name) or "")}
    was, now = date_of(before), date_of(row)
    days = now - was if was and now else dt.timedelta()
    found: list[Row] = []
    for at, other in enumerate(rows):
        if at in targets:
            dates = {name: shifted(other, name, days) for name in ("on", "last_on")}
            found.append({**other, **dates, **new, "before": ""})
        else:
            found.append({**other, "before": "", "scope": "this"} if at == number else other)
    return tuple(found)


def _targets(rows: Sequence[Row], number: int) -> set[int]:
    """The numbers of the other rows that the scope of one names: by date, those that are struck left out."""
    row = rows[number]
    scope = row.get("scope")
    others = {at for at, other in enumerate(rows) if at != number and not other.get("is_cancelled")}
    if scope == "all":
        return others
    if scope != "following":
        return set()
    start = date_of(sessions.read_snapshot(row.get("before") or "")) or date_of(row)
    if start is None:
        return {at for at in others if at > number}
    return {at for at in others if (on := date_of(rows[at])) and (on, at) > (start, number)}


def shifted(row: Row, name: str, by: dt.timedelta) -> str:
    day = date_of(row, name)
    try:
        return (day + by).isoformat() if day else str(row.get(name) or "")
    except OverflowError:
        return str(row.get(name) or "")


def _is_written(row: Row) -> bool:
    return any(row.get(name) for name in ("id", "on", "title_fi", "title_sv", "title_en"))


def _add_pool(typed: Typed, _number: int) -> Typed:
    return dataclasses.replace(typed, pools=(*typed.pools, {}))


def _drop_pool(typed: Typed, number: int) -> Typed:
    left = tuple(row for at, row in enumerate(typed.pools) if at != number)
    return dataclasses.replace(typed, pools=left or ({},))


def _add_line(typed: Typed, _number: int) -> Typed:
    return dataclasses.replace(typed, agenda=(*typed.agenda, {}))


def _drop_line(typed: Typed, number: int) -> Typed:
    return dataclasses.replace(typed, agenda=tuple(row for at, row in enumerate(typed.agenda) if at != number))


def _post(data: QueryDict, prefix: str, row: Row) -> None:
    for name, value in row.items():
        key = f"{prefix}{name}"
        if isinstance(value, dt.datetime):
            local = timezone.localtime(value)
            data.update({f"{key}_0": local.date().isoformat(), f"{key}_1": local.strftime("%H:%M")})
        elif name.endswith("_at") and isinstance(value, list | tuple):
            data.update({f"{key}_{part}": text or "" for part, text in enumerate(value)})
        elif isinstance(value, list | tuple):
            data.setlist(key, list(value))
        elif value is True:
            data[key] = ON
        elif value is not False and value is not None:
            data[key] = str(value)


_CHANGES: dict[str, Callable[[Typed, int], Typed]] = {
    "add": _add_session,
    "drop": _drop_session,
    "keep": _keep_session,
    "apply": _apply,
    "pool-add": _add_pool,
    "pool-drop": _drop_pool,
    "line-add": _add_line,
    "line-drop": _drop_line,
}
