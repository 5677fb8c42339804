"""What has happened to a registration, in words: who, when, why, and why a seat went to this person."""

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from registrations.models import Registration, RegistrationChange

Words = str | Promise
STATES = dict(Registration.State.choices)
DONE: Mapping[str, Words] = MappingProxyType({
    "register": gettext_lazy("Registered"),
    "promote": gettext_lazy("Got a seat from the queue"),
    "offer": gettext_lazy("Was offered a seat"),
    "accept": gettext_lazy("The offer was accepted"),
    "decline": gettext_lazy("The offer was declined"),
    "expire": gettext_lazy("The offer expired"),
    "cancel": gettext_lazy("Cancelled"),
    "correct": gettext_lazy("Details corrected"),
    "merge": gettext_lazy("Passed on to a joint training"),
    "forget": gettext_lazy("Personal data removed"),
    "change_supervisor": gettext_lazy("Another supervisor was asked"),
    "resend": gettext_lazy("Message sent again"),
    "approve": gettext_lazy("Approved"),
    "reject": gettext_lazy("Not approved"),
    "change_pool": gettext_lazy("Seats changed"),
    "reorder": gettext_lazy("Moved in the queue"),
    "overbook": gettext_lazy("Given a seat beyond the capacity"),
    "add": gettext_lazy("Added by the organiser"),
    "release_unnamed": gettext_lazy("The seat was not given a name in time"),
    "release_unverified": gettext_lazy("The address was not confirmed in time"),
    "wait_together": gettext_lazy("How the group waits was changed"),
    "substitute": gettext_lazy("A colleague took the seat"),
    "verify": gettext_lazy("Address confirmed"),
    "name": gettext_lazy("The seat was given a name"),
    "reconfirm": gettext_lazy("Confirmed after a change"),
})  # fmt: skip
# What the history names a task of the system by.
SYSTEM: Mapping[str, Words] = MappingProxyType({
    "waiting_list": gettext_lazy("The waiting list"),
    "offers": gettext_lazy("The deadline of the offer"),
    "holding": gettext_lazy("The deadline of confirming the address"),
    "groups": gettext_lazy("The deadline of naming"),
    "forgetting": gettext_lazy("The nightly removal of personal data"),
})  # fmt: skip
# Who was ahead in the queue and did not get the seat.
PASSED_OVER: Mapping[str, Callable[[int], str]] = MappingProxyType({
    "other_seats": lambda count: ngettext(
        "%(count)s who was ahead waits for other seats.", "%(count)s who were ahead wait for other seats.", count
    ),
    "kept_for_others": lambda count: ngettext(
        "%(count)s who was ahead may not take it yet: it is kept for others.",
        "%(count)s who were ahead may not take it yet: it is kept for others.",
        count,
    ),
    "together": lambda count: ngettext(
        "%(count)s who was ahead waits in a group for more seats.",
        "%(count)s who were ahead wait in a group for more seats.",
        count,
    ),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the history; `notes` say more about it."""

    at: datetime
    who: str
    done: str
    from_state: str
    to_state: str
    reason: str
    notes: list[str]


def of_registration(registration_id: uuid.UUID, labels: Mapping[str, Words], pools: Mapping[int, str]) -> list[Step]:
    """The newest first; `labels` name the columns of the record, `pools` the seats: one query."""
    rows = RegistrationChange.objects.filter(registration=registration_id).select_related("actor_user")
    return [_step(row, labels, pools) for row in rows.order_by("-id")]


def _step(row: RegistrationChange, labels: Mapping[str, Words], pools: Mapping[int, str]) -> Step:
    is_moved = row.from_state != row.to_state and bool(row.from_state)
    return Step(
        at=row.at,
        who=who(row),
        done=str(DONE.get(row.action, row.action)),
        from_state=str(STATES.get(row.from_state, "")) if is_moved else "",
        to_state=str(STATES.get(row.to_state, "")) if row.from_state != row.to_state else "",
        reason=row.reason,
        notes=list(_notes(row, labels, pools)),
    )


def who(row: RegistrationChange) -> str:
    if row.actor_user:
        name = row.actor_user.get_full_name()
        return f"{name} ({row.actor_label})" if row.actor_label else name
    if row.actor_kind == "person" and row.actor_label == "supervisor":
        return _("The supervisor")
    if row.actor_kind == "person":
        return _("The participant")
    if row.actor_kind == "system":
        return str(SYSTEM.get(row.actor_label, _("The calendar itself")))
    return row.actor_label or _("Somebody who is not here any more")


def _notes(row: RegistrationChange, labels: Mapping[str, Words], pools: Mapping[int, str]) -> Iterator[str]:
    details = row.details
    if fields := details.get("fields"):
        names = ", ".join(str(labels.get(field, field)) for field in fields)
        yield _("Changed: %(fields)s") % {"fields": names}
    if reference := details.get("by"):
        yield _("The colleague’s registration: %(reference)s") % {"reference": reference}
    if reference := details.get("instead_of"):
        yield _("In the place of registration %(reference)s") % {"reference": reference}
    if details.get("late"):
        yield _("This was after the deadline of cancelling.")
    if details.get("overbooked"):
        yield _("This is one more than the number of seats.")
    if pool := details.get("pool"):
        yield from _seats(pool, pools)
    if place := details.get("place"):
        yield _("Place in the queue: from %(before)s to %(after)s") % {"before": place["from"], "after": place["to"]}
    if freed := details.get("freed_by"):
        yield _freed(freed)
    passed = details.get("passed_over") or {}
    for reason, count in passed.items():
        yield _passed_over(reason, count)


def _seats(pool: Any, pools: Mapping[int, str]) -> Iterator[str]:
    """Which seat was given, or which one went for which; of one kind alone there is nothing to say."""
    if len(pools) < 2:  # noqa: PLR2004 - several kinds
        return
    if isinstance(pool, Mapping):
        said = {"before": pools.get(pool["from"], ""), "after": pools.get(pool["to"], "")}
        yield _("Seats: from %(before)s to %(after)s") % said
    elif pool in pools:
        yield _("Seats: %(name)s") % {"name": pools[pool]}


def _freed(freed: Mapping[str, Any]) -> str:
    """Where the seat came from."""
    done = str(DONE.get(freed.get("action", ""), freed.get("action", "")))
    if freed.get("reference"):
        said = {"reference": freed["reference"], "done": done}
        return _("The seat was freed by registration %(reference)s: %(done)s.") % said
    return _("The seat became free: %(done)s.") % {"done": done}


def _passed_over(reason: str, count: int) -> str:
    words = PASSED_OVER.get(reason)
    said = (
        words(count)
        if words
        else ngettext("%(count)s who waits was passed over.", "%(count)s who wait were passed over.", count)
    )
    return said % {"count": count}
