"""Why a calendar cannot be used, what is wrong with one of its events, and what changed, in the reader's words."""

from collections.abc import Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.incoming.limits import MEGABYTE

_OF_CALENDARS: dict[str, Promise] = {
    # What was sent.
    "not_a_calendar": gettext_lazy("This is not a calendar: it does not begin with BEGIN:VCALENDAR."),
    "is_web_page": gettext_lazy(
        "This is a web page, not a calendar. Look for the calendar’s own address, which often ends in .ics; a page "
        "that asks to sign in cannot be read."
    ),
    "too_large": gettext_lazy("The calendar is larger than %(megabytes)s MB. Ask for one with fewer events."),
    "too_many_lines": gettext_lazy("The calendar has more than %(most)s lines."),
    "too_many_events": gettext_lazy("The calendar has more than %(most)s events."),
    "too_many_items": gettext_lazy("The calendar’s events take place more than %(most)s times."),
    "nested_too_deep": gettext_lazy("The calendar’s parts stand within one another more deeply than in any calendar."),
    "repeats_too_much": gettext_lazy(
        "The calendar’s events repeat in ways that take too long to work out; it was given up at line %(line)s."
    ),
    "takes_too_long": gettext_lazy("It takes too long to read the calendar."),
    "takes_too_much_memory": gettext_lazy("It takes too much memory to read the calendar."),
    "unreadable": gettext_lazy("It cannot be read."),
    # On the way.
    "bad_address": gettext_lazy("This is not an address of a calendar: it begins with https://, http:// or webcal://."),
    "unknown_host": gettext_lazy("There is no server called %(host)s."),
    "forbidden_address": gettext_lazy(
        "%(host)s leads to an internal network. Calendars are fetched from the public internet only."
    ),
    "cannot_connect": gettext_lazy("The server %(host)s does not answer."),
    "bad_certificate": gettext_lazy("The certificate of %(host)s is not valid."),
    "timed_out": gettext_lazy("The server took too long to answer."),
    "interrupted": gettext_lazy("The connection broke before the whole calendar had come."),
    "too_many_redirects": gettext_lazy("The address leads on to others more than %(most)s times."),
    "leads_to_http": gettext_lazy("The address leads to an unencrypted one at %(host)s, which is not allowed."),
    "not_there": gettext_lazy("There is no calendar at this address any more (%(status)s)."),
    "wants_to_know_who": gettext_lazy("The server does not give the calendar to us (%(status)s)."),
    "bad_status": gettext_lazy("The server answered with an error (%(status)s)."),
    "bad_encoding": gettext_lazy("The calendar is packed in a way that cannot be read (%(encoding)s)."),
    "failed": gettext_lazy("Something went wrong while the calendar was read."),
}
# What to do about it, where the sentence itself does not say.
_FEWER = gettext_lazy("Ask for one with fewer events.")
_PASSES = gettext_lazy("Such faults often pass by themselves.")
_MEND = gettext_lazy("Ask whoever keeps the calendar to mend it.")
_ADVICE: dict[str, Promise] = {
    "not_a_calendar": gettext_lazy("Choose a calendar file (.ics), or give the address of one."),
    "too_many_lines": _FEWER,
    "too_many_events": _FEWER,
    "too_many_items": _FEWER,
    "nested_too_deep": _MEND,
    "repeats_too_much": _MEND,
    "takes_too_long": _FEWER,
    "takes_too_much_memory": _FEWER,
    "unreadable": _MEND,
    "unknown_host": gettext_lazy("Check the address."),
    "forbidden_address": gettext_lazy("Ask for the calendar’s public address, or add it as a file."),
    "cannot_connect": _PASSES,
    "bad_certificate": _MEND,
    "timed_out": _PASSES,
    "interrupted": _PASSES,
    "too_many_redirects": gettext_lazy("Ask for the calendar’s own address."),
    "leads_to_http": gettext_lazy("Ask for an encrypted address, or allow fetching it unencrypted."),
    "not_there": gettext_lazy("Ask for its new address."),
    "wants_to_know_who": gettext_lazy("Ask for an address that can be read without signing in."),
    "bad_status": _PASSES,
    "bad_encoding": _MEND,
    "failed": _PASSES,
}
_OF_EVENTS: dict[str, Promise] = {
    "no_start": gettext_lazy("It does not say when it begins."),
    "bad_time": gettext_lazy("“%(value)s” is not a date or a time."),
    "bad_duration": gettext_lazy("“%(value)s” is not a length of time."),
    "unknown_zone": gettext_lazy("The time zone “%(zone)s” is not known, and its times are not guessed."),
    "year_out_of_range": gettext_lazy("The year %(year)s is not of our time."),
    "ends_before_start": gettext_lazy("It ends before it begins."),
    "lasts_too_long": gettext_lazy("It lasts longer than %(most)s days."),
    "no_end": gettext_lazy("It does not say when it ends: it is taken to last an hour."),
    "date_and_time": gettext_lazy("It begins with a date and ends with a time, or the other way round."),
    "no_uid": gettext_lazy("It has no identifier of its own (UID): when it changes it counts as a new one."),
    "bad_sequence": gettext_lazy("Its version (SEQUENCE) is not a number."),
    "unreadable_line": gettext_lazy("This line is not of a calendar, and is passed over."),
    "unreadable": gettext_lazy("It cannot be read."),
    "line_too_long": gettext_lazy("A line of it (%(property)s) is longer than %(most)s bytes."),
    "bad_rule": gettext_lazy("Its repetition cannot be understood: %(rule)s"),
    "several_rules": gettext_lazy("It repeats by several rules, which cannot be understood."),
    "repeats_too_often": gettext_lazy("It repeats too often (%(frequency)s)."),
    "too_many_dates": gettext_lazy("It names more than %(most)s dates on which it repeats or does not."),
    "too_many_occurrences": gettext_lazy("It takes place more than %(most)s times: the first ones are taken."),
    "cut_off": gettext_lazy("The calendar ends in the middle of it."),
    "not_ended": gettext_lazy("Its last line (END:VEVENT) is missing."),
}
CODES = frozenset(_OF_CALENDARS) | frozenset(_OF_EVENTS)


def of_calendar(code: str, details: Mapping[str, Any]) -> str:
    """Why all of a calendar could not be used, and what to do about it."""
    known = code if code in _OF_CALENDARS else "failed"
    said = _said(_OF_CALENDARS[known], details)
    return f"{said} {_ADVICE[known]}" if known in _ADVICE else said


def of_event(code: str, details: Mapping[str, Any]) -> str:
    """What is wrong with one event."""
    return _said(_OF_EVENTS.get(code, _OF_EVENTS["unreadable"]), details)


def _said(sentence: Promise, details: Mapping[str, Any]) -> str:
    most = details.get("most")
    named = {"megabytes": most // MEGABYTE, "most": grouped(most)} if isinstance(most, int) else {}
    return str(sentence) % _Named(dict(details) | named)


def grouped(number: int) -> str:
    """With thousands apart, as the reader's language writes them."""
    return number_format(number, force_grouping=True)


class _Named(dict[str, Any]):
    """Details of an older fetch may lack what a sentence asks for now."""

    def __missing__(self, _key: str) -> str:
        return _("unknown")
