"""The form of dates that matter: what they are called, from when to when, where or for which agency."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalogue.date_keeping import Dates
from catalogue.models import CalendarPeriod
from catalogue.models.calendar_periods import FIRST_YEAR, LAST_YEAR
from catalogue.texts import LANGUAGES
from catalogue.vocabularies import Term, Vocabularies
from events.forms import fields, trees

EVERYBODY = ""


class DatesForm(forms.Form):
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    agency = forms.ChoiceField(label=_("Whose days"), required=False)
    name_fi = fields.Line(label=_("Name in Finnish"), required=False, max_length=120)
    name_sv = fields.Line(label=_("Name in Swedish"), required=False, max_length=120)
    name_en = fields.Line(label=_("Name in English"), required=False, max_length=120)
    first_on = fields.DateField(label=_("First day"))
    last_on = fields.DateField(label=_("Last day"), required=False, help_text=_("Empty: one day only."))
    regions = trees.TermsField(label=_("Regions"))

    def __init__(
        self,
        *args: Any,
        vocabularies: Vocabularies,
        language: str,
        has_regions: bool,
        agencies: Sequence[Term] | None = None,
        may_be_everybodys: bool = False,
        **kwargs: Any,
    ) -> None:
        """`agencies` are those whose days can be blocked; None when whose they are is no question."""
        super().__init__(*args, **kwargs)
        for language_code in LANGUAGES:
            self.fields[f"name_{language_code}"].widget.attrs["lang"] = language_code
        for name in ("first_on", "last_on"):
            self.fields[name].widget.attrs |= {"min": f"{FIRST_YEAR}-01-01", "max": f"{LAST_YEAR}-12-31"}
        regions = self.fields["regions"]
        assert isinstance(regions, trees.TermsField)
        regions.offer(vocabularies.regions, language)
        regions.help_text = _("None: the whole country.")
        if not has_regions:
            del self.fields["regions"]
        if agencies is None:
            del self.fields["agency"]
            return
        agency = self.fields["agency"]
        assert isinstance(agency, forms.ChoiceField)
        everybody = [(EVERYBODY, _("All agencies"))] if may_be_everybodys else []
        agency.required = not may_be_everybodys
        agency.choices = [*everybody, *((term.code, str(term.name(language))) for term in agencies)]

    @staticmethod
    def initial_of(period: CalendarPeriod) -> dict[str, Any]:
        return {
            "version": period.version,
            "first_on": period.first_on,
            "last_on": period.last_on,
            "regions": [region.code for region in period.regions.all()],
            **{f"name_{language}": getattr(period, f"name_{language}") for language in LANGUAGES},
        }

    def dates(self) -> Dates:
        """What was written, of a valid form."""
        values = self.cleaned_data
        first: dt.date = values["first_on"]
        return Dates(
            names={language: values[f"name_{language}"] for language in LANGUAGES},
            first_on=first,
            last_on=values["last_on"] or first,
            region_ids=values.get("regions", ()),
        )
