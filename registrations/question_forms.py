"""The form by which an organiser writes a question, and the choices it offers."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalogue.texts import LANGUAGES
from events.forms import fields
from registrations.models import Question
from registrations.questions import OptionDraft, QuestionDraft

MOST_OPTIONS = 30
FIRST_ROWS, MORE_ROWS = 3, 3
_IN = {"fi": _("in Finnish"), "sv": _("in Swedish"), "en": _("in English")}
_TEXTS: dict[str, tuple[Any, int]] = {
    "text": (_("Question"), 300),
    "help": (_("How to answer"), 500),
    "purpose": (_("What the answer is for"), 300),
}


class OptionForm(forms.Form):
    PREFIX = "options"

    code = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    fi = fields.Line(label=_("Choice in Finnish"), required=False, max_length=120)
    sv = fields.Line(label=_("Choice in Swedish"), required=False, max_length=120)
    en = fields.Line(label=_("Choice in English"), required=False, max_length=120)

    def __init__(self, *args: Any, number: int, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "prefix": f"{self.PREFIX}-{number}"})
        for language in LANGUAGES:
            self.fields[language].widget.attrs["lang"] = language

    @property
    def names(self) -> dict[str, str]:
        return {language: self.cleaned_data.get(language) or "" for language in LANGUAGES}


class QuestionForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Kind of answer"),
        choices=Question.Kind,
        initial=Question.Kind.TEXT,
        widget=forms.RadioSelect(attrs={"class": "choices"}),
    )
    required = forms.BooleanField(label=_("Must be answered to register"), required=False)
    delete_after_days = forms.IntegerField(
        label=_("Days the answers are kept after the training"),
        min_value=0,
        max_value=settings.REGISTRATIONS_KEPT_DAYS,
        initial=30,
        help_text=_("0: removed right after it. Keep them no longer than the purpose needs."),
    )

    def __init__(
        self, data: QueryDict | None = None, *, question: Question | None = None, is_fixed: bool = False
    ) -> None:
        """`is_fixed` when the question has answers: then its kind stays what it is."""
        super().__init__(data, initial=_initial(question) if question else None)
        for name, (label, longest) in _TEXTS.items():
            for language in LANGUAGES:
                self.fields[f"{name}_{language}"] = _text_field(language, label, longest)
        self.fields["kind"].disabled = is_fixed
        shown = [option for option in question.options if not option.get("is_removed")] if question else []
        self.options = _options(data, shown)

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(row.is_valid() for row in self.options)])

    def clean(self) -> None:
        for name, message in (
            ("text", _("Write the question in at least one language.")),
            ("purpose", _("Say what the answer is for: the participant sees it.")),
        ):
            if not any(self.cleaned_data.get(f"{name}_{language}") for language in LANGUAGES):
                self.add_error(f"{name}_fi", message)

    def draft(self) -> QuestionDraft:
        values = self.cleaned_data

        def words(name: str) -> dict[str, str]:
            return {language: values.get(f"{name}_{language}") or "" for language in LANGUAGES}

        return QuestionDraft(
            kind=values["kind"],
            texts=words("text"),
            helps=words("help"),
            purposes=words("purpose"),
            required=values["required"],
            delete_after_days=values["delete_after_days"],
            options=[
                OptionDraft(code=row.cleaned_data.get("code") or "", names=row.names)
                for row in self.options
                if any(row.names.values())
            ],
        )


def _text_field(language: str, label: Any, longest: int) -> fields.Line:
    line = fields.Line(
        required=False, max_length=longest, widget=forms.TextInput({"lang": language, "placeholder": " "})
    )
    line.label = pgettext_lazy("a text and its language", "%(text)s %(in_language)s") % {
        "text": label,
        "in_language": _IN[language],
    }
    return line


def _options(data: QueryDict | None, shown: list[dict[str, Any]]) -> list[OptionForm]:
    """A row for each choice that there is, and some for more."""
    if data is not None:
        count = min(len(fields.row_numbers(data, OptionForm.PREFIX)), MOST_OPTIONS)
        count = min(count + MORE_ROWS, MOST_OPTIONS) if data.get("do") == "more" else count
        rows = [OptionForm(data, number=number) for number in range(count)]
        return rows or [OptionForm(data, number=number) for number in range(FIRST_ROWS)]
    initial = [*shown, *({} for _row in range(max(1, FIRST_ROWS - len(shown))))]
    return [OptionForm(initial=row, number=number) for number, row in enumerate(initial)]


def _initial(question: Question) -> dict[str, Any]:
    names = [f"{name}_{language}" for name in _TEXTS for language in LANGUAGES]
    return {name: getattr(question, name) for name in ("kind", "required", "delete_after_days", *names)}
