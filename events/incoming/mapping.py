"""What an item of a calendar is about: what its calendar and its categories say, its title's themes, its place."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from catalogue.vocabularies import Vocabularies, Vocabulary
from events import suggesting
from events.incoming import whereabouts
from events.incoming.keeping import AboutDraft, CalendarDraft
from events.incoming.parsing import Item
from events.models import ExternalCalendar
from events.models.external import ABOUT, About

Ids = tuple[frozenset[int], frozenset[int], frozenset[int], frozenset[int]]
_REGIONS = ABOUT.index("region_ids")
TITLES_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Meaning:
    """Of one calendar; `rules` by the category, folded."""

    calendar: Ids
    rules: dict[str, Ids]
    left_out: frozenset[str]
    known: Vocabularies

    def leaves_out(self, item: Item) -> bool:
        return any(folded(category) in self.left_out for category in item.categories)

    def of(self, item: Item) -> dict[str, list[int]]:
        """The ids of terms that an item is given, by kind."""
        rules = [self.rules[key] for key in map(folded, item.categories) if key in self.rules]
        joined = [frozenset().union(*of_kind) for of_kind in zip(self.calendar, *rules, strict=True)]
        about = dict(zip(ABOUT, joined, strict=True))
        about["theme_ids"] |= themes_in(" · ".join((item.title, *item.categories)), self.known)
        about["region_ids"] = self._regions(item, about["region_ids"], is_ruled=any(rule[_REGIONS] for rule in rules))
        return {name: sorted(ids) for name, ids in about.items()}

    def _regions(self, item: Item, said: frozenset[int], *, is_ruled: bool) -> frozenset[int]:
        """What the keeper has said of its category holds; then where it takes place; then what is said of them all."""
        found = whereabouts.NOWHERE if is_ruled else whereabouts.of(item.location, self.known)
        if found.is_online:
            return frozenset()
        return frozenset([found.region_id]) if found.region_id is not None else said


def of_calendar(calendar: ExternalCalendar, known: Vocabularies) -> Meaning:
    return _meaning(_ids(calendar), [(rule.text, rule.leaves_out, _ids(rule)) for rule in calendar.rules.all()], known)


def of_draft(draft: CalendarDraft, known: Vocabularies) -> Meaning:
    """The same of a calendar that is not saved yet."""
    rules = [(rule.text, rule.leaves_out, _ids(rule.about)) for rule in draft.rules]
    return _meaning(_ids(draft.about), rules, known)


def _meaning(calendar: Ids, rules: list[tuple[str, bool, Ids]], known: Vocabularies) -> Meaning:
    return Meaning(
        calendar,
        rules={folded(text): about for text, leaves_out, about in rules if not leaves_out},
        left_out=frozenset(folded(text) for text, leaves_out, _about in rules if leaves_out),
        known=known,
    )


def kept(items: Iterable[Item], meaning: Meaning) -> list[tuple[Item, dict[str, list[int]]]]:
    """Those that no rule leaves out, with what they are about."""
    return [(item, meaning.of(item)) for item in items if not meaning.leaves_out(item)]


def folded(category: str) -> str:
    return " ".join(category.casefold().split())


def themes_in(text: str, known: Vocabularies) -> frozenset[int]:
    return frozenset(_themes_in(text, known.themes))


@lru_cache(maxsize=TITLES_KEPT)
def _themes_in(text: str, themes: Vocabulary) -> Collection[int]:
    return tuple(suggesting.themes_named(text, themes))


def _ids(about: About | AboutDraft) -> Ids:
    audiences, sectors, regions, themes = (frozenset(getattr(about, name)) for name in ABOUT)
    return audiences, sectors, regions, themes
