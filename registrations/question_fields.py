"""Form fields made from a training's questions; with each stand its purpose and until when the answer is kept."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from catalogue import lines
from catalogue.texts import Text
from registrations.asking import AskedQuestion, Kind
from registrations.models import Question

PREFIX = "question_"
LONGEST_LINE, LONGEST_TEXT = 300, 1_000
# Where in a sentence a text stands that may be in another language.
_PLACE = "\x00"


class PersonalText(forms.CharField):
    """One line of text; control characters pasted along are dropped, runs of spaces become one.

    What leaves nothing to see is empty.
    """

    def to_python(self, value: Any) -> str:
        return lines.tidy(super().to_python(value) or "")


class PlainText(PersonalText):
    """One line that mails say to others than its writer: with an address in it they would be somebody's advertising."""

    default_validators = [
        RegexValidator(r"://|\bwww\.", _("Do not write a web address here."), flags=re.IGNORECASE, inverse_match=True)
    ]


class YesOrNo(forms.TypedChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=[("yes", _("Yes")), ("no", _("No"))],
            coerce=lambda value: value == "yes",
            empty_value=None,
            widget=forms.RadioSelect(attrs={"class": "choices"}),
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


def name_of(question: AskedQuestion) -> str:
    return f"{PREFIX}{question.key}"


def fields_of(questions: Iterable[AskedQuestion], language: str) -> dict[str, forms.Field]:
    """A field for each question, by its name in the form."""
    return {name_of(question): _field(question, language) for question in questions}


def initial_of(answers: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in the fields of somebody who has given these answers."""
    is_agreed = any(key in Question.Standard.values for key in answers)
    return {f"{PREFIX}{key}": value for key, value in answers.items()} | {"consent": is_agreed}


def answers_of(questions: Iterable[AskedQuestion], cleaned: dict[str, Any]) -> dict[str, Any]:
    """The answers that were given, by the key of their question; nothing said is no answer."""
    given = {question.key: cleaned.get(name_of(question)) for question in questions}
    return {key: value for key, value in given.items() if value not in (None, "", [])}


def _field(question: AskedQuestion, language: str) -> forms.Field:
    words: dict[str, Any] = {
        "label": in_its_language(question.text, language),
        "help_text": _help(question, language),
        "required": question.required,
    }
    if question.kind == Kind.TEXT:
        if question.standard:
            return PersonalText(max_length=LONGEST_LINE, **words)
        return PersonalText(max_length=LONGEST_TEXT, widget=forms.Textarea({"rows": 3}), **words)
    if question.kind == Kind.YES_NO:
        return YesOrNo(**words)
    choices = [(option.code, in_its_language(option.text, language)) for option in question.offered]
    if question.kind == Kind.SEVERAL:
        several = forms.CheckboxSelectMultiple(attrs={"class": "choices"})
        return forms.MultipleChoiceField(choices=choices, widget=several, **words)
    if not question.required:
        choices.append(("", str(_("No answer"))))
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect(attrs={"class": "choices"}), **words)


def _help(question: AskedQuestion, language: str) -> str:
    """How to answer, then why it is asked and until when the answer is kept."""
    why = _("Why this is asked: %(purpose)s") % {"purpose": _PLACE}
    purpose = Text(f"{question.purpose.value.rstrip('.')}.", question.purpose.language)
    before, _place, after = str(why).partition(_PLACE)
    reason = format_html("{}{}{}", before, in_its_language(purpose, language), after)
    kept = question.kept_in_words(language)
    why_and_until = format_html('<span class="field-why">{} {}</span>', reason, kept)
    return format_html("{}{}", in_its_language(question.help, language), why_and_until)


def in_its_language(text: Text, language: str) -> str:
    if not text or text.language == language:
        return str(text)
    return format_html('<span lang="{}">{}</span>', text.language, text)
