"""The form of a training: what it is, for whom, when and where, how one registers, whom to ask."""

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalogue.texts import LANGUAGES
from events.forms import fields, places, rows, sessions, trees, typed
from events.forms.typed import Typed
from events.models import Event
from events.queries.offers import Offers

_IN = {"fi": _("in Finnish"), "sv": _("in Swedish"), "en": _("in English")}
_TEXTS: dict[str, tuple[Any, int | None]] = {
    "title": (_("Title"), 250),
    "summary": (_("Summary"), 2_000),
    "description": (_("Description"), 20_000),
    "audience_note": (_("For whom, in words"), 2_000),
    "registration_note": (_("Instructions for those who register"), 5_000),
}


class EventForm(forms.Form):
    """Bound to a post it validates; made from `shown` it shows what stands in it, without a word of blame."""

    agency = forms.CharField(required=False, widget=forms.HiddenInput)
    event = forms.UUIDField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    # Digests of what stood in the fields at first: who else has changed what is told from them.
    base = forms.CharField(required=False, widget=forms.HiddenInput)

    co_organisers = trees.TermsField(label=_("Organised together with"))
    languages = forms.MultipleChoiceField(
        label=_("Languages of the training"),
        required=False,
        choices=settings.TRAINING_LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
    )
    sectors = trees.TermsField(label=_("Sectors"))
    levels = trees.TermsField(label=_("Education levels"))
    audiences = trees.TermsField(label=_("Target groups"))
    themes = trees.TermsField(label=_("Themes"))
    national = forms.BooleanField(label=_("For the whole country"), required=False)
    regions = trees.TermsField(label=_("Regions"))
    delivery = forms.ChoiceField(
        label=_("How it is held"),
        choices=Event.Delivery,
        initial=Event.Delivery.ONLINE,
        required=False,
        widget=forms.RadioSelect,
    )

    registration_mode = forms.ChoiceField(
        label=_("Where one registers"),
        choices=Event.RegistrationMode,
        initial=Event.RegistrationMode.HERE,
        required=False,
        widget=forms.RadioSelect,
    )
    registration_url = forms.URLField(
        label=_("Address of the other site"), required=False, max_length=500, assume_scheme="https"
    )
    registration_opens_at = fields.MomentField(
        label=_("Registration opens"), required=False, help_text=_("Empty: as soon as the training is published.")
    )
    registration_closes_at = fields.MomentField(
        label=_("Registration closes"),
        required=False,
        time_unless_given=fields.END_OF_THE_DAY,
        help_text=_("Empty: when the training starts."),
    )
    waiting_list_limit = forms.IntegerField(
        label=_("Longest waiting list"),
        required=False,
        min_value=0,
        max_value=rows.MOST_SEATS,
        help_text=_("Empty: as long as it grows."),
    )
    minimum_participants = forms.IntegerField(
        label=_("Fewest participants"), required=False, min_value=0, max_value=rows.MOST_SEATS
    )

    contact_name = fields.Line(label=_("Contact person"), required=False, max_length=200)
    contact_email = forms.EmailField(label=_("E-mail"), required=False)
    contact_phone = fields.Line(label=_("Telephone"), required=False, max_length=40)
    series = forms.TypedChoiceField(label=_("Belongs to the series"), required=False, coerce=int, empty_value=None)
    series_part = forms.IntegerField(label=_("Part number"), required=False, min_value=1, max_value=999)
    is_repeat = forms.BooleanField(label=_("The same content again"), required=False)
    reason = fields.Line(
        label=_("Why you change it"),
        required=False,
        max_length=500,
        help_text=_("Shown in the history, and in the message to those who have registered."),
    )

    # What the live checks look at: a change in it asks them again.
    LIVE = (
        *("sectors", "audiences", "themes", "languages", "regions", "national", "delivery"),
        *(
            f"{name}_{language}"
            for name in ("title", "summary", "description", "audience_note")
            for language in LANGUAGES
        ),
    )

    def __init__(self, data: QueryDict | None = None, *, offers: Offers, shown: Typed | None = None) -> None:
        super().__init__(data, initial=dict(shown.values) if shown else None)
        self.offers = offers
        for name, (label, longest) in _TEXTS.items():
            for language in LANGUAGES:
                self.fields[f"{name}_{language}"] = _text_field(name, language, label, longest)
        for name, (vocabulary, _attribute) in typed.TERMS.items():
            field = self.fields[name]
            assert isinstance(field, trees.TermsField)
            field.offer(getattr(offers.vocabularies, vocabulary), offers.language)
        for name in self.LIVE:
            self.fields[name].widget.attrs["data-live"] = ""
        series = self.fields["series"]
        assert isinstance(series, forms.ChoiceField)
        # Asked for when they are looked at: the live checks do not.
        series.choices = lambda: [("", _("No series")), *offers.series]
        self.sessions = sessions.forms_of(data, shown.sessions if shown else (), offers=offers)
        self.pools = rows.pools_of(data, shown.pools if shown else ({},))
        self.agenda = rows.agenda_of(data, shown.agenda if shown else ())
        self.pattern = rows.PatternForm(initial=dict(shown.pattern) if shown else None)

    @cached_property
    def lead_id(self) -> int | None:
        """The organisation that leads the training, as the form says."""
        term = self.offers.vocabularies.organisations.get(self["agency"].value() or "")
        return term.id if term else None

    @cached_property
    def event_id(self) -> uuid.UUID | None:
        """The saved event that is being edited; None for a new one."""
        try:
            return uuid.UUID(str(self["event"].value() or ""))
        except ValueError:
            return None

    @cached_property
    def place(self) -> places.PlaceForm:
        """The part in which a place is added, as a widget reads it."""
        return places.PlaceForm(offers=self.offers)

    @property
    def parts(self) -> Iterator[forms.Form]:
        """The form itself and its rows; a row in which nothing stands is none."""
        yield self
        yield from self.sessions
        yield from self.pools
        yield from self.agenda

    def is_valid(self) -> bool:
        """Whether the form and all its rows are without errors."""
        outcomes = [super().is_valid(), *(row.is_valid() for row in self.parts if row is not self)]
        return all(outcomes)

    @property
    def faults(self) -> list[BoundField]:
        """The fields with errors, those of rows included, in the order of the page."""
        return [field for part in self.parts for field in part if field.errors]

    def clean(self) -> None:
        values = self.cleaned_data
        if not any(values.get(f"title_{language}") for language in LANGUAGES):
            self.add_error(f"title_{LANGUAGES[0]}", _("A training needs a title in at least one language."))
        opens_at, closes_at = values.get("registration_opens_at"), values.get("registration_closes_at")
        if opens_at and closes_at and closes_at <= opens_at:
            self.add_error("registration_closes_at", _("Registration must close after it opens."))
        is_elsewhere = values.get("registration_mode") == Event.RegistrationMode.ELSEWHERE
        if is_elsewhere and not values.get("registration_url") and "registration_url" not in self.errors:
            self.add_error("registration_url", _("Say where one registers."))

    def know_again(self, offers: Offers) -> None:
        """Look names up among other offers from now on: somebody new has come into the catalogue."""
        self.offers = offers
        for row in self.sessions:
            row.offers = offers

    def typed(self) -> Typed:
        """Everything that was posted, as it was written; a row of nothing stays a row."""
        data = self.data
        assert isinstance(data, QueryDict)
        return Typed(
            values=typed.of_form(self, data),
            sessions=tuple(typed.of_form(row, data) for row in self.sessions),
            pools=tuple(typed.of_form(row, data) for row in self.pools),
            agenda=tuple(typed.of_form(row, data) for row in self.agenda),
            pattern=typed.of_form(self.pattern, data),
            place=typed.of_form(self.place, data) if f"{places.PREFIX}-row" in data else {},
        )

    @property
    def spans(self) -> list[tuple[dt.datetime, dt.datetime]]:
        """Begin and end of the sessions that are held, as far as they are known."""
        return [row.span for row in self.sessions if row.span and not row.cleaned_data.get("is_cancelled")]


def _text_field(name: str, language: str, label: Any, longest: int | None) -> forms.CharField:
    """One text in one language; the blank placeholder lets the page see by itself what is missing."""
    attrs = {"lang": language, "placeholder": " "}
    said = pgettext_lazy("a text and its language", "%(text)s %(in_language)s")
    words = {"text": label, "in_language": _IN[language]}
    if name == "title":
        line = fields.Line(required=False, max_length=longest, widget=forms.TextInput(attrs))
        line.label = said % words
        return line
    area = forms.Textarea({**attrs, "rows": 8 if name == "description" else 3})
    return forms.CharField(label=said % words, required=False, max_length=longest, widget=area)
