"""Says why a start is good, in the viewer's language."""

import datetime as dt
from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.vocabularies import Vocabularies
from events import dates
from events.overlaps.wording import SaidReason, Speaker
from events.slots.answers import Good, Slot

MOST_GROUPS = 3


def say(slot: Slot, *, language: str, known: Vocabularies) -> list[SaidReason]:
    """Put the reasons of a slot into words of the active language."""
    speaker = Speaker(language, known, {}, {})
    return [SaidReason(each.code, _SENTENCES[each.code](speaker, each)) for each in slot.reasons]


def _groups(speaker: Speaker, good: Good) -> str:
    """The first few target groups; the rest goes without saying."""
    return speaker.terms(speaker.known.audiences, good.ids[:MOST_GROUPS])


def _nobody_that_week(speaker: Speaker, good: Good) -> str:
    return _("nobody else trains the same people that week: %(audiences)s") % {"audiences": _groups(speaker, good)}


def _others_that_week(_speaker: Speaker, good: Good) -> str:
    count = good.number or 0
    return ngettext(
        "%(count)s other training for the same people that week",
        "%(count)s other trainings for the same people that week",
        count,
    ) % {"count": count}


def _your_usual_time(speaker: Speaker, good: Good) -> str:
    weekday = dates.weekday_name((good.weekday or 0) + 1, speaker.language)
    if good.number:
        return _("a usual time of yours: %(weekday)s, in the morning") % {"weekday": weekday}
    return _("a usual time of yours: %(weekday)s, in the afternoon") % {"weekday": weekday}


def _usual_hour(speaker: Speaker, good: Good) -> str:
    hour, minute = divmod(good.number or 0, 60)
    return _("begins at %(time)s, as most trainings do") % {
        "time": dates.clock(dt.time(hour, minute), speaker.language)
    }


def _trainers_free(_speaker: Speaker, good: Good) -> str:
    return ngettext("the trainer is free", "the trainers are free", good.number or 1)


_SENTENCES: dict[str, Callable[[Speaker, Good], str]] = {
    "nothing_touched": lambda *_each: _("overlaps with no other training"),
    "nothing_at_the_same_time": lambda *_each: _("nothing for the same people at the same time"),
    "nobody_that_week": _nobody_that_week,
    "others_that_week": _others_that_week,
    "your_usual_time": _your_usual_time,
    "usual_hour": _usual_hour,
    "trainers_free": _trainers_free,
    "room_free": lambda *_each: _("the room is free"),
}
