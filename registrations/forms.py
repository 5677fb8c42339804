"""The participant record as a form: its fields, and nothing else."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from catalogue import lines, mail_addresses
from catalogue.vocabularies import Vocabularies, Vocabulary
from events.descriptions import PoolDescription
from registrations.models import Registration
from registrations.registering import Participant

ANY_POOL = "any"


class PersonalText(forms.CharField):
    """One line of text; control characters pasted along are dropped, runs of spaces become one.

    What leaves nothing to see is empty.
    """

    def to_python(self, value: Any) -> str:
        return lines.tidy(super().to_python(value) or "")


class MailAddress(forms.EmailField):
    """An address in its one form, so that nobody registers twice under two spellings."""

    def clean(self, value: Any) -> str:
        given = super().clean(value)
        try:
            return mail_addresses.canonical(given)
        except mail_addresses.AddressError:
            raise forms.ValidationError(EmailValidator.message, code="invalid") from None


class ParticipantForm(forms.Form):
    first_name = PersonalText(label=_("First name"), max_length=100)
    last_name = PersonalText(label=_("Last name"), max_length=100)
    email = MailAddress(
        label=_("E-mail"),
        max_length=254,
        help_text=_("The confirmation and the link to your registration are sent here."),
    )
    phone = PersonalText(label=_("Telephone"), max_length=40, required=False)
    workplace = PersonalText(label=_("Workplace or organisation"), max_length=200)
    unit = PersonalText(label=_("Unit"), max_length=200, required=False)
    municipality = PersonalText(label=_("Work municipality"), max_length=80, required=False)
    sector = forms.ChoiceField(label=_("Sector"), required=False)
    level = forms.ChoiceField(label=_("Education level"), required=False)
    professional_group = PersonalText(label=_("Professional group"), max_length=100, required=False)
    job_title = PersonalText(label=_("Job title"), max_length=100, required=False)
    language = forms.ChoiceField(
        label=_("Language of messages"),
        choices=[("fi", "suomi"), ("sv", "svenska"), ("en", "English")],
        help_text=_("The confirmation and later messages come in this language."),
    )

    AUTOCOMPLETE = {
        "first_name": "given-name",
        "last_name": "family-name",
        "email": "email",
        "phone": "tel",
        "workplace": "organization",
        "job_title": "organization-title",
    }

    def __init__(
        self,
        *args: Any,
        vocabularies: Vocabularies,
        language: str,
        pools: Sequence[PoolDescription] = (),
        sector: str = "",
        **kwargs: Any,
    ) -> None:
        """`pools` are the event's seat pools: who registers chooses among several, and is asked nothing about one.

        `sector` is the code that most who register will choose.
        """
        kwargs.setdefault("initial", {"language": language, "sector": sector})
        super().__init__(*args, **kwargs)
        if len(pools) > 1:
            self.fields["pool"] = _choice_of_pool(pools)
            self.order_fields(["pool"])
        self._vocabularies = vocabularies
        self._choices("sector", vocabularies.sectors, language)
        self._choices("level", vocabularies.levels, language)
        for name, value in self.AUTOCOMPLETE.items():
            if name in self.fields:
                self.fields[name].widget.attrs["autocomplete"] = value

    def details(self) -> dict[str, Any]:
        """The cleaned values as columns of a registration."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "pool"}
        values["sector_id"] = self._id(self._vocabularies.sectors, values.pop("sector"))
        values["level_id"] = self._id(self._vocabularies.levels, values.pop("level"))
        return values

    def participant(self) -> Participant:
        return Participant(**self.details())

    def pool_ids(self) -> list[int]:
        """The pool that was chosen; none when any will do."""
        chosen = self.cleaned_data.get("pool", ANY_POOL)
        return [] if chosen == ANY_POOL else [int(chosen)]

    def _choices(self, name: str, vocabulary: Vocabulary, language: str) -> None:
        terms = [(term.code, str(term.name(language))) for term in vocabulary if term.is_active]
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Not chosen")), *terms]

    @staticmethod
    def _id(vocabulary: Vocabulary, code: str) -> int | None:
        term = vocabulary.get(code)
        return term.id if term else None


def _choice_of_pool(pools: Sequence[PoolDescription]) -> forms.ChoiceField:
    choices = [(str(pool.id), f"{pool.name} – {pool.seats}") for pool in pools]
    return forms.ChoiceField(
        label=_("How will you take part?"),
        choices=[*choices, (ANY_POOL, _("Any of these, whichever has a seat"))],
        widget=forms.RadioSelect(attrs={"class": "choices"}),
    )


class DetailsForm(ParticipantForm):
    """One's own details, corrected later: all but the e-mail address, which is the identity."""

    email = None  # type: ignore[assignment]

    @classmethod
    def initial_of(cls, registration: Registration) -> dict[str, Any]:
        values = {name: getattr(registration, name) for name in cls.base_fields if name not in ("sector", "level")}
        values["sector"] = registration.sector.code if registration.sector else ""
        values["level"] = registration.level.code if registration.level else ""
        return values
