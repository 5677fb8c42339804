"""Which words of the calendar belong to a word that is searched for: its other forms, and compounds it is a part of."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db import connection

from events.searching import finnish, words

SHORTEST_PART = 3
SHORTEST_REST = 3
MOST_COMPOUNDS = 120
# What may join a part of a compound to the next: an ending of the first in Finnish, a binding sound in Swedish.
LINKS = {
    "fi": ("", *["a", "ä", "e", "i", "n", "an", "än", "en", "in", "on", "ön", "as", "äs", "aan", "ään"]),
    "sv": ("", "s", "e", "a", "o", "u"),
}
# First parts of Finnish compounds that are seldom or never words of their own.
_FIRST_PARTS = """
ala alku ammatti ensi erityis esi etä itse jatko jälki kauko keski koko korkea loppu lähi moni nais oma perus pien sisä
suur täydennys ulko uudis uus varhais verkko väli yhteis yleis ylä
"""
FIRST_PARTS = frozenset(_FIRST_PARTS.split())

# A word's forms by stem and by root, then what holds the root somewhere: those may be compounds.
_RELATIVES = f"""
WITH asked AS (
    SELECT word, translate(root, 'åäö', '123') AS root, translate(strong, 'åäö', '123') AS strong,
        ts_lexize('finnish_stem', word) AS fi,
        ts_lexize('swedish_stem', word) AS sv, ts_lexize('english_stem', word) AS en
    FROM unnest(%(words)s::text[], %(roots)s::text[], %(strong)s::text[]) AS searched (word, root, strong)
), rooted AS (
    SELECT word, fi, sv, en, per_language.root, array_agg(per_language.language) AS languages FROM asked, LATERAL (
        VALUES ('fi', root), ('fi', strong), ('en', translate(en[1], 'åäö', '123')),
            ('sv', translate({words.INDEFINITE.format(stem="sv[1]")}, 'åäö', '123'))
    ) AS per_language (language, root)
    GROUP BY word, fi, sv, en, per_language.root
)
SELECT rooted.word, fi, sv, en, known.language, rooted.root, known.word, known.stem, known.root, known.is_form
FROM rooted LEFT JOIN LATERAL (
    (SELECT language, word, stem, root, true AS is_form FROM events_searchword AS same
     WHERE same.root = rooted.root AND same.language = ANY(rooted.languages))
    UNION ALL
    (SELECT language, word, stem, root, false FROM events_searchword AS longer
     WHERE length(rooted.root) >= {SHORTEST_PART} AND rooted.languages <> '{{en}}'
     AND longer.root LIKE '%%' || rooted.root || '%%' AND longer.root <> rooted.root
     AND longer.language = ANY(rooted.languages) AND longer.language <> 'en'
     ORDER BY length(word), word LIMIT {MOST_COMPOUNDS})
) AS known ON true
"""  # noqa: S608 - two constants


# With the languages, so that the index by language and word serves.
_KNOWN = """
SELECT language, word, root FROM events_searchword
WHERE language = ANY(%(languages)s) AND (word = ANY(%(wanted)s) OR root = ANY(%(wanted)s))
"""


@dataclass(slots=True)
class Relatives:
    """What a word finds: lexemes of the text index, and the words of texts that they stand for.

    `forms` are the word itself in any inflection, `compounds` what it is a part of.
    """

    word: str
    is_stop_word: bool = False
    forms: set[str] = field(default_factory=set)
    compounds: set[str] = field(default_factory=set)
    written_forms: set[str] = field(default_factory=set)
    written_compounds: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Cut:
    """A word that holds the root of a word searched for, cut around it: `before`, and what may stand `behind`."""

    word: str
    stem: str
    language: str
    before: str
    behind: tuple[str, ...]


def of(searched: Iterable[str]) -> dict[str, Relatives]:
    """Answer the relatives of each word, in two queries at most."""
    asked = sorted(set(searched))
    found = {word: Relatives(word) for word in asked}
    if not asked:
        return found
    cuts: list[tuple[str, _Cut]] = []
    for row in _rows(asked):
        relatives = found[row.searched]
        relatives.forms |= {row.searched, *row.stems}
        relatives.is_stop_word |= row.is_stop_word
        if row.known and row.is_form:
            relatives.forms.add(row.stem)
            relatives.written_forms.add(row.known)
        elif row.known:
            cuts += ((row.searched, cut) for cut in _cuts(row))
    parts = _known_parts(cut for _searched, cut in cuts)
    for searched_word, cut in cuts:
        if parts.hold(cut):
            found[searched_word].compounds.add(cut.stem)
            found[searched_word].written_compounds.add(cut.word)
    return found


@dataclass(frozen=True, slots=True)
class _Row:
    searched: str
    stems: frozenset[str]
    is_stop_word: bool
    language: str
    root: str
    known: str
    stem: str
    known_root: str
    is_form: bool


def _rows(asked: Sequence[str]) -> Iterator[_Row]:
    with connection.cursor() as cursor:
        roots = [finnish.root(word) for word in asked]
        # The same grade twice is asked for once.
        strong = [other if (other := finnish.strong(root)) != root else None for root in roots]
        cursor.execute(_RELATIVES, {"words": list(asked), "roots": roots, "strong": strong})
        for word, fi, sv, en, *rest in cursor.fetchall():
            yield _Row(word, frozenset((*fi, *sv, *en)), [] in (fi, sv, en), *rest)


def _cuts(row: _Row) -> Iterator[_Cut]:
    """Where a word may be cut so that the one searched for is a part of it: its end, or what others follow."""
    start = row.known_root.find(row.root)
    while start >= 0:
        end = start + len(row.root)
        before = row.known[:start]
        if end == len(row.known_root):
            yield _Cut(row.known, row.stem, row.language, before, ())
        elif len(row.root) > SHORTEST_PART:
            tail = row.known[end:]
            behind = tuple(tail[len(link) :] for link in LINKS[row.language] if tail.startswith(link))
            yield _Cut(row.known, row.stem, row.language, before, behind)
        start = row.known_root.find(row.root, start + 1)


@dataclass(frozen=True, slots=True)
class _Parts:
    """What is known to be a word, by language: written forms and roots."""

    known: frozenset[tuple[str, str]]

    def hold(self, cut: _Cut) -> bool:
        """Whether what stands around the word searched for is made of words."""
        begins_well = not cut.before or self._is_word(cut.before, cut.language, is_first=True)
        return begins_well and (not cut.behind or any(self._is_word(rest, cut.language) for rest in cut.behind))

    def _is_word(self, part: str, language: str, *, is_first: bool = False) -> bool:
        if len(part) < SHORTEST_REST:
            return False
        if is_first and (part in FIRST_PARTS or part.endswith("t")):
            # No first part is a nominative plural: "nuorisot|ilo" is none, "nuoriso|tilo" is.
            return part in FIRST_PARTS or (language, part) in self.known
        return any((language, key) in self.known for key in _keys(part))


def _keys(part: str) -> tuple[str, ...]:
    """As what a part may be known: in Swedish an "s" binds it to the next."""
    return part, words.encoded(part), words.encoded(finnish.root(part)), part.removesuffix("s")


def _known_parts(cuts: Iterable[_Cut]) -> _Parts:
    wanted = {key for cut in cuts for part in (cut.before, *cut.behind) if part for key in _keys(part)}
    if not wanted:
        return _Parts(frozenset())
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, {"wanted": sorted(wanted), "languages": list(LINKS)})
        rows = cursor.fetchall()
    return _Parts(frozenset((language, key) for language, word, root in rows for key in (word, root)))
