"""The form of a calendar of others: where it comes from, what it is about, what its categories mean."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from catalogue.texts import Text
from catalogue.vocabularies import Term, Vocabularies
from events.forms import fields, trees
from events.incoming import limits
from events.incoming.keeping import MOST_RULES, AboutDraft, CalendarDraft, RuleDraft
from events.models import ExternalCalendar
from events.models.external import LONGEST_ADDRESS, LONGEST_CATEGORY, LONGEST_NAME, About

Kind = ExternalCalendar.Kind
A_DAY, A_WEEK = 24, 168
HOURS = (1, 3, 6, 12, A_DAY, A_WEEK)
EMPTY_RULES = 2
_VOCABULARIES = ("audiences", "themes", "sectors", "regions")


def _rhythm(hours: int) -> str:
    if hours in (A_DAY, A_WEEK):
        return gettext("Once a day") if hours == A_DAY else gettext("Once a week")
    return ngettext("Every hour", "Every %(hours)s hours", hours) % {"hours": hours}


class CalendarForm(forms.Form):
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    upload = forms.UUIDField(required=False, widget=forms.HiddenInput)
    agency = forms.ChoiceField(label=_("Whose calendar"))
    name = fields.Line(label=_("Name"), max_length=LONGEST_NAME)
    kind = forms.ChoiceField(
        label=_("Where it comes from"), choices=Kind.choices, widget=forms.RadioSelect, initial=Kind.ADDRESS
    )
    address = forms.CharField(
        label=_("Address"),
        required=False,
        max_length=LONGEST_ADDRESS,
        help_text=_("Begins with https:// or webcal:// and often ends in .ics. Only its server is ever shown."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    allows_http = forms.BooleanField(
        label=_("May be fetched unencrypted when there is no encrypted connection"), required=False
    )
    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("An .ics file of at most 5 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".ics,text/calendar"}),
    )
    refresh_hours = forms.TypedChoiceField(
        label=_("How often it is fetched"),
        coerce=int,
        initial=6,
        choices=lambda: [(hours, _rhythm(hours)) for hours in HOURS],
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages of its trainings"),
        required=False,
        choices=settings.TRAINING_LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
    )
    audiences = trees.TermsField(label=_("Target groups"))
    themes = trees.TermsField(label=_("Themes"))
    sectors = trees.TermsField(label=_("Sectors"))
    regions = trees.TermsField(label=_("Regions"))
    is_public = forms.BooleanField(label=_("Its events may be shown on public pages"), required=False)
    is_paused = forms.BooleanField(label=_("Paused: it is not fetched for now"), required=False)

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        known: Vocabularies,
        language: str,
        agencies: Sequence[Term] = (),
        calendar: ExternalCalendar | None = None,
    ) -> None:
        """`calendar` is the one that is changed; its kind and its agency stay."""
        super().__init__(data, files, initial=_initial(calendar, known) if calendar else None)
        self.known, self.calendar = known, calendar
        _offer(self, known, language)
        if calendar:
            del self.fields["agency"], self.fields["kind"]
            for name in ("file",) if calendar.kind == Kind.ADDRESS else ("address", "allows_http", "refresh_hours"):
                del self.fields[name]
        else:
            del self.fields["is_paused"]
            agency = self.fields["agency"]
            assert isinstance(agency, forms.ChoiceField)
            agency.choices = [(term.code, str(term.name(language))) for term in agencies]
        self.rules = list(self._rule_rows(data, language))

    @property
    def kind_chosen(self) -> str:
        return self.calendar.kind if self.calendar else str(self.cleaned_data.get("kind", ""))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > limits.MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 5 MB."))
        return file

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if self.kind_chosen == Kind.ADDRESS and not values.get("address") and not self.calendar:
            self.add_error("address", _("Give the calendar’s address."))
        is_file = self.kind_chosen == Kind.FILE and not self.calendar
        if is_file and not values.get("file") and not values.get("upload") and "file" not in self.errors:
            self.add_error("file", _("Choose the calendar’s file."))
        if not all([rule.is_valid() for rule in self.rules]):  # noqa: C419 - each says what is wrong with it
            self.add_error(None, _("Look at what its categories mean."))
        return values

    def draft(self) -> CalendarDraft:
        """What was written, of a valid form."""
        values = self.cleaned_data
        old = self.calendar
        return CalendarDraft(
            name=values["name"],
            kind=self.kind_chosen,
            address=values.get("address", "").strip() or (old.address if old else ""),
            allows_http=values.get("allows_http", False),
            about=_about(values),
            languages=tuple(values["languages"]),
            rules=tuple(rule.draft() for rule in self.rules if rule.is_written),
            refresh_hours=values.get("refresh_hours", old.refresh_hours if old else 6),
            is_public=values["is_public"],
            is_paused=values.get("is_paused", False),
        )

    def _rule_rows(self, data: Any, language: str) -> Iterator["RuleForm"]:
        kept = list(self.calendar.rules.all()) if self.calendar else []
        sent = len(fields.row_numbers(data, "rule")) if data else 0
        count = min(max(sent, len(kept) + EMPTY_RULES), MOST_RULES)
        for number in range(count):
            rule = kept[number] if number < len(kept) else None
            initial = {"text": rule.text, "leaves_out": rule.leaves_out, **_codes(rule, self.known)} if rule else None
            yield RuleForm(data, prefix=f"rule-{number}", initial=initial, known=self.known, language=language)


class RuleForm(forms.Form):
    """What one category means; an empty row means nothing."""

    text = fields.Line(label=_("Category"), required=False, max_length=LONGEST_CATEGORY)
    leaves_out = forms.BooleanField(label=_("Leave its events out"), required=False)
    audiences = trees.TermsField(label=_("Target groups"))
    themes = trees.TermsField(label=_("Themes"))
    sectors = trees.TermsField(label=_("Sectors"))
    regions = trees.TermsField(label=_("Regions"))

    def __init__(self, *args: Any, known: Vocabularies, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known, self.language = known, language
        _offer(self, known, language)

    @property
    def is_written(self) -> bool:
        return bool(self.cleaned_data.get("text"))

    @property
    def heading(self) -> str:
        return str(self["text"].value() or "")

    @property
    def meaning(self) -> list[Text]:
        """What is chosen, by name."""
        return [
            term.name(self.language)
            for name in _VOCABULARIES
            for code in self[name].value() or ()
            if (term := getattr(self.known, name).get(code))
        ]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if not values.get("text") and (values.get("leaves_out") or any(values.get(name) for name in _VOCABULARIES)):
            self.add_error("text", _("Write the category that has this meaning."))
        return values

    def draft(self) -> RuleDraft:
        values = self.cleaned_data
        return RuleDraft(text=values["text"], about=_about(values), leaves_out=values["leaves_out"])


def _offer(form: forms.Form, known: Vocabularies, language: str) -> None:
    for name in _VOCABULARIES:
        field = form.fields[name]
        assert isinstance(field, trees.TermsField)
        field.offer(getattr(known, name), language)


def _about(values: Mapping[str, Any]) -> AboutDraft:
    return AboutDraft(**{f"{name[:-1]}_ids": tuple(values[name]) for name in _VOCABULARIES})


def _codes(about: About, known: Vocabularies) -> dict[str, list[str]]:
    """The codes of what something is about, by vocabulary."""
    return {
        name: [term.code for term in getattr(known, name).many(getattr(about, f"{name[:-1]}_ids"))]
        for name in _VOCABULARIES
    }


def _initial(calendar: ExternalCalendar, known: Vocabularies) -> dict[str, Any]:
    names = ("version", "name", "allows_http", "refresh_hours", "languages", "is_public", "is_paused")
    return {name: getattr(calendar, name) for name in names} | _codes(calendar, known)
