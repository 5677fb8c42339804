"""Forms of messages: an agency's own words for a kind, and when those of the clock go out."""

import re
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalogue.texts import LANGUAGES
from registrations.message_templates import LONGEST_BODY
from registrations.models import Registration

MOST_DIGITS = 3


class TemplateForm(forms.Form):
    subject = forms.CharField(label=_("Subject"), max_length=200)
    body = forms.CharField(
        label=_("Text"),
        max_length=LONGEST_BODY,
        help_text=_("An empty line begins a new paragraph. The facts of the training and the button follow below."),
        widget=forms.Textarea({"rows": 10}),
    )


class TimingForm(forms.Form):
    reminder_days = forms.CharField(
        label=_("Reminders, days before"),
        max_length=40,
        required=False,
        help_text=_("Numbers separated by commas, such as: 7, 1. Empty: no reminders."),
    )
    reminds_before_start = forms.BooleanField(label=_("The link to join, an hour before"), required=False)
    sends_thanks = forms.BooleanField(label=_("Thanks on the day after"), required=False)

    def clean_reminder_days(self) -> list[int]:
        written = [each for each in re.split(r"[\s,;]+", self.cleaned_data["reminder_days"].strip()) if each]
        if not all(each.isdecimal() and len(each) <= MOST_DIGITS for each in written):
            raise forms.ValidationError(_("Write numbers of days, separated by commas."))
        return [int(each) for each in written]


_IN = {"fi": _("in Finnish"), "sv": _("in Swedish"), "en": _("in English")}
_LANGUAGE_NAMES = {"fi": _("Finnish"), "sv": _("Swedish"), "en": _("English")}


class CustomMessageForm(forms.Form):
    """To whom, unless they have been chosen elsewhere, and what."""

    state = forms.MultipleChoiceField(
        label=_("In which state"),
        choices=Registration.State.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    pool = forms.TypedMultipleChoiceField(
        label=_("Seats"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    language = forms.MultipleChoiceField(
        label=_("Language of messages"),
        choices=list(_LANGUAGE_NAMES.items()),
        required=False,
        help_text=_("Nothing ticked: everybody, whatever their language."),
        widget=forms.CheckboxSelectMultiple,
    )
    message_id = forms.UUIDField(widget=forms.HiddenInput)
    ids = forms.CharField(required=False, widget=forms.HiddenInput, max_length=400_000)

    def __init__(self, *args: Any, pools: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = pgettext_lazy("a text and its language", "%(text)s %(in_language)s")
        self.fields["pool"].choices = list(pools)  # type: ignore[attr-defined]
        for language in LANGUAGES:
            self.fields[f"subject_{language}"] = forms.CharField(
                label=said % {"text": _("Subject"), "in_language": _IN[language]},
                max_length=200,
                required=False,
                widget=forms.TextInput({"lang": language}),
            )
            self.fields[f"body_{language}"] = forms.CharField(
                label=said % {"text": _("Text"), "in_language": _IN[language]},
                max_length=LONGEST_BODY,
                required=False,
                widget=forms.Textarea({"lang": language, "rows": 6}),
            )

    @property
    def is_for_chosen(self) -> bool:
        """Whether they were chosen one by one, elsewhere."""
        return bool(self["ids"].value())

    @property
    def choosing(self) -> list[forms.BoundField]:
        names = ["state", *(["pool"] if len(self.fields["pool"].choices) > 1 else []), "language"]  # type: ignore[attr-defined]
        return [self[name] for name in names]

    @property
    def writing(self) -> list[forms.BoundField]:
        return [self[f"{part}_{language}"] for language in LANGUAGES for part in ("subject", "body")]

    @property
    def registration_ids(self) -> list[uuid.UUID]:
        return [uuid.UUID(each) for each in _UUID.findall(self.cleaned_data["ids"])]

    def texts(self, part: str) -> Mapping[str, str]:
        """What was written, by language."""
        return {language: self.cleaned_data[f"{part}_{language}"] for language in LANGUAGES}


_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
