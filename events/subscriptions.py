"""What somebody wants in their own calendar: a filter and a language, as an address of the page asks for them."""

from dataclasses import dataclass, replace
from functools import cached_property

from django.http import QueryDict

from catalogue.texts import LANGUAGES
from events import calendar_links
from events.filter_values import LABELS
from events.filters import Selection
from events.page_queries import PageQuery
from events.queries import subscriptions
from events.queries.searches import Reader
from events.queries.subscriptions import Brought
from events.search import cleaned

LANGUAGE = "lang"


@dataclass(frozen=True, slots=True)
class Offer:
    """What is left out of an address that is too long, and the query of the page without it."""

    label: str
    query: str


@dataclass(frozen=True)
class Subscription(PageQuery):
    """`language` is that of the calendar; the page is in that of the reader."""

    selection: Selection
    language: str
    reader: Reader

    @cached_property
    def brought(self) -> Brought:
        return subscriptions.brought_by(self._feed_query, now=self.reader.now)

    @cached_property
    def addresses(self) -> calendar_links.FeedAddresses:
        return calendar_links.subscription(self.path, self.brought.name)

    @property
    def path(self) -> str:
        """That of the feed, as short as can be."""
        return calendar_links.feed_path(self._feed_query)

    @property
    def own(self) -> str:
        """The part of the page's query that says the language, when it is not the page's."""
        return f"{LANGUAGE}={self.language}" if self.language != self.reader.language else ""

    @cached_property
    def shorter(self) -> list[Offer]:
        """Each filter without which the address would be short enough."""
        if not self.addresses.is_too_long:
            return []
        offers = []
        for name, values in self.selection.wanted.values.items():
            without = self._without(name)
            if values and not calendar_links.subscription(without.path, "").is_too_long:
                offers.append(Offer(str(LABELS[name]), without.query))
        return offers

    @cached_property
    def _feed_query(self) -> QueryDict:
        return calendar_links.feed_query(self.selection.wanted, self.language)

    def _without(self, name: str) -> "Subscription":
        wanted = replace(self.selection.wanted, values=self.selection.wanted.values | {name: []})
        return replace(self, selection=Selection(wanted))


def asked(query: QueryDict, reader: Reader) -> Subscription:
    """Read the address of the page. What is over is in no calendar for long, so `past` is left unsaid."""
    query = query.copy()
    query.pop("past", None)
    selection = reader.selection(query)
    language = query.get(LANGUAGE, "").strip()
    if language and language not in LANGUAGES:
        selection = replace(selection, unknown=[(LANGUAGE, cleaned(language)), *selection.unknown])
    return Subscription(selection, language if language in LANGUAGES else reader.language, reader)
