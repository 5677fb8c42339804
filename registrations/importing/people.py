"""What each line of a file says of a participant, by the rules of the registration form."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from catalogue import texts
from catalogue.vocabularies import Vocabularies, Vocabulary
from events.models import SeatPool
from registrations.exporting.sheets import FORMULA
from registrations.forms import ParticipantForm
from registrations.importing import headings
from registrations.importing.files import Line
from registrations.importing.headings import Mapped
from registrations.registering import Participant

_LANGUAGES = {
    "fi": "fi", "suomi": "fi", "finska": "fi", "finnish": "fi",
    "sv": "sv", "ruotsi": "sv", "svenska": "sv", "swedish": "sv",
    "en": "en", "englanti": "en", "engelska": "en", "english": "en",
}  # fmt: skip
_PHONE = re.compile(r"\+?[\d\s()./-]*")


@dataclass(frozen=True, slots=True)
class Said:
    """A line as it was understood: a participant, or why it is none. `email` is what the file says."""

    number: int
    name: str
    email: str
    participant: Participant | None
    pool_ids: tuple[int, ...]
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What words in a file are held against."""

    known: Vocabularies
    pools: Sequence[SeatPool]
    language: str
    default_language: str


def read_people(lines: Sequence[Line], meaning: Meaning) -> tuple[Mapped, list[Said]]:
    """Raises HeadingsError. The first line is the headings."""
    found = headings.mapped(lines[0].cells if lines else ())
    return found, _without_doubles([_said(line, found, meaning) for line in lines[1:]])


def _said(line: Line, found: Mapped, meaning: Meaning) -> Said:
    values = {
        column: _unquoted(line.cells[place]) if place < len(line.cells) else ""
        for column, place in found.columns.items()
    }
    wrong = [_formula(column) for column, value in values.items() if _begins_formula(column, value)]
    if "name" in values:
        first, _space, last = values.pop("name").rpartition(" ")
        values = {"first_name": first or last, "last_name": last if first else ""} | values
    terms, not_understood = _understood(values, meaning)
    form = ParticipantForm(values | terms, vocabularies=meaning.known, language=meaning.language)
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        wrong += [f"{label}: {error}" for error in errors]
    pool_ids = _pool_ids(values.get("pool", ""), meaning)
    if pool_ids is None:
        not_understood.append(_("There are no such seats: %(words)s") % {"words": values["pool"]})
    wrong += not_understood
    name = f"{values.get('first_name', '')} {values.get('last_name', '')}".strip()
    return Said(
        number=line.number,
        name=name,
        email=values.get("email", ""),
        participant=None if wrong else form.participant(),
        pool_ids=tuple(pool_ids or ()),
        wrong=tuple(wrong),
    )


def _understood(values: Mapping[str, str], meaning: Meaning) -> tuple[dict[str, str], list[str]]:
    """Codes of sector, level and language, and what was not understood of them."""
    wrong, terms = [], {}
    for column, vocabulary in (("sector", meaning.known.sectors), ("level", meaning.known.levels)):
        word = values.get(column, "")
        code = _code(word, vocabulary)
        if word and not code:
            wrong.append(_("“%(word)s” is not known here.") % {"word": word})
        terms[column] = code
    word = values.get("language", "")
    language = _LANGUAGES.get(word.casefold(), "") if word else meaning.default_language
    if not language:
        wrong.append(_("“%(word)s” is not a language that messages are sent in.") % {"word": word})
    terms["language"] = language or meaning.default_language
    return terms, wrong


def _code(word: str, vocabulary: Vocabulary) -> str:
    folded = word.casefold()
    for term in vocabulary:
        if term.is_active and folded in {term.code.casefold(), *(name.casefold() for name in term.names.values())}:
            return term.code
    return ""


def _pool_ids(word: str, meaning: Meaning) -> list[int] | None:
    """The seats of this name in any language, or of this kind; none named is any; None when there are no such."""
    if not word:
        return []
    folded = word.casefold()
    named = [pool.pk for pool in meaning.pools if folded in _names(pool)]
    return named or None


def _names(pool: SeatPool) -> set[str]:
    own = {getattr(pool, f"name_{language}").casefold() for language in texts.LANGUAGES}
    return {*own, pool.delivery, str(pool.get_delivery_display()).casefold()} - {""}


def _unquoted(cell: str) -> str:
    """Without the apostrophe that keeps a cell from being a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def _begins_formula(column: str, value: str) -> bool:
    if column == "phone":
        return not _PHONE.fullmatch(value) and value.startswith(FORMULA)
    return value.startswith(FORMULA)


def _formula(column: str) -> str:
    label = headings.LABELS.get(column) or ParticipantForm.base_fields[column].label
    return _("%(column)s begins with a sign that spreadsheet programs take for a formula.") % {"column": label}


def _without_doubles(people: list[Said]) -> list[Said]:
    """Who stands in the file twice is registered by the first line."""
    first: dict[str, int] = {}
    found = []
    for each in people:
        address = each.participant.email if each.participant else ""
        if address and address in first:
            words = _("The same address is on line %(line)s already.") % {"line": first[address]}
            each = Said(each.number, each.name, each.email, None, (), (words,))  # noqa: PLW2901
        elif address:
            first[address] = each.number
        found.append(each)
    return found


def default_language(languages: Sequence[str]) -> str:
    """That of the training, for who says none."""
    return next((code for code in languages if code in texts.LANGUAGES), texts.LANGUAGES[0])
