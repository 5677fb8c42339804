"""The words of a kind of message: those of an agency, of the nearest above it that has its own, or ours."""

from django.utils import translation

from catalogue import vocabularies
from registrations.models import MessageTemplate
from registrations.notices.kind import Kind, Words

_PARAGRAPH = "\n\n"


def words_of(subject: str, body: str) -> Words:
    """A blank line parts paragraphs."""
    paragraphs = [paragraph.strip() for paragraph in body.split(_PARAGRAPH)]
    return Words(subject=subject, paragraphs=[paragraph for paragraph in paragraphs if paragraph])


def body_of(words: Words) -> str:
    """The paragraphs as they are edited."""
    return _PARAGRAPH.join(words.paragraphs)


def usual_words(kind: Kind, language: str) -> Words:
    with translation.override(language):
        return kind.default_words()


def find(kind: Kind, organisation_id: int, language: str) -> Words:
    """Answer the words of the organisation, of the nearest above it that has its own, or ours."""
    chain = lineage(organisation_id)
    own = MessageTemplate.objects.filter(organisation_id__in=chain, kind=kind.name, language=language)
    nearest = min(own, key=lambda template: chain.index(template.organisation_id), default=None)
    return words_of(nearest.subject, nearest.body) if nearest else usual_words(kind, language)


def lineage(organisation_id: int) -> list[int]:
    """The organisation and those above it, the nearest first."""
    known, chain = vocabularies.current().organisations, []
    above: int | None = organisation_id
    while above is not None:
        chain.append(above)
        above = known.by_id(above).parent_id
    return chain
