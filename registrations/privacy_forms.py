"""The form by which an agency writes the next version of a privacy text."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalogue.texts import LANGUAGES
from events.forms import fields

LONGEST = 5_000
_IN = {"fi": _("in Finnish"), "sv": _("in Swedish"), "en": _("in English")}


class PrivacyTextForm(forms.Form):
    valid_from = fields.DateField(
        label=_("Valid from"), help_text=_("Those who register from this day on read the new version.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language in LANGUAGES:
            said = pgettext_lazy("a text and its language", "%(text)s %(in_language)s")
            self.fields[f"text_{language}"] = forms.CharField(
                label=said % {"text": _("Text"), "in_language": _IN[language]},
                required=False,
                max_length=LONGEST,
                widget=forms.Textarea({"lang": language, "rows": 8}),
            )
        self.order_fields([*(f"text_{language}" for language in LANGUAGES), "valid_from"])

    @property
    def words(self) -> dict[str, str]:
        return {language: self.cleaned_data[f"text_{language}"].replace("\r\n", "\n") for language in LANGUAGES}
