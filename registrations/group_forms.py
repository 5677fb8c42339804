"""The form of a group: its contact, its people row by row, and what is wished when there are not seats for all."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.descriptions import PoolDescription
from registrations.forms import LANGUAGES_OF_MESSAGES, MailAddress, choice_of_pool, chosen_pools
from registrations.grouping import Contact, Fit, GroupWish
from registrations.pasting import PastedPerson, read_people
from registrations.question_fields import PersonalText, PlainText
from registrations.registering import Participant, Wish

# Rows that stand empty when the form is opened, and that are added at a time.
ROWS, MORE_ROWS = 3, 5
MOST_ROWS = 200


class ContactForm(forms.Form):
    """Who registers the group, how they take part, and how many seats get their names later."""

    first_name = PlainText(label=_("First name"), max_length=100)
    last_name = PlainText(label=_("Last name"), max_length=100)
    email = MailAddress(label=_("E-mail"), max_length=254, help_text=_("The link to the whole group is sent here."))
    phone = PersonalText(label=_("Telephone"), max_length=40, required=False)
    workplace = PlainText(
        label=_("Workplace or organisation"),
        max_length=200,
        help_text=_("The same for the whole group; each can correct their own."),
    )
    language = forms.ChoiceField(label=_("Language of messages"), choices=LANGUAGES_OF_MESSAGES)
    takes_part = forms.BooleanField(label=_("I take part myself"), required=False)
    unnamed = forms.IntegerField(
        label=_("Seats without a name yet"),
        min_value=0,
        max_value=MOST_ROWS,
        required=False,
        help_text=_(
            "You name these seats later on the page of your group. Seats that have no name in time are given up."
        ),
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "size": 4}),
    )

    def __init__(self, *args: Any, pools: Sequence[PoolDescription] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(pools) > 1:
            self.fields["pool"] = choice_of_pool(pools)
            self.order_fields(["pool"])
        for name, value in {"first_name": "given-name", "last_name": "family-name", "email": "email"}.items():
            self.fields[name].widget.attrs["autocomplete"] = value

    def contact(self) -> Contact:
        given = self.cleaned_data
        return Contact(**{name: given[name] for name in ("first_name", "last_name", "email", *_SHARED, "phone")})

    def participant(self, **values: Any) -> Participant:
        """Somebody of the group, at the contact's workplace and in their language."""
        return Participant(**{name: self.cleaned_data[name] for name in _SHARED}, **values)

    def own(self) -> list[Participant]:
        """The contact, if they take part themselves."""
        if not self.cleaned_data["takes_part"]:
            return []
        names = ("first_name", "last_name", "email", "phone")
        return [self.participant(**{name: self.cleaned_data[name] for name in names})]


_SHARED = ("workplace", "language")


class MemberForm(forms.Form):
    """A row: one of the group, or nobody when it is empty."""

    first_name = PlainText(label=_("First name"), max_length=100)
    last_name = PlainText(label=_("Last name"), max_length=100)
    email = MailAddress(label=_("E-mail"), max_length=254)


class MemberRows(forms.BaseFormSet):
    """The rows; those that are empty count for nobody."""

    def members(self, contact: ContactForm) -> list[Participant]:
        return [contact.participant(**form.cleaned_data) for form in self.filled]

    @property
    def filled(self) -> list[forms.BaseForm]:
        return [form for form in self.forms if form.has_changed()]


_MemberRows = forms.formset_factory(
    MemberForm, formset=MemberRows, extra=ROWS, absolute_max=MOST_ROWS, max_num=MOST_ROWS
)


def rows_of(data: Any = None, people: Sequence[PastedPerson] = ()) -> Any:
    """The rows as they were sent, or with these people and some empty ones."""
    if data is not None:
        return _MemberRows(data, prefix="members")
    initial = [{"first_name": each.first_name, "last_name": each.last_name, "email": each.email} for each in people]
    rows = _MemberRows(prefix="members", initial=initial)
    rows.min_num = 0
    return rows


def people_sent(data: Any) -> list[PastedPerson]:
    """Those in the rows that were sent, and those in the list that was pasted, whether they are right or not."""
    rows = rows_of(data)
    total = rows.total_form_count() if rows.management_form.is_valid() else 0
    names = ("first_name", "last_name", "email")
    typed = [PastedPerson(*(data.get(f"members-{number}-{name}", "") for name in names)) for number in range(total)]
    typed = [person for person in typed if any((person.first_name, person.last_name, person.email))]
    return [*typed, *read_people(data.get("pasted", ""))][:MOST_ROWS]


class FitForm(forms.Form):
    """What is wished when there are not seats for everybody; asked only then, before anything is booked."""

    fit = forms.ChoiceField(
        label=_("What shall we do?"), choices=[], widget=forms.RadioSelect(attrs={"class": "choices"})
    )
    expected = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, seats: int = 0, waiting: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.left = waiting
        numbers = {"seats": seats, "waiting": waiting, "all": seats + waiting}
        if seats and waiting == 1:
            offered = {
                "apart": _("%(seats)s get a seat now, one waits"),
                "wait": _("Nobody without the others: all %(all)s wait for seats together"),
            }
        elif seats:
            offered = {
                "apart": _("%(seats)s get a seat now, %(waiting)s wait and get seats one by one"),
                "together": _("%(seats)s get a seat now, %(waiting)s wait and get their seats together"),
                "wait": _("Nobody without the others: all %(all)s wait for seats together"),
            }
        else:
            offered = {
                "apart": _("All %(all)s wait and get seats one by one"),
                "wait": _("All %(all)s wait and get their seats together"),
            }
        field = self.fields["fit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(name, words % numbers) for name, words in offered.items()]
        self.initial = {"expected": seats}

    def wish(self, seat: Wish) -> GroupWish:
        chosen = self.cleaned_data["fit"]
        return GroupWish(
            fit=Fit.WAIT if chosen == "wait" else Fit.SPLIT,
            together=chosen != "apart",
            expected=self.cleaned_data["expected"],
            seat=seat,
        )


def seat_wish(contact: ContactForm, origin: str) -> Wish:
    return Wish(pool_ids=chosen_pools(contact.cleaned_data), origin=origin)
