"""Which rows of the catalogue the words of a file stand for: vocabularies, organisations and the word tables joined."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from catalogue import vocabularies
from catalogue.vocabularies import Term, Vocabulary
from events.importing import words


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one word stands for, as ids; `national` is the whole country."""

    sector_ids: frozenset[int] = frozenset()
    level_ids: frozenset[int] = frozenset()
    region_ids: frozenset[int] = frozenset()
    organisation_ids: tuple[int, ...] = ()
    national: bool = False
    value: str = ""


@dataclass(frozen=True)
class Words:
    """Folded words with their meanings, and the words as they are written, for suggestions."""

    meanings: dict[str, Meaning] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)

    def teach(self, texts: Iterable[str], meaning: Meaning) -> None:
        """Add words; one that is known already keeps its meaning."""
        for text in texts:
            if (folded := words.fold(text)) and folded not in self.meanings:
                self.meanings[folded] = meaning
                self.written.append(text)

    def find(self, text: str, *, inside: bool = False) -> Meaning | None:
        return next(
            (self.meanings[form] for form in words.spellings(text, inside=inside) if form in self.meanings), None
        )

    def closest(self, text: str) -> str:
        return words.closest(text, self.written)


@dataclass(frozen=True)
class Lexicon:
    """One import's words. Organisations made during the import are taught to it."""

    sectors: Words
    regions: Words
    organisations: Words
    agency_codes: Words
    deliveries: Words
    languages: Words
    vocabularies: vocabularies.Vocabularies

    def audience_ids(self, text: str) -> frozenset[int]:
        """Suggest target groups for a text; the most specific ones only."""
        audiences = self.vocabularies.audiences
        return _most_specific(audiences, audiences_in(words.fold(text), audiences))

    def theme_ids(self, text: str) -> frozenset[int]:
        """Suggest themes for a text; nothing when no keyword is in it."""
        folded = words.fold(text)
        return _most_specific(
            self.vocabularies.themes,
            (
                rule["theme"]
                for rule in words.table("themes")
                if any(words.has_stem(folded, stem) for stem in rule["stems"])
            ),
        )


def audiences_in(folded: str, audiences: Vocabulary) -> dict[str, list[str]]:
    """Codes of the target groups that a folded text names, each with the stems it names them by."""
    found: dict[str, list[str]] = {}
    sectors: set[int | None] = set()
    # Rules marked `last` name a whole sector; they speak only where nothing closer in that sector has.
    for rule in sorted(words.table("audiences"), key=lambda rule: rule.get("last", False)):
        group = audiences.get(rule["group"])
        is_needed = group and not (rule.get("last") and group.sector_id in sectors)
        if group and is_needed and (stems := _stems_of(rule, folded)):
            found.setdefault(group.code, []).extend(stems)
            sectors.add(group.sector_id)
    return found


def _stems_of(rule: Mapping[str, Any], folded: str) -> list[str]:
    """Stems of a rule that are in the text: nothing unless each of its lists has one, and no excluding one is there."""
    if any(words.has_stem(folded, stem) for stem in rule.get("without", ())):
        return []
    heard = [[stem for stem in stems if words.has_stem(folded, stem)] for stems in rule["all"]]
    return heard[0] if all(heard) else []


def build() -> Lexicon:
    """Answer the lexicon of now, from the vocabularies and the word tables."""
    current = vocabularies.current()
    return Lexicon(
        sectors=_sectors(current),
        regions=_regions(current),
        organisations=_organisations(current.organisations),
        agency_codes=_agency_codes(current.organisations),
        deliveries=_values("deliveries"),
        languages=_values("languages"),
        vocabularies=current,
    )


def _sectors(current: vocabularies.Vocabularies) -> Words:
    known = Words()
    for row in words.table("sectors"):
        sectors = (current.sectors.get(code) for code in row["sectors"])
        levels = (current.levels.get(code) for code in row["levels"])
        known.teach(row["words"], Meaning(sector_ids=_ids(sectors), level_ids=_ids(levels)))
    for term in current.sectors:
        known.teach(_names(term), Meaning(sector_ids=frozenset({term.id})))
    education = current.sectors.get("education")
    for term in current.levels:
        sector = current.sectors.get("ecec") if term.code == "ecec" else education
        known.teach(_names(term), Meaning(sector_ids=_ids([sector]), level_ids=frozenset({term.id})))
    return known


def _regions(current: vocabularies.Vocabularies) -> Words:
    known = Words()
    for term in current.regions:
        known.teach(_names(term), Meaning(region_ids=frozenset({term.id})))
    table = words.table("regions")
    known.teach(table["national"], Meaning(national=True))
    for code, texts in table["more"].items():
        known.teach(texts, Meaning(region_ids=_ids([current.regions.get(code)])))
    for slug, texts in table["areas"].items():
        agency = current.organisations.get(slug)
        if agency and agency.region_ids:
            own = [*agency.names.values(), *agency.short_names.values(), agency.abbreviation]
            known.teach([*texts, *own], Meaning(region_ids=agency.region_ids))
    return known


def _organisations(organisations: Vocabulary) -> Words:
    known = Words()
    table = words.table("organisations")
    for group in table["groups"].values():
        known.teach(group["words"], Meaning(organisation_ids=_members(organisations, group["members"])))
    # Those at work today come before closed ones and later ones of the same name.
    for term in sorted(organisations, key=lambda term: (not term.in_demonstration, term.kind == "partner")):
        known.teach(_names(term), Meaning(organisation_ids=(term.id,)))
    for slug, texts in table["aliases"].items():
        if alias := organisations.get(slug):
            known.teach(texts, Meaning(organisation_ids=(alias.id,)))
    for term in organisations:
        plain = [words.without_brackets(name) for name in term.names.values()]
        known.teach([form for name in plain for form in words.spellings(name)], Meaning(organisation_ids=(term.id,)))
    return known


def _agency_codes(organisations: Vocabulary) -> Words:
    known = Words()
    for code, slugs in words.table("organisations")["codes"].items():
        known.teach([code], Meaning(organisation_ids=_members(organisations, slugs)))
    for term in organisations:
        if term.kind != "partner":
            known.teach([term.abbreviation, term.code], Meaning(organisation_ids=(term.id,)))
    return known


def _values(name: str) -> Words:
    known = Words()
    table: Mapping[str, list[str]] = words.table(name)
    for value, texts in table.items():
        known.teach(texts, Meaning(value=value))
    return known


def _names(term: Term) -> list[str]:
    return [*term.names.values(), *term.short_names.values(), term.abbreviation]


def _members(organisations: Vocabulary, slugs: Iterable[str]) -> tuple[int, ...]:
    return tuple(term.id for slug in slugs if (term := organisations.get(slug)))


def _ids(terms: Iterable[Term | None]) -> frozenset[int]:
    return frozenset(term.id for term in terms if term)


def _most_specific(vocabulary: Vocabulary, codes: Iterable[str]) -> frozenset[int]:
    found = [term for code in codes if (term := vocabulary.get(code)) and term.is_active]
    ids = {term.id for term in found}
    return frozenset(term.id for term in found if not (term.descendant_ids - {term.id}) & ids)
