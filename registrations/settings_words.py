"""What the settings of seats and registration mean together, in plain sentences, also while they are being typed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.vocabularies import Vocabularies
from events import dates
from events.models import Event
from registrations import kept_for
from registrations.models import RegistrationTerms
from registrations.settings_forms import SeatsForm, SettingsForm

Approval, Holding = RegistrationTerms.Approval, RegistrationTerms.Holding


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and what is true under it; `is_warning` of what one may not have meant."""

    name: str
    sentences: list[str]
    is_warning: bool = False


def in_words(form: SettingsForm, known: Vocabularies, language: str) -> list[Part]:
    """Answer what the form says; where something is missing or wrong, what was saved."""
    values = _values(form)
    parts = [
        Part(_("Below what is taken"), list(_lowered(form, values)), is_warning=True),
        Part(_("Who gets a seat"), list(_first(form, values, known, language))),
        Part(_("When it is full"), list(_full(values))),
        Part(_("If somebody cannot come"), list(_leaving(values, language))),
        Part(_("Besides"), list(_besides(values, language))),
    ]
    return [part for part in parts if part.sentences]


def _values(form: forms.Form) -> Mapping[str, Any]:
    if not form.is_bound:
        return form.initial
    form.is_valid()
    return {**form.initial, **form.cleaned_data}


def _lowered(form: SettingsForm, values: Mapping[str, Any]) -> Iterator[str]:
    for number, row in enumerate(form.pools, start=1):
        capacity = _values(row).get("capacity")
        if capacity is not None and capacity < row.taken:
            yield _below(_name(row, number, len(form.pools)), capacity, row.taken)
    together, ceiling = sum(row.taken for row in form.pools), values.get("ceiling")
    if ceiling is not None and ceiling < together:
        yield _below(_("All seats together"), ceiling, together)


def _below(name: str, capacity: int, taken: int) -> str:
    words = {"name": name, "taken": taken, "capacity": capacity, "count": taken - capacity}
    sentence = ngettext(
        "%(name)s: %(taken)s are taken. With %(capacity)s nobody loses a seat: the next one who cancels frees none.",
        "%(name)s: %(taken)s are taken. With %(capacity)s nobody loses a seat: the next %(count)s to cancel free none.",
        taken - capacity,
    )
    return sentence % words


def _first(form: SettingsForm, values: Mapping[str, Any], known: Vocabularies, language: str) -> Iterator[str]:
    if values["approval"] == Approval.NONE:
        yield _("Whoever registers first gets a seat.")
    elif values["approval"] == Approval.ORGANISER:
        yield _("Nobody has a seat before you have approved it. Those who registered first then come first.")
    else:
        yield _(
            "Nobody has a seat before their supervisor has approved it. Those who registered first then come first."
        )
    for number, row in enumerate(form.pools, start=1):
        said = _values(row)
        if said.get("kept_for") and said.get("kept_until"):
            yield _("%(name)s: until %(moment)s only for %(whom)s, then for everybody.") % {
                "name": _name(row, number, len(form.pools)),
                "moment": dates.moment(said["kept_until"], language),
                "whom": kept_for.whom(said["kept_for"], known, language),
            }
    if values.get("ceiling") is not None:
        yield _("At most %(count)s take part together, whatever the kinds of seats have room for.") % {
            "count": values["ceiling"]
        }


def _full(values: Mapping[str, Any]) -> Iterator[str]:
    limit = values.get("waiting_list_limit")
    if limit == 0:
        yield _("There is no waiting list: registration closes for as long as no seat is free.")
        return
    if limit is None:
        yield _("The others wait in one queue.")
    else:
        yield _("The others wait in one queue of at most %(count)s.") % {"count": limit}
    if values["waiting_list_mode"] == Event.WaitingListMode.AUTOMATIC:
        yield _("A seat that becomes free goes to the next at once, without asking.")
    else:
        yield ngettext(
            "A seat that becomes free is offered to the next, who has %(count)s hour to accept.",
            "A seat that becomes free is offered to the next, who has %(count)s hours to accept.",
            values["offer_hours"],
        ) % {"count": values["offer_hours"]}
        if values["confirms_last_hours"]:
            yield ngettext(
                "In the last %(count)s hour before the training nobody is asked: the next gets the seat.",
                "In the last %(count)s hours before the training nobody is asked: the next gets the seat.",
                values["confirms_last_hours"],
            ) % {"count": values["confirms_last_hours"]}
    if values["holds_unverified"] != Holding.NEVER:
        yield _unverified(values)


def _unverified(values: Mapping[str, Any]) -> str:
    hours = {"count": values["verify_hours"]}
    if values["holds_unverified"] == Holding.ALWAYS:
        return (
            ngettext(
                "A seat whose address is not confirmed in %(count)s hour is given up.",
                "A seat whose address is not confirmed in %(count)s hours is given up.",
                values["verify_hours"],
            )
            % hours
        )
    return (
        ngettext(
            "A seat whose address is not confirmed in %(count)s hour goes to the queue when somebody waits.",
            "A seat whose address is not confirmed in %(count)s hours goes to the queue when somebody waits.",
            values["verify_hours"],
        )
        % hours
    )


def _leaving(values: Mapping[str, Any], language: str) -> Iterator[str]:
    until: datetime | None = values.get("cancel_until")
    if until is None:
        yield _("Participants can cancel by themselves until the training begins.")
        return
    moment = {"moment": dates.moment(until, language)}
    if values["late_cancelling"] == RegistrationTerms.LateCancelling.ORGANISER:
        yield _("Participants can cancel by themselves until %(moment)s, and after that only through you.") % moment
    else:
        yield _("Participants can cancel by themselves to the end; after %(moment)s it is marked as late.") % moment


def _besides(values: Mapping[str, Any], language: str) -> Iterator[str]:
    if values["largest_group"]:
        yield _(
            "One person may register up to %(count)s people. Seats without a name are given up %(days)s days before."
        ) % {"count": values["largest_group"], "days": values["names_due_days"]}
    else:
        yield _("Everybody registers for themselves.")
    fewest, decides_at = values.get("minimum_participants"), values.get("decides_at")
    if fewest and decides_at:
        moment = dates.moment(decides_at, language)
        yield _("With fewer than %(count)s you decide by %(moment)s.") % {"count": fewest, "moment": moment}
    elif fewest:
        yield _("With fewer than %(count)s you are warned.") % {"count": fewest}


def _name(row: SeatsForm, number: int, count: int) -> str:
    if count == 1:
        return _("Seats")
    said = _values(row)
    delivery = {"onsite": _("On site"), "online": _("Online")}.get(said.get("delivery") or "", "")
    named = next((said[name] for name in ("name_fi", "name_sv", "name_en") if said.get(name)), "")
    return named or delivery or _("Seats, kind %(number)s") % {"number": number}
