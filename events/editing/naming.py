"""The columns of an event in words: their names, and their values as history rows and drafts hold them."""

import ast
import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from catalogue.texts import LANGUAGES
from catalogue.vocabularies import Vocabulary
from events import dates
from events.models import Event
from events.queries.offers import Offers

_TEXTS: dict[str, Any] = {
    "title": gettext_lazy("Title"),
    "summary": gettext_lazy("Summary"),
    "description": gettext_lazy("Description"),
    "audience_note": gettext_lazy("For whom, in words"),
    "registration_note": gettext_lazy("Instructions for those who register"),
    "name": gettext_lazy("Name"),
    "question": gettext_lazy("Question"),
    "help": gettext_lazy("How to answer"),
    "purpose": gettext_lazy("What the answer is for"),
}
_IN = {"fi": gettext_lazy("in Finnish"), "sv": gettext_lazy("in Swedish"), "en": gettext_lazy("in English")}
_NAMES: dict[str, Any] = {
    "lead_id": gettext_lazy("Organiser"),
    "co_organisers": gettext_lazy("Organised together with"),
    "languages": gettext_lazy("Languages of the training"),
    "sectors": gettext_lazy("Sectors"),
    "levels": gettext_lazy("Education levels"),
    "audiences": gettext_lazy("Target groups"),
    "themes": gettext_lazy("Themes"),
    "national": gettext_lazy("For the whole country"),
    "regions": gettext_lazy("Regions"),
    "delivery": gettext_lazy("How it is held"),
    "registration_mode": gettext_lazy("Where one registers"),
    "registration_url": gettext_lazy("Address of the other site"),
    "registration_opens_at": gettext_lazy("Registration opens"),
    "registration_closes_at": gettext_lazy("Registration closes"),
    "waiting_list_mode": gettext_lazy("Waiting list"),
    "waiting_list_limit": gettext_lazy("Longest waiting list"),
    "minimum_participants": gettext_lazy("Fewest participants"),
    "contact_name": gettext_lazy("Contact person"),
    "contact_email": gettext_lazy("E-mail"),
    "contact_phone": gettext_lazy("Telephone"),
    "series_id": gettext_lazy("Belongs to the series"),
    "series_part": gettext_lazy("Part number"),
    "repeat_of_id": gettext_lazy("The same content again"),
    "source_url": gettext_lazy("Source address"),
    "sessions": gettext_lazy("Sessions"),
    "pools": gettext_lazy("Seats"),
    "agenda": gettext_lazy("Programme"),
    "capacity": gettext_lazy("Seats"),
    "trainers": gettext_lazy("Trainers"),
    "place": gettext_lazy("Venue and room"),
    "join_url": gettext_lazy("Join link"),
    "kind": gettext_lazy("Kind of answer"),
    "options": gettext_lazy("Choices"),
    "required": gettext_lazy("Must be answered to register"),
    "delete_after_days": gettext_lazy("Days the answers are kept after the training"),
}
_LINKED = {
    "co_organisers": "organisations",
    "sectors": "sectors",
    "levels": "levels",
    "audiences": "audiences",
    "themes": "themes",
    "regions": "regions",
}
_CHOICES = {
    "delivery": Event.Delivery,
    "registration_mode": Event.RegistrationMode,
    "waiting_list_mode": Event.WaitingListMode,
}
_KINDS_OF_ANSWERS: dict[str, Any] = {
    "text": gettext_lazy("Text"),
    "choice": gettext_lazy("One of several choices"),
    "several": gettext_lazy("Any of several choices"),
    "yes_no": gettext_lazy("Yes or no"),
}
NOTHING = ("", "None", "[]", "()")
LONGEST = 300


def name_of(column: str) -> str:
    """The column's name on the form, in the active language; a text with the language it is in."""
    text, _under, language = column.rpartition("_")
    if text in _TEXTS and language in LANGUAGES:
        words = {"text": _TEXTS[text], "in_language": _IN[language]}
        return pgettext("a text and its language", "%(text)s %(in_language)s") % words
    return str(_NAMES.get(column, column))


def value_in_words(column: str, value: Any, offers: Offers) -> str:
    """A value as a person reads it; of nothing, an empty text."""
    if column in _LINKED:
        return terms_in_words(getattr(offers.vocabularies, _LINKED[column]), value, offers.language)
    text = str(value)
    if text in NOTHING:
        return ""
    say = _SAYING.get(column)
    if say:
        return say(text, offers)
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()}…"


def terms_in_words(vocabulary: Vocabulary, ids: Iterable[int], language: str) -> str:
    return ", ".join(str(term.name(language)) for term in vocabulary.many(ids))


def _moment(text: str, offers: Offers) -> str:
    return dates.moment(dt.datetime.fromisoformat(text), offers.language)


def _yes_or_no(text: str, _offers: Offers) -> str:
    return _("yes") if text == "True" else _("no")


def _languages(text: str, _offers: Offers) -> str:
    codes = ast.literal_eval(text)
    names = dict(settings.TRAINING_LANGUAGES)
    return ", ".join(str(names.get(code, code)) for code in codes)


def _organisation(text: str, offers: Offers) -> str:
    return terms_in_words(offers.vocabularies.organisations, [int(text)], offers.language)


def _series(text: str, offers: Offers) -> str:
    return dict(offers.series).get(int(text), "")


def _repeat(text: str, _offers: Offers) -> str:
    return _("yes") if uuid.UUID(text) else ""


def _kind_of_answer(text: str, _offers: Offers) -> str:
    return str(_KINDS_OF_ANSWERS.get(text, text))


def _choice(column: str) -> Callable[[str, Offers], str]:
    labels = dict(_CHOICES[column].choices)
    return lambda text, _offers: str(labels.get(text, text))


_SAYING: dict[str, Callable[[str, Offers], str]] = {
    "registration_opens_at": _moment,
    "registration_closes_at": _moment,
    "national": _yes_or_no,
    "required": _yes_or_no,
    "kind": _kind_of_answer,
    "languages": _languages,
    "lead_id": _organisation,
    "series_id": _series,
    "repeat_of_id": _repeat,
    **{column: _choice(column) for column in _CHOICES},
}
