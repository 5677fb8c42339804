"""The participant record as a form, and after it what the training asks."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.validators import EmailValidator
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from catalogue import mail_addresses
from catalogue.texts import Text
from catalogue.vocabularies import Vocabularies, Vocabulary
from events.descriptions import PoolDescription
from events.kept_seats import KeptSeats
from registrations import asking, question_fields
from registrations.answering import Revision, Submission
from registrations.asking import AskedQuestion
from registrations.form_content import FormContent
from registrations.models import Registration
from registrations.question_fields import PersonalText, PlainText
from registrations.registering import Participant, Wish

ANY_POOL = "any"
# Each in its own words.
LANGUAGES_OF_MESSAGES = [("fi", "suomi"), ("sv", "svenska"), ("en", "English")]
CONSENT, SUPERVISOR = "consent", "supervisor_email"
_field_of = question_fields.name_of


class MailAddress(forms.EmailField):
    """An address in its one form, so that nobody registers twice under two spellings."""

    def clean(self, value: Any) -> str:
        given = super().clean(value)
        try:
            return mail_addresses.canonical(given)
        except mail_addresses.AddressError:
            raise forms.ValidationError(EmailValidator.message, code="invalid") from None


class AddressForm(forms.Form):
    """Whose own page is to be opened."""

    email = MailAddress(
        label=_("E-mail"),
        max_length=254,
        help_text=_("The address with which you have registered."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class ParticipantForm(forms.Form):
    first_name = PlainText(label=_("First name"), max_length=100)
    last_name = PlainText(label=_("Last name"), max_length=100)
    email = MailAddress(
        label=_("E-mail"),
        max_length=254,
        help_text=_("The confirmation and the link to your registration are sent here."),
    )
    phone = PersonalText(label=_("Telephone"), max_length=40, required=False)
    workplace = PlainText(label=_("Workplace or organisation"), max_length=200)
    unit = PlainText(label=_("Unit"), max_length=200, required=False)
    municipality = PersonalText(label=_("Work municipality"), max_length=80, required=False)
    sector = forms.ChoiceField(label=_("Sector"), required=False)
    level = forms.ChoiceField(label=_("Education level"), required=False)
    professional_group = PersonalText(label=_("Professional group"), max_length=100, required=False)
    job_title = PersonalText(label=_("Job title"), max_length=100, required=False)
    language = forms.ChoiceField(
        label=_("Language of messages"),
        choices=LANGUAGES_OF_MESSAGES,
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
        kept: Sequence[KeptSeats] = (),
        sector: str = "",
        questions: Sequence[AskedQuestion] = (),
        consent: Text | None = None,
        asks_supervisor: bool = False,
        **kwargs: Any,
    ) -> None:
        """`pools` are the event's seat pools: who registers chooses among several, and is asked nothing about one.

        `sector` is the code that most who register will choose. `consent` is what they agree to by answering a
        standard one of the `questions`. Of the seats that are `kept` for some one says whether one belongs to them.
        """
        kwargs.setdefault("initial", {"language": language, "sector": sector})
        super().__init__(*args, **kwargs)
        if len(pools) > 1:
            self.fields["pool"] = choice_of_pool(pools)
        if kept:
            self.fields["claimed"] = _claims(kept, language)
        self.order_fields(["pool", "claimed"])
        self._vocabularies = vocabularies
        self._choices("sector", vocabularies.sectors, language)
        self._choices("level", vocabularies.levels, language)
        for name, value in self.AUTOCOMPLETE.items():
            if name in self.fields:
                self.fields[name].widget.attrs["autocomplete"] = value
        self.questions = questions
        self.fields.update(question_fields.fields_of(questions, language))
        if consent and any(question.standard for question in questions):
            self.fields[CONSENT] = forms.BooleanField(label=_("Your consent"), required=False)
            self.consent_text = question_fields.in_its_language(consent, language)
        if asks_supervisor:
            self.fields[SUPERVISOR] = _supervisor_field()

    def clean(self) -> None:
        """Voluntary answers are used with consent only, and a supervisor is somebody else."""
        answered = [each for each in self.questions if each.standard and self.cleaned_data.get(_field_of(each))]
        if answered and CONSENT in self.fields and not self.cleaned_data.get(CONSENT):
            self.add_error(CONSENT, _("Tick this so that your answer may be used, or leave the answer empty."))
        supervisor = self.cleaned_data.get(SUPERVISOR)
        if supervisor and supervisor == self.cleaned_data.get("email"):
            self.add_error(SUPERVISOR, _("Give your supervisor’s address, not your own."))

    def details(self) -> dict[str, Any]:
        """The cleaned values as columns of a registration."""
        values = {name: self.cleaned_data[name] for name in self.base_fields if name in self.cleaned_data}
        values["sector_id"] = self._id(self._vocabularies.sectors, values.pop("sector"))
        values["level_id"] = self._id(self._vocabularies.levels, values.pop("level"))
        return values

    def participant(self) -> Participant:
        return Participant(**self.details())

    def wish(self, *, channel: str = "page", origin: str = "") -> Wish:
        """What they ask for beside a seat: the pool that was chosen, or any."""
        return Wish(
            pool_ids=chosen_pools(self.cleaned_data),
            claimed=[int(pool_id) for pool_id in self.cleaned_data.get("claimed", ())],
            supervisor_email=self.named_supervisor,
            channel=channel,
            origin=origin,
        )

    def answers(self) -> dict[str, Any]:
        """The answers that were given, by the key of their question."""
        return question_fields.answers_of(self.questions, self.cleaned_data)

    def submission(self, content: FormContent) -> Submission:
        """What is brought beside the participant record."""
        return Submission(
            answers=self.answers(),
            read=content.texts.read_by(gave_consent=self.gives_consent),
        )

    def revision(self, content: FormContent) -> Revision:
        """The answers as they should be from now on."""
        return Revision(
            answers=self.answers(),
            asked=[question.key for question in self.questions],
            consent=content.texts.consent if self.gives_consent else None,
        )

    @property
    def named_supervisor(self) -> str:
        found: str = self.cleaned_data.get(SUPERVISOR, "")
        return found

    @property
    def gives_consent(self) -> bool:
        """Whether there is something that the consent is about, and it is given."""
        return bool(self.cleaned_data.get(CONSENT)) and any(
            self.cleaned_data.get(_field_of(each)) for each in self.questions if each.standard
        )

    @property
    def voluntary(self) -> list[BoundField]:
        """The fields of the standard questions."""
        return [self[_field_of(each)] for each in self.questions if each.standard]

    @property
    def own(self) -> list[BoundField]:
        """The fields of the training's own questions."""
        return [self[_field_of(each)] for each in self.questions if not each.standard]

    def _choices(self, name: str, vocabulary: Vocabulary, language: str) -> None:
        terms = [(term.code, str(term.name(language))) for term in vocabulary if term.is_active]
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Not chosen")), *terms]

    @staticmethod
    def _id(vocabulary: Vocabulary, code: str) -> int | None:
        term = vocabulary.get(code)
        return term.id if term else None


