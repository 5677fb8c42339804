"""What the editor's templates ask of a row: `{{ fill|look:row.number }}`, `{{ row|in_short }}`."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.forms.boundfield import BoundField
from django.utils.translation import ngettext

from catalogue.texts import Text, page_language
from catalogue.vocabularies import Term, Vocabularies
from events.forms.filling import Filling
from events.forms.sessions import SessionForm
from events.forms.trees import TermsField
from events.queries.rooms import Availability
from events.suggesting import Suggestion

register = template.Library()
MOST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Look:
    days: tuple[Text, ...]
    room: Availability | None
    is_unknown_place: bool = False


@register.filter
def look(fill: Filling, number: int) -> Look:
    """What falls on the day of a session and whether its room is free, by the number of its row."""
    return Look(fill.days.get(number, ()), fill.availability.get(number), number in fill.unknown_places)


@register.filter
def named(term: Term) -> Text:
    """The name of a term in the language of the page."""
    return term.name(page_language())


@register.filter
def because(suggestion: Suggestion) -> str:
    """Why a term is suggested: the words that say so, and how often it was chosen before."""
    reasons = []
    if words := suggestion.words[:MOST_WORDS]:
        said = {"words": ", ".join(words)}
        reasons.append(ngettext("because of the word: %(words)s", "because of the words: %(words)s", len(words)) % said)
    if suggestion.earlier:
        count = {"count": suggestion.earlier}
        reasons.append(
            ngettext(
                "chosen for %(count)s earlier training like this",
                "chosen for %(count)s earlier trainings like this",
                suggestion.earlier,
            )
            % count
        )
    return " · ".join(reasons)


@register.filter
def in_short(row: SessionForm) -> str:
    """Place and trainers in one line, for a row that is folded."""
    names = row["trainers"].value() or []
    return " · ".join(part for part in (row["place"].value() or "", ", ".join(names)) if part)


@register.filter
def chosen_names(field: BoundField) -> str:
    """The names of the terms that are chosen, for a group that is folded."""
    assert isinstance(field.field, TermsField)
    terms = [field.field.vocabulary.get(code) for code in field.value() or ()]
    return ", ".join(str(term.name(page_language())) for term in terms if term)


@register.inclusion_tag("workspace/_quick_create.html", takes_context=True)
def quick_create(context: dict[str, Any], agency: Term) -> dict[str, Any]:
    """A form that makes a draft of an agency from its title, date and target group."""
    language = page_language()
    known: Vocabularies = context["vocabularies"]
    terms = [term for term in known.audiences.in_tree_order if term.is_active]
    named = [(term.code, "\N{NO-BREAK SPACE}" * 2 * term.depth + str(term.name(language))) for term in terms]
    token = context.get("csrf_token")
    return {"agency": agency, "language": language, "audiences": named, "csrf_token": token}
