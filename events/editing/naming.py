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
    "ceiling": gettext_lazy("At most in all"),
    "reserved_until": gettext_lazy("Kept until"),
    "reserved_organisation_id": gettext_lazy("Kept for the area of"),
    "reserved_region_id": gettext_lazy("Kept for the region"),
    "reserved_audience_id": gettext_lazy("Kept for the target group"),
    "reserved_language": gettext_lazy("Kept for the language of messages"),
    "offer_hours": gettext_lazy("Hours to answer an offer"),
    "confirms_last_hours": gettext_lazy("Last hours without asking"),
    "approval": gettext_lazy("Who approves a registration"),
    "holds_unverified": gettext_lazy("If nobody confirms the e-mail address of a seat"),
    "verify_hours": gettext_lazy("Hours to confirm the address"),
    "cancel_until": gettext_lazy("Cancelling until"),
    "late_cancelling": gettext_lazy("Cancelling after that"),
    "largest_group": gettext_lazy("Largest group"),
    "names_due_days": gettext_lazy("Days before the training by which a group names its people"),
    "decides_at": gettext_lazy("Decided by"),
    "will_take_place_at": gettext_lazy("Said to take place"),
    "has_catering": gettext_lazy("There is catering: ask for dietary wishes"),
    "asks_accessibility": gettext_lazy("Ask for accessibility needs"),
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
# What terms of registration are called, which the app above keeps.
_WORDS: dict[str, dict[str, Any]] = {
    "approval": {
        "none": gettext_lazy("nobody"),
        "organiser": gettext_lazy("the organiser"),
        "supervisor": gettext_lazy("the supervisor"),
    },
    "late_cancelling": {
        "allowed": gettext_lazy("possible, and marked as late"),
        "organiser": gettext_lazy("only through the organiser"),
    },
    "holds_unverified": {
        "auto": gettext_lazy("to the queue when somebody waits"),
        "always": gettext_lazy("given up"),
        "never": gettext_lazy("kept"),
    },
}
KEPT_FOR = (
    "reserved_until",
    "reserved_organisation_id",
    "reserved_region_id",
    "reserved_audience_id",
    "reserved_language",
)
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


def _term_of(vocabulary: str) -> Callable[[str, Offers], str]:
    return lambda text, offers: terms_in_words(getattr(offers.vocabularies, vocabulary), [int(text)], offers.language)


def _language(text: str, _offers: Offers) -> str:
    return str(dict(settings.TRAINING_LANGUAGES).get(text, text))


def _word_of(column: str) -> Callable[[str, Offers], str]:
    return lambda text, _offers: str(_WORDS[column].get(text, text))


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
    "has_catering": _yes_or_no,
    "asks_accessibility": _yes_or_no,
    **dict.fromkeys(("reserved_until", "cancel_until", "decides_at", "will_take_place_at"), _moment),
    "reserved_organisation_id": _organisation,
    "reserved_region_id": _term_of("regions"),
    "reserved_audience_id": _term_of("audiences"),
    "reserved_language": _language,
    **{column: _word_of(column) for column in _WORDS},
    "kind": _kind_of_answer,
    "languages": _languages,
    "lead_id": _organisation,
    "series_id": _series,
    "repeat_of_id": _repeat,
    **{column: _choice(column) for column in _CHOICES},
}