class ReasonForm(forms.Form):
    """Why somebody decides as they do; those whom it concerns are told."""

    reason = PersonalText(
        label=_("Reason"),
        max_length=300,
        required=False,
        help_text=_("The participant is told this if you do not approve."),
    )


def _supervisor_field() -> MailAddress:
    return MailAddress(
        label=_("Your supervisor’s e-mail"),
        max_length=254,
        help_text=_(
            "This training needs your supervisor’s approval. They are sent your name, workplace and the training, and "
            "a link by which they answer."
        ),
    )


def _claims(kept: Sequence[KeptSeats], language: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("Seats kept for certain participants"),
        required=False,
        choices=[(str(seats.pool_id), seats.in_words(language)) for seats in kept],
        help_text=_("Tick those that are meant for you: then you may take one of them too."),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices"}),
    )


def choice_of_pool(pools: Sequence[PoolDescription]) -> forms.ChoiceField:
    choices = [(str(pool.id), pool.in_words) for pool in pools]
    return forms.ChoiceField(
        label=_("How will you take part?"),
        choices=[*choices, (ANY_POOL, _("Any of these, whichever has a seat"))],
        widget=forms.RadioSelect(attrs={"class": "choices"}),
    )


def chosen_pools(cleaned: Mapping[str, Any]) -> list[int]:
    """The pool that was chosen; none when any will do."""
    chosen = cleaned.get("pool", ANY_POOL)
    return [] if chosen == ANY_POOL else [int(chosen)]


class DetailsForm(ParticipantForm):
    """One's own details, corrected later: all but the e-mail address, which is the identity."""

    email = None  # type: ignore[assignment]

    @classmethod
    def initial_of(cls, registration: Registration) -> dict[str, Any]:
        values = {name: getattr(registration, name) for name in cls.base_fields if name not in ("sector", "level")}
        values["sector"] = registration.sector.code if registration.sector else ""
        values["level"] = registration.level.code if registration.level else ""
        values[SUPERVISOR] = registration.supervisor_email
        return values | question_fields.initial_of(asking.answers_of(registration.pk))

    @property
    def record(self) -> list[BoundField]:
        """The fields of the participant record."""
        return [self[name] for name in self.base_fields]


class LanguageForm(forms.Form):
    """The language of messages, of somebody who has nothing else to correct."""

    language = forms.ChoiceField(label=_("Language of messages"), choices=LANGUAGES_OF_MESSAGES)

    def details(self) -> dict[str, Any]:
        return self.cleaned_data


class SubstituteForm(ParticipantForm):
    """A colleague who takes a seat: what two people of one workplace have in common stands in it already."""

    SHARED = ("workplace", "unit", "municipality", "language")
    # What a browser knows is about whoever fills it in.
    AUTOCOMPLETE = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = _("The colleague’s own link to the seat is sent here.")
        self.fields["language"].help_text = _("Messages to the colleague come in this language.")

    @classmethod
    def initial_of(cls, registration: Registration) -> dict[str, Any]:
        values = {name: getattr(registration, name) for name in cls.SHARED}
        values["sector"] = registration.sector.code if registration.sector else ""
        values["level"] = registration.level.code if registration.level else ""
        return values
