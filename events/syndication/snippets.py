"""The line of HTML that shows a list of trainings on another site, as an address of its page asks for it."""

from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import escape

from catalogue.texts import LANGUAGES
from events import filters
from events.feeds import naming
from events.filters import Selection
from events.page_queries import PageQuery
from events.queries.searches import Reader
from events.search import cleaned
from events.syndication import embedding, links
from events.syndication.links import NewsAddresses

LANGUAGE, ROWS, SCHEME = "lang", "rows", "scheme"
# Of a row whose title takes two lines, and of what stands around the rows, in pixels.
ROW, AROUND = 116, 76
SNIPPET = """<iframe src="{}"
        title="{}"
        width="100%" height="{}" loading="lazy" style="border:0"></iframe>"""


@dataclass(frozen=True)
class Snippet(PageQuery):
    """`language` is that of the list; the page about it is in that of its reader."""

    selection: Selection
    language: str
    rows: int
    scheme: str
    reader: Reader

    @property
    def path(self) -> str:
        """Of the list to frame."""
        rows = {ROWS: str(self.rows)} if self.rows != embedding.DEFAULT_ROWS else {}
        scheme = {SCHEME: self.scheme} if self.scheme else {}
        return reverse("embedded") + links.with_language(self.selection.query, self.language, **rows, **scheme)

    @property
    def code(self) -> str:
        """HTML, and as such text: the page that shows it escapes it once more."""
        return SNIPPET.format(escape(f"{settings.BASE_URL}{self.path}"), escape(self.title), self.height)

    @property
    def height(self) -> int:
        return AROUND + ROW * self.rows

    @cached_property
    def title(self) -> str:
        """What a screen reader says of the frame, in the language of the list."""
        query, reader = self.selection.wanted.as_query(), self.reader
        listed = filters.parse(query, vocabularies=reader.vocabularies, language=self.language, now=reader.now)
        return naming.name_of(listed.wanted)

    @property
    def news(self) -> NewsAddresses:
        return links.news(self.selection, self.language)

    @property
    def api_address(self) -> str:
        """The same trainings for a program."""
        query = links.with_language(self.selection.query, self.language, page_size=str(self.rows))
        return f"{settings.BASE_URL}{reverse('api-1:list_events')}{query}"

    @property
    def own(self) -> str:
        """The part of the page's query that is no filter."""
        asked = {
            LANGUAGE: self.language if self.language != self.reader.language else "",
            ROWS: str(self.rows) if self.rows != embedding.DEFAULT_ROWS else "",
            SCHEME: self.scheme,
        }
        return urlencode({name: value for name, value in asked.items() if value})


def asked(query: QueryDict, reader: Reader) -> Snippet:
    """Read the address of the page: what means nothing is said and ignored."""
    selection = reader.selection(query)
    given = {name: query.get(name, "").strip() for name in (LANGUAGE, ROWS, SCHEME)}
    known = {
        LANGUAGE: given[LANGUAGE] in LANGUAGES,
        ROWS: str(embedding.rows_of(given[ROWS])) == given[ROWS],
        SCHEME: given[SCHEME] in embedding.SCHEMES,
    }
    unknown = [(name, cleaned(value)) for name, value in given.items() if value and not known[name]]
    return Snippet(
        selection=replace(selection, unknown=[*unknown, *selection.unknown]),
        language=given[LANGUAGE] if known[LANGUAGE] else reader.language,
        rows=embedding.rows_of(given[ROWS]),
        scheme=embedding.scheme_of(given[SCHEME]),
        reader=reader,
    )
