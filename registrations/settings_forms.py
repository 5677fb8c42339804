"""The form of "Seats and registration": a row for each kind of seats, then the terms."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from catalogue.texts import LANGUAGES
from catalogue.vocabularies import Vocabularies
from events.drafting import PoolDraft
from events.forms import fields, rows
from events.models import Event
from events.reserving import Reservation
from registrations import kept_for
from registrations.models import RegistrationTerms
from registrations.models.terms import MOST_HOURS
from registrations.seat_settings import OF_EVENT, PoolSettings, SeatSettings
from registrations.unjudged import UnjudgedForm

MOST_POOLS = 10
Mode, Terms = Event.WaitingListMode, RegistrationTerms
_OF_TERMS = (
    "offer_hours",
    "confirms_last_hours",
    "approval",
    "has_catering",
    "asks_accessibility",
    "cancel_until",
    "late_cancelling",
    "holds_unverified",
    "verify_hours",
    "largest_group",
    "names_due_days",
    "decides_at",
)


class SeatsForm(UnjudgedForm, rows.PoolForm):
    """Seats of one kind. They may be kept for some until a moment; then they are for everybody."""

    kept_for = forms.ChoiceField(label=_("Kept for"), required=False)
    kept_until = fields.MomentField(
        label=_("Kept until"),
        required=False,
        time_unless_given=fields.END_OF_THE_DAY,
        help_text=_("Then what is left of them is for everybody."),
    )

    def __init__(self, *args: Any, known: Vocabularies, language: str, number: int, **kwargs: Any) -> None:
        super().__init__(*args, number=number, **kwargs)
        self.known = known
        kept_for_field = self.fields["kept_for"]
        assert isinstance(kept_for_field, forms.ChoiceField)
        kept_for_field.choices = kept_for.choices(known, language, present=self.initial.get("kept_for", ""))
        self.taken, self.waiting = self.initial.get("taken", 0), self.initial.get("waiting", 0)

    @property
    def kept_as_they_are(self) -> list[BoundField]:
        """What is not asked of the only kind of seats, and yet not forgotten."""
        return [self[name] for name in ("delivery", *(f"name_{language}" for language in LANGUAGES))]

    @property
    def is_in_use(self) -> bool:
        """Whether somebody may have chosen these seats: then they are given 0 seats instead of being removed."""
        return bool(self.initial.get("id")) and (self.initial["is_public"] or self.taken or self.waiting)

    def clean(self) -> None:
        whom, kept_until = self.cleaned_data.get("kept_for"), self.cleaned_data.get("kept_until")
        if whom and not kept_until and "kept_until" not in self.errors:
            self.add_error("kept_until", _("Say until when the seats are kept."))
        if kept_until and not whom:
            self.add_error("kept_for", _("Say for whom the seats are kept."))

    def settings(self) -> PoolSettings:
        values = self.cleaned_data
        draft = PoolDraft(
            pool_id=values["id"],
            capacity=values["capacity"],
            delivery=values["delivery"],
            names={language: name for language in LANGUAGES if (name := values[f"name_{language}"])},
        )
        return PoolSettings(draft=draft, reservation=self.reservation())

    def reservation(self) -> Reservation | None:
        whom, until = self.cleaned_data.get("kept_for"), self.cleaned_data.get("kept_until")
        return kept_for.reservation_of(whom, until, self.known) if whom and until else None


class SettingsForm(UnjudgedForm):
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    ceiling = forms.IntegerField(
        label=_("At most in all"),
        required=False,
        min_value=0,
        max_value=rows.MOST_SEATS,
        help_text=_("When the kinds of seats share something, such as a room. Empty: as many as there are seats."),
    )
    waiting_list_mode = forms.ChoiceField(
        label=_("When a seat becomes free"),
        choices=[
            (Mode.OFFER, _("Offer it to the next in the queue, and wait for their answer")),
            (Mode.AUTOMATIC, _("Give it to the next in the queue at once, without asking")),
        ],
        widget=forms.RadioSelect(attrs={"class": "choices"}),
    )
    offer_hours = forms.IntegerField(
        label=_("Hours to answer an offer"),
        min_value=1,
        max_value=MOST_HOURS,
        help_text=_("Then the seat is offered to the next."),
    )
    confirms_last_hours = forms.IntegerField(
        label=_("Last hours without asking"),
        min_value=0,
        max_value=MOST_HOURS,
        help_text=_("So shortly before the training nobody is asked any more: the next gets the seat at once."),
    )
    waiting_list_limit = forms.IntegerField(
        label=_("Longest waiting list"),
        required=False,
        min_value=0,
        max_value=rows.MOST_SEATS,
        help_text=_("Empty: no limit. 0: no waiting list."),
    )
    approval = forms.ChoiceField(
        label=_("Who approves a registration"),
        choices=Terms.Approval,
        widget=forms.RadioSelect(attrs={"class": "choices"}),
        help_text=_("Without approval there is no seat. Ask for it only where the right to take part is limited."),
    )
    holds_unverified = forms.ChoiceField(
        label=_("If nobody confirms the e-mail address of a seat"),
        choices=Terms.Holding,
        widget=forms.RadioSelect(attrs={"class": "choices"}),
        help_text=_("A mistyped address would keep a seat empty. Opening the link in the first mail confirms it."),
    )
    verify_hours = forms.IntegerField(label=_("Hours to confirm the address"), min_value=1, max_value=MOST_HOURS)
    cancel_until = fields.MomentField(
        label=_("Cancelling until"),
        required=False,
        time_unless_given=fields.END_OF_THE_DAY,
        help_text=_("Empty: until the training begins."),
    )
    late_cancelling = forms.ChoiceField(
        label=_("Cancelling after that"),
        choices=Terms.LateCancelling,
        widget=forms.RadioSelect(attrs={"class": "choices"}),
    )
    largest_group = forms.IntegerField(
        label=_("Largest group"),
        min_value=0,
        max_value=200,
        help_text=_("How many colleagues one person may register at once. 0: everybody registers for themselves."),
    )
    names_due_days = forms.IntegerField(
        label=_("Days before the training by which a group names its people"),
        min_value=0,
        max_value=90,
        help_text=_("Seats without a name are given up then."),
    )
    minimum_participants = forms.IntegerField(
        label=_("Fewest participants"),
        required=False,
        min_value=0,
        max_value=rows.MOST_SEATS,
        help_text=_("With fewer you are warned in time. Nothing is cancelled by itself."),
    )
    decides_at = fields.MomentField(
        label=_("Decided by"),
        required=False,
        time_unless_given=fields.END_OF_THE_DAY,
        help_text=_("When you decide whether there are enough."),
    )
    has_catering = forms.BooleanField(
        label=_("There is catering: ask for dietary wishes"),
        required=False,
        help_text=_("Answers are removed right after the training, or at once when you turn this off."),
    )
    asks_accessibility = forms.BooleanField(
        label=_("Ask for accessibility needs"), required=False, help_text=_("Answers are removed in the same way.")
    )
    reason = fields.Line(
        label=_("Why you change it"),
        required=False,
        max_length=500,
        help_text=_("Needed when there are fewer seats than are taken. Shown in the history."),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        known: Vocabularies,
        language: str,
        initial: dict[str, Any],
        pools: Sequence[dict[str, Any]],
        is_judged: bool = True,
    ) -> None:
        """`pools` are the rows of the saved pools, with `taken` and `waiting`."""
        super().__init__(data, initial=initial)
        self.is_judged = is_judged
        self.pools = _rows(data, pools, known=known, language=language, is_judged=is_judged)

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(row.is_valid() for row in self.pools)])

    @property
    def faults(self) -> list[BoundField]:
        """The fields with errors, those of rows included, in the order of the page."""
        return [field for part in (*self.pools, self) for field in part if field.errors]

    def clean(self) -> None:
        if self.cleaned_data.get("decides_at") and not self.cleaned_data.get("minimum_participants"):
            self.add_error("minimum_participants", _("Say how many are enough."))

    def settings(self) -> SeatSettings:
        values = self.cleaned_data
        return SeatSettings(
            event={name: values[name] for name in OF_EVENT},
            terms={name: values[name] for name in _OF_TERMS},
            pools=[row.settings() for row in self.pools],
            ceiling=values["ceiling"],
        )

    def blame(self, field: str, text: str) -> None:
        """Put a refusal beside its field; `pools-1-capacity` is of the second row."""
        prefix, _dash, name = field.rpartition("-")
        number = fields.number_of(prefix.rpartition("-")[2])
        if prefix.startswith(rows.PoolForm.PREFIX) and number is not None and number < len(self.pools):
            self.pools[number].add_error(name, text)
        else:
            self.add_error(field if field in self.fields else None, text)


def initial_of_terms(terms: RegistrationTerms) -> dict[str, Any]:
    return {name: getattr(terms, name) for name in _OF_TERMS}


def _rows(
    data: QueryDict | None, saved: Sequence[dict[str, Any]], *, known: Vocabularies, language: str, is_judged: bool
) -> list[SeatsForm]:
    """The rows that were posted, with what is known of those that are saved; else these."""
    values: dict[str, Any] = {"known": known, "language": language}
    if data is None:
        return [SeatsForm(initial=row, number=number, **values) for number, row in enumerate(saved)]
    by_id = {str(row["id"]): row for row in saved}
    found = []
    for number in fields.row_numbers(data, SeatsForm.PREFIX)[:MOST_POOLS]:
        row = by_id.get(data.get(f"{SeatsForm.PREFIX}-{number}-id", ""), {})
        form = SeatsForm(data, initial=row, number=number, **values)
        form.is_judged = is_judged
        found.append(form)
    return found
