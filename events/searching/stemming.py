"""What the text index makes of words, and which known words are spelt like those that nobody knows."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db import connection

from events.searching import finnish, words

MOST_CANDIDATES = 60

# What the text index makes of each word in each language; and of those that no training has, what they may have been
# meant to be. Words that begin a known one are not misspelt but unfinished.
_STEMS = f"""
WITH asked AS MATERIALIZED (
    SELECT word, root, strong, fi, sv, en,
        translate({words.INDEFINITE.format(stem="sv[1]")}, 'åäö', '123') AS swedish_root,
        translate(en[1], 'åäö', '123') AS english_root
    FROM (
        SELECT word, root, strong, ts_lexize('finnish_stem', word) AS fi,
            ts_lexize('swedish_stem', word) AS sv, ts_lexize('english_stem', word) AS en
        FROM unnest(%(words)s::text[], %(roots)s::text[], %(strong)s::text[]) AS typed (word, root, strong)
    ) AS stemmed
)
SELECT word, fi, sv, en, swedish_root, english_root, NULL FROM asked
UNION ALL
SELECT near.word, ts_lexize('finnish_stem', near.word), ts_lexize('swedish_stem', near.word),
    ts_lexize('english_stem', near.word),
    translate({words.INDEFINITE.format(stem="(ts_lexize('swedish_stem', near.word))[1]")}, 'åäö', '123'),
    translate((ts_lexize('english_stem', near.word))[1], 'åäö', '123'), asked.word
FROM asked, LATERAL (
    SELECT word FROM events_searchword AS known WHERE known.root %% asked.root
    ORDER BY similarity(known.root, asked.root) DESC, word LIMIT {MOST_CANDIDATES}
) AS near
WHERE NOT EXISTS (
    SELECT FROM events_searchword AS same
    WHERE (same.language, same.root) IN (
        ('fi', asked.root), ('fi', asked.strong), ('sv', asked.swedish_root), ('en', asked.english_root)
    )
) AND NOT EXISTS (SELECT FROM events_searchword AS begun WHERE starts_with(begun.word, asked.word))
"""  # noqa: S608 - two constants


@dataclass(frozen=True, slots=True)
class Stemmed:
    """A word with its stem in each language and its roots as they are kept, each with the languages it is a root in.

    `meant_by` is the word that this one is spelt like, when it was not asked for itself.
    """

    word: str
    stems: frozenset[str]
    is_stop_word: bool
    roots: tuple[tuple[str, frozenset[str]], ...]
    meant_by: str | None


def of(asked: Collection[str]) -> Iterator[Stemmed]:
    """Answer each word, and after them what the unknown ones are spelt like; one query."""
    typed = sorted(asked)
    roots = [words.encoded(finnish.root(word)) for word in typed]
    strong = [words.encoded(finnish.strong(finnish.root(word))) for word in typed]
    with connection.cursor() as cursor:
        cursor.execute(_STEMS, {"words": typed, "roots": roots, "strong": strong})
        for word, fi, sv, en, swedish_root, english_root, meant_by in cursor.fetchall():
            yield Stemmed(
                word=word,
                stems=frozenset((*fi, *sv, *en)),
                is_stop_word=[] in (fi, sv, en),
                roots=_roots(word, swedish_root, english_root),
                meant_by=meant_by,
            )


def _roots(word: str, swedish: str | None, english: str | None) -> tuple[tuple[str, frozenset[str]], ...]:
    root = finnish.root(word)
    languages: dict[str, set[str]] = {}
    pairs = (("fi", words.encoded(root)), ("fi", words.encoded(finnish.strong(root))), ("sv", swedish), ("en", english))
    for language, kept in pairs:
        if kept:
            languages.setdefault(kept, set()).add(language)
    return tuple((kept, frozenset(each)) for kept, each in languages.items())
