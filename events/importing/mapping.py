"""From a row of a file to a training in the calendar's terms: what it says, what is unknown, what was assumed."""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import cast

from django.db.models import Model
from django.utils.translation import gettext as _

from catalogue.texts import LANGUAGES
from events.importing import moments, places, words
from events.importing.lexicon import Lexicon, Meaning, Words
from events.importing.moments import Span
from events.importing.places import Place
from events.importing.reading import Row
from events.importing.report import Remarks
from events.importing.values import Fields
from events.models import AgendaItem, Event, EventSeries

LONGEST_TEXT = 20_000
LONGEST_NAME = 200
_LIST_SIGNS = re.compile(r"\s*[,/]\s*")
_PART = re.compile(r"\s*\((?:(?:osa|del|part)\s+)?(\d{1,3})\s*(?:/|av|of)\s*\d+\)\s*$", re.IGNORECASE | re.ASCII)
_COUNT = re.compile(r"\s*\(\d+(?:\s[^()]*)?\)\s*$", re.ASCII)


@dataclass(frozen=True, slots=True)
class Organiser:
    """One the calendar knows, by id, or one to be made a partner, by name."""

    organisation_id: int | None
    name: str


@dataclass(frozen=True, slots=True)
class Training:
    """A row in the calendar's terms. Texts are in `text_language`; the first organiser leads."""

    line: int
    external_id: str
    title: str
    text_language: str
    languages: tuple[str, ...]
    organisers: tuple[Organiser, ...]
    delivery: str
    national: bool
    region_ids: frozenset[int]
    sector_ids: frozenset[int]
    level_ids: frozenset[int]
    audience_ids: frozenset[int]
    theme_ids: frozenset[int]
    spans: tuple[Span, ...]
    place: Place
    capacity: int | None
    audience_note: str
    summary: str
    description: str
    agenda: tuple[tuple[time | None, str], ...]
    series: str
    series_part: int | None
    registration_opens_at: datetime | None
    registration_closes_at: datetime | None
    source_url: str


def to_training(row: Row, lexicon: Lexicon, remarks: Remarks) -> Training | None:
    """Answer the row's training, or None when the remarks refuse it; every fault of the row is named."""
    fields = Fields(row.values, remarks)
    external_id = fields.text("id", longest=_length("external_id"), required=True)
    title = fields.text("title", longest=_length("title_fi"), required=True)
    summary = fields.text("summary", longest=LONGEST_TEXT)
    description = fields.text("description", longest=LONGEST_TEXT)
    audience_note = fields.text("target_group", longest=LONGEST_TEXT)
    languages = _values(fields, "language", lexicon.languages)
    if not languages and not fields.is_refused("language"):
        remarks.refuse("language", _("it is missing"))
    text_language = next((language for language in languages if language in LANGUAGES), "fi")
    sectors = _meanings(fields, "sector", lexicon.sectors)
    regions = _meanings(fields, "regions", lexicon.regions)
    series, part = _series(fields)
    place = places.parse(fields.text("venue", longest=places.LONGEST), text_language)
    opens_at, closes_at = _registration(fields)
    training = Training(
        line=row.line,
        external_id=external_id,
        title=title,
        text_language=text_language,
        languages=tuple(languages),
        organisers=_organisers(fields, lexicon),
        delivery=_delivery(fields, lexicon, place),
        national=any(meaning.national for meaning in regions) or not regions,
        region_ids=_joined(meaning.region_ids for meaning in regions),
        sector_ids=_joined(meaning.sector_ids for meaning in sectors),
        level_ids=_joined(meaning.level_ids for meaning in sectors),
        audience_ids=lexicon.audience_ids(audience_note),
        theme_ids=lexicon.theme_ids(f"{title}. {summary}"),
        spans=_spans(fields),
        place=place,
        capacity=fields.number("capacity"),
        audience_note=audience_note,
        summary=summary,
        description=description,
        agenda=tuple(fields.agenda("agenda_items", longest=_length("title_fi", AgendaItem))),
        series=series,
        series_part=part,
        registration_opens_at=opens_at,
        registration_closes_at=closes_at,
        source_url=fields.address("source_url", longest=_length("source_url")),
    )
    _warn(training, regions, sectors, fields)
    return None if remarks.refusals else training


def _length(column: str, model: type[Model] = Event) -> int:
    return cast(int, model._meta.get_field(column).max_length)  # type: ignore[union-attr]  # noqa: SLF001


def _warn(training: Training, regions: Collection[Meaning], sectors: Collection[Meaning], fields: Fields) -> None:
    if not regions and not fields.is_refused("regions"):
        fields.remarks.warn("regions", _("no region: taken as for the whole country"))
    if not sectors and not fields.is_refused("sector"):
        fields.remarks.warn("sector", _("no sector: it will be hard to find"))
    if training.place.is_several:
        fields.remarks.warn("venue", _("several places: the sessions have none"))


