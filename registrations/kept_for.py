"""For whom seats are kept, as a form names it: `region:18`, or several, any of which will do, with + between."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from catalogue.vocabularies import Term, Vocabularies, Vocabulary
from events import kept_seats
from events.models import SeatPool
from events.reserving import Reservation

LANGUAGE, BETWEEN = "language", "+"


def of_pool(pool: SeatPool, known: Vocabularies) -> str:
    """For whom a pool's seats are kept; empty when they are for everybody."""
    if not pool.reserved_until:
        return ""
    ids = {
        "region": pool.reserved_region_id,
        "organisation": pool.reserved_organisation_id,
        "audience": pool.reserved_audience_id,
    }
    named = [f"{kind}:{_vocabulary(kind, known).by_id(each).code}" for kind, each in ids.items() if each]
    spoken = [f"{LANGUAGE}:{pool.reserved_language}"] if pool.reserved_language else []
    return BETWEEN.join([*named, *spoken])


def choices(known: Vocabularies, language: str, *, present: str = "") -> list[Any]:
    """Everybody, then agencies by their area, regions, target groups and languages, each with its kind.

    What is `present` and none of them, such as several at once, can stay as it is.
    """

    def group(kind: str) -> list[tuple[str, str]]:
        terms = [term for term in _vocabulary(kind, known).in_tree_order if term.is_active and term.kind != "partner"]
        return [(f"{kind}:{term.code}", f"{'– ' * term.depth}{term.name(language)}") for term in terms]

    languages = [("language:fi", _("Finnish")), ("language:sv", _("Swedish")), ("language:en", _("English"))]
    groups: list[tuple[Any, list[tuple[str, Any]]]] = [
        (_("Region"), group("region")),
        (_("Area of an agency"), group("organisation")),
        (_("Target group"), group("audience")),
        (_("Language of messages"), languages),
    ]
    is_offered = not present or any(value == present for _name, offered in groups for value, _words in offered)
    as_it_is = [] if is_offered else [(present, whom(present, known, language))]
    return [("", _("Everybody")), *as_it_is, *groups]


def reservation_of(kept_for: str, until: datetime, known: Vocabularies) -> Reservation | None:
    """None when it names what is not there."""
    terms = {kind: term.id for kind, term in _terms(kept_for, known) if term}
    spoken = next((code for kind, code in _parts(kept_for) if kind == LANGUAGE), "")
    if not terms and not spoken:
        return None
    return Reservation(
        until=until,
        organisation_id=terms.get("organisation"),
        region_id=terms.get("region"),
        audience_id=terms.get("audience"),
        language=spoken,
    )


def whom(kept_for: str, known: Vocabularies, language: str) -> str:
    """For whom seats are kept, in words that stand in their basic form."""
    named = [str(term.name(language)) for _kind, term in _terms(kept_for, known) if term]
    spoken = [kept_seats.of_language(code) for kind, code in _parts(kept_for) if kind == LANGUAGE]
    return ", ".join(filter(None, [*named, *spoken]))


def _parts(kept_for: str) -> Iterator[tuple[str, str]]:
    for part in kept_for.split(BETWEEN):
        kind, _colon, code = part.partition(":")
        yield kind, code


def _terms(kept_for: str, known: Vocabularies) -> Iterator[tuple[str, Term | None]]:
    for kind, code in _parts(kept_for):
        if kind in {"region", "organisation", "audience"}:
            yield kind, _vocabulary(kind, known).get(code)


def _vocabulary(kind: str, known: Vocabularies) -> Vocabulary:
    return {"organisation": known.organisations, "region": known.regions, "audience": known.audiences}[kind]
