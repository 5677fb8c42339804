"""The form of a subscription: an address, the language of the mail, and what it is to tell of."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from catalogue.vocabularies import Vocabularies
from events import choices
from events.filter_values import LABELS
from registrations.forms import MailAddress

NARROWED_BY = ("sector", "audience", "theme", "region", "language")
NO_BREAK = "\N{NO-BREAK SPACE}"


class ChoicesForm(forms.Form):
    """Each choice by itself may be left empty: then it narrows nothing."""

    mail_language = forms.ChoiceField(
        label=_("Language of the mail"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, vocabularies: Vocabularies, page_language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = choices.offered(vocabularies, page_language)
        for name in NARROWED_BY:
            self.fields[name] = forms.MultipleChoiceField(
                label=LABELS[name],
                required=False,
                choices=[
                    (each.value, f"{NO_BREAK * 4 * each.depth}{each.label}")
                    for each in offered[name].choices
                    if each.is_active or each.value in self._given(name)
                ],
                widget=forms.CheckboxSelectMultiple,
            )

    def _given(self, name: str) -> list[str]:
        return list(self.initial.get(name, ()))

    @property
    def narrowing(self) -> list[forms.BoundField]:
        return [self[name] for name in NARROWED_BY]

    @property
    def query(self) -> str:
        """What was chosen, as a query string of the filter."""
        query = QueryDict(mutable=True)
        for name in NARROWED_BY:
            query.setlist(name, self.cleaned_data[name])
        return query.urlencode()


class SubscriptionForm(ChoicesForm):
    email = MailAddress(label=_("E-mail"), max_length=254, widget=forms.EmailInput({"autocomplete": "email"}))

    field_order = ["email"]
