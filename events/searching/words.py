"""Learns the words of public trainings: after each write that changes what the public reads, and all every night."""

import re
import uuid
from collections.abc import Collection, Iterable

from django.db import connection, transaction
from django.db.models import QuerySet

from catalogue import vocabularies
from catalogue.texts import LANGUAGES
from catalogue.vocabularies import Vocabulary
from events.models import Event, SearchWord
from events.searching import finnish

WORD = re.compile(r"[^\W_]+")
LONGEST = 60
FIELDS = ("title", "summary", "audience_note", "description")
CONFIGURATIONS = {"fi": "finnish", "sv": "swedish", "en": "english"}
# PostgreSQL's trigrams know letters of ASCII only, whatever the locale: as digits the three stay what they are.
_LETTERS, _DIGITS = "åäö", "123"
_ENCODED = str.maketrans(_LETTERS, _DIGITS)

# Swedish stems that the stemmer leaves definite: biblioteket, skolan.
INDEFINITE = r"regexp_replace({stem}, '^(.{{4,}})(?:et|en|an)$', '\1')"

# Stop words have no stem, and teach nothing.
_LEARN = f"""
INSERT INTO events_searchword (language, word, stem, root)
SELECT %(language)s, word, stem[1], translate(
    coalesce(root, CASE %(language)s WHEN 'sv' THEN {INDEFINITE.format(stem="stem[1]")} ELSE stem[1] END),
    '{_LETTERS}', '{_DIGITS}'
)
FROM (
    SELECT word, root, ts_lexize(%(dictionary)s, word) AS stem
    FROM unnest(%(words)s::text[], %(roots)s::text[]) AS learnt (word, root)
) AS stemmed
WHERE stem[1] <> '' AND NOT EXISTS (
    SELECT FROM events_searchword AS known WHERE known.language = %(language)s AND known.word = stemmed.word
)
ORDER BY word
ON CONFLICT DO NOTHING
"""  # noqa: S608 - two constants


def words_of(text: str) -> list[str]:
    """The words of a text in small letters, in their order."""
    return WORD.findall(text.lower())


def encoded(root: str) -> str:
    """A root as it is kept."""
    return root.translate(_ENCODED)


def root_of(word: str, language: str) -> str | None:
    """The root that our own rules give; None where the stemmer's word is good enough."""
    return finnish.root(word) if language == "fi" else None


def learn_after_commit(event_id: uuid.UUID) -> None:
    """Learn an event's words once it is written; a failure costs nobody a thing, the night makes it good."""
    transaction.on_commit(lambda: learn([event_id]), robust=True)


@transaction.atomic
def learn(event_ids: Collection[uuid.UUID]) -> None:
    """Take up the words of those of these events that are public."""
    events = Event.objects.public().filter(pk__in=event_ids)
    new = [_insert(language, _words_in(events, language)) for language in LANGUAGES]
    if any(new):
        vocabularies.reread()


@transaction.atomic
def learn_all() -> int:
    """Forget all words, and take up those of public events and of the vocabularies; answer how many there are."""
    known = vocabularies.current()
    SearchWord.objects.all().delete()
    for language in LANGUAGES:
        words = _words_in(Event.objects.public(), language)
        for vocabulary in (known.organisations, known.themes, known.regions, known.sectors):
            words |= _names(vocabulary, language)
        _insert(language, words)
    vocabularies.reread()
    return SearchWord.objects.count()


def _words_in(events: QuerySet[Event], language: str) -> set[str]:
    found: set[str] = set()
    for field in FIELDS:
        # Many trainings share a text: each is read once.
        for text in events.order_by().values_list(f"{field}_{language}", flat=True).distinct().iterator():
            found.update(words_of(text))
    return found


def _names(vocabulary: Vocabulary, language: str) -> set[str]:
    return {
        word
        for term in vocabulary
        for names in (term.names, term.short_names)
        for word in words_of(names.get(language, ""))
    }


def _insert(language: str, words: Iterable[str]) -> int:
    """Answer how many of them are new."""
    kept = sorted(word for word in words if 1 < len(word) <= LONGEST and not word.isdecimal())
    if not kept:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            _LEARN,
            {
                "language": language,
                "dictionary": f"{CONFIGURATIONS[language]}_stem",
                "words": kept,
                "roots": [root_of(word, language) for word in kept],
            },
        )
        return int(cursor.rowcount)
