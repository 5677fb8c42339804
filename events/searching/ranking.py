"""Orders what a search found: how well the words match, and how near the training is in time."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Case, Expression, F, FloatField, Func, Q, Value, When

from events.models.events import EventQuerySet
from events.search import Search, Wish

# Of a word: in any form, as a beginning or part of a compound, or as a name of what the training is about.
_TITLE, _PART_OF_TITLE, _NAMED, _SUMMARY, _PART_OF_SUMMARY, _ELSEWHERE = 1.0, 0.8, 0.7, 0.6, 0.5, 0.35
_MATCH, _NEARNESS = 0.7, 0.3
# After so many days a training is half as near as now.
_HALF_AS_NEAR = 90
_SECONDS = 86_400


class _Seconds(Func):
    template = "abs(extract(epoch FROM (%(expressions)s)))"
    output_field = FloatField()


def ranked(events: EventQuerySet, searches: Sequence[Search], *, now: dt.datetime, at: str) -> EventQuerySet:
    """The best match first, among equals the nearest; `at` names the moment that counts. Ties keep their order."""
    wishes = [wish for search in searches for wish in search.wishes]
    if not wishes:
        return events
    matches: Expression = sum((_match(wish) for wish in wishes), start=Value(0.0))
    days = _Seconds(F(at) - Value(now)) / Value(float(_SECONDS * _HALF_AS_NEAR))
    score = matches * Value(_MATCH / len(wishes)) + Value(_NEARNESS) / (Value(1.0) + days)
    return events.annotate(score=score).order_by(F("score").desc(), *events.query.order_by)


def _match(wish: Wish) -> Case:
    tiers = [
        When(Q(search=wish.whole("A")), then=Value(_TITLE)),
        When(Q(search=wish.part("A")), then=Value(_PART_OF_TITLE)),
        When(wish.named, then=Value(_NAMED)) if wish.named else None,
        When(Q(search=wish.whole("B")), then=Value(_SUMMARY)),
        When(Q(search=wish.part("B")), then=Value(_PART_OF_SUMMARY)),
    ]
    return Case(*filter(None, tiers), default=Value(_ELSEWHERE), output_field=FloatField())