def _meanings(fields: Fields, name: str, known: Words) -> list[Meaning]:
    """Answer what the words of a field stand for; refuse those that nobody knows."""
    found: list[Meaning] = []
    for text in fields.texts(name):
        if meaning := known.find(text):
            found.append(meaning)
            continue
        # “kirjasto, nuoriso” in one cell: read when each part is known.
        parts = [known.find(part) for part in _LIST_SIGNS.split(text)]
        if all(parts):
            found += [part for part in parts if part]
        else:
            fields.remarks.refuse(name, _unknown(text, known.closest))
    return found


def _values(fields: Fields, name: str, known: Words) -> list[str]:
    return list(dict.fromkeys(meaning.value for meaning in _meanings(fields, name, known)))


def _unknown(text: str, closest: Callable[[str], str]) -> str:
    sentence = _("“%(text)s” is not known") % {"text": text[:80]}
    suggestion = closest(text)
    if not suggestion:
        return sentence
    question = _("did you mean “%(word)s”?") % {"word": suggestion}
    return f"{sentence}; {question}"


def _organisers(fields: Fields, lexicon: Lexicon) -> tuple[Organiser, ...]:
    """Answer the organisers, the leading one first: the first that is an agency or its unit, else the first."""
    found: dict[int | str, Organiser] = {}
    for text in fields.texts("organisers"):
        meaning = lexicon.organisations.find(text, inside=True)
        if meaning is None:
            name = words.without_brackets(text)
            if len(name) > LONGEST_NAME:
                fields.remarks.refuse("organisers", _("longer than %(longest)d characters") % {"longest": LONGEST_NAME})
            found.setdefault(words.fold(name) or name, Organiser(None, name))
        for organisation_id in meaning.organisation_ids if meaning else ():
            found.setdefault(organisation_id, Organiser(organisation_id, text))
    for meaning in _meanings(fields, "agency_codes", lexicon.agency_codes):
        for organisation_id in meaning.organisation_ids:
            found.setdefault(organisation_id, Organiser(organisation_id, ""))
    if not found and not fields.is_refused("organisers", "agency_codes"):
        fields.remarks.refuse("organisers", _("it is missing"))
    organisers = list(found.values())
    lead = next((one for one in organisers if _is_agency(one, lexicon)), None)
    if lead:
        organisers.remove(lead)
        organisers.insert(0, lead)
    return tuple(organisers)


def _is_agency(organiser: Organiser, lexicon: Lexicon) -> bool:
    if organiser.organisation_id is None:
        return False
    organisations = lexicon.vocabularies.organisations
    return any(term.id == organiser.organisation_id and term.kind in ("agency", "unit") for term in organisations)


def _delivery(fields: Fields, lexicon: Lexicon, place: Place) -> str:
    """Answer the way of delivery; when the file does not say, the place tells, or it is taken as on site."""
    found = _values(fields, "delivery", lexicon.deliveries)
    if len(found) > 1:
        return str(Event.Delivery.HYBRID)
    if found:
        return found[0]
    guess = Event.Delivery.ONLINE if place.is_online else Event.Delivery.ONSITE
    if place.is_online and place.house:
        guess = Event.Delivery.HYBRID
    if not fields.is_refused("delivery"):
        fields.remarks.warn("delivery", _("not said: taken as “%(delivery)s”") % {"delivery": guess.label})
    return str(guess)


def _spans(fields: Fields) -> tuple[Span, ...]:
    start, end = fields.moment("start"), fields.moment("end")
    if fields.is_refused("start", "end"):
        return ()
    spans = moments.to_spans(start, end)
    if spans.refusal:
        fields.remarks.refuse(*spans.refusal)
    for name, text in spans.notes:
        fields.remarks.warn(name, text)
    return spans.spans


def _registration(fields: Fields) -> tuple[datetime | None, datetime | None]:
    opens, closes = fields.moment("registration_opens"), fields.moment("registration_closes")
    opens_at = moments.start_of(opens) if opens else None
    closes_at = moments.end_of(closes) if closes else None
    if opens_at and closes_at and closes_at <= opens_at:
        fields.remarks.refuse("registration_closes", _("registration closes before it opens"))
    return opens_at, closes_at


def _series(fields: Fields) -> tuple[str, int | None]:
    """Answer the series' title without “(osa 2/6)” or “(3 delar)”, and the part where it is told."""
    text = fields.text("series", longest=_length("title_fi", EventSeries))
    part = _PART.search(text)
    title = (text[: part.start()] if part else _COUNT.sub("", text)).strip()
    return (title or text), (int(part[1]) if part else None)


def _joined(sets: Iterable[frozenset[int]]) -> frozenset[int]:
    return frozenset[int]().union(*sets)
