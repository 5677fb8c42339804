"""Seats that are kept for some until a moment: for whom, in words that need no ending."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, ngettext

from catalogue.vocabularies import Vocabularies
from events import dates
from events.models import SeatPool


@dataclass(frozen=True, slots=True)
class KeptSeats:
    """A pool that is kept now; `left` None is unlimited. `is_only_way`: there are no others of its kind."""

    pool_id: int
    whom: str
    until: datetime
    left: int | None
    is_only_way: bool

    def in_words(self, language: str) -> str:
        words = {"whom": self.whom, "moment": dates.moment(self.until, language), "count": self.left}
        if self.left is None:
            return gettext("Seats are kept until %(moment)s for: %(whom)s") % words
        sentence = ngettext(
            "%(count)s seat is kept until %(moment)s for: %(whom)s",
            "%(count)s seats are kept until %(moment)s for: %(whom)s",
            self.left,
        )
        return sentence % words


def of(pools: Iterable[SeatPool], known: Vocabularies, language: str, now: datetime) -> tuple[KeptSeats, ...]:
    """Answer which of an event's pools are kept now, in their order."""
    pools = list(pools)
    for_all = {pool.delivery for pool in pools if not pool.is_reserved(now)}
    return tuple(
        KeptSeats(pool.pk, whom(pool, known, language), pool.reserved_until, pool.free, _is_only_way(pool, for_all))
        for pool in pools
        if pool.reserved_until is not None and pool.is_reserved(now)
    )


def _is_only_way(pool: SeatPool, for_all: Collection[str]) -> bool:
    """Seats that may be taken either way are beside all others."""
    return bool(pool.delivery) and pool.delivery not in for_all


def whom(pool: SeatPool, known: Vocabularies, language: str) -> str:
    """For whom a pool's seats are kept."""
    names = [
        known.organisations.by_id(pool.reserved_organisation_id) if pool.reserved_organisation_id else None,
        known.regions.by_id(pool.reserved_region_id) if pool.reserved_region_id else None,
        known.audiences.by_id(pool.reserved_audience_id) if pool.reserved_audience_id else None,
    ]
    said = [str(term.name(language)) for term in names if term]
    return ", ".join([*said, *filter(None, [of_language(pool.reserved_language)])])


def of_language(code: str) -> str:
    """Those whose messages are in this language."""
    words = {
        "fi": gettext("who have messages in Finnish"),
        "sv": gettext("who have messages in Swedish"),
        "en": gettext("who have messages in English"),
    }
    return words.get(code, "")
