"""Emptying registrations and groups of everything personal: every figure stays, nobody's name does."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import F, Model

from catalogue import personal_data
from catalogue.actors import Actor
from catalogue.personal_data import Erased, Whose
from registrations.models import GroupBooking, Registration, RegistrationChange
from registrations.personal_data import CONTACT, OF_CERTIFICATES, RECORD

BATCH = 5_000
K = TypeVar("K")


def empty_registrations(ids: Collection[UUID], *, by: Actor, action: str, now: datetime) -> int:
    """Empty the record of these registrations with all that hangs on it, end their links, and note that it was done."""
    _empty(ids, list(RECORD), by=by, action=action, now=now)
    Registration.objects.filter(pk__in=ids).update(link_version=F("link_version") + 1)
    return len(ids)


def keep_for_certificates(ids: Collection[UUID], *, by: Actor, action: str, now: datetime) -> int:
    """Empty these registrations but for what a certificate of attendance says, and its way to its owner."""
    _empty(ids, [name for name in RECORD if name not in OF_CERTIFICATES], by=by, action=action, now=now)
    return len(ids)


def _empty(ids: Collection[UUID], columns: Sequence[str], *, by: Actor, action: str, now: datetime) -> None:
    for part in _parts(sorted(ids)):
        rows = Registration.objects.filter(pk__in=part)
        rows.update(**dict.fromkeys(columns, ""), revision=F("revision") + 1, updated_at=now)
        for model in _hanging():
            model._default_manager.filter(registration__in=part).delete()  # noqa: SLF001 - Django's own name for it
        RegistrationChange.objects.filter(registration__in=part).exclude(reason="").update(reason="")
        RegistrationChange.objects.bulk_create(
            RegistrationChange(
                registration_id=pk, at=now, action=action, from_state=state, to_state=state, **by.columns()
            )
            for pk, state in rows.order_by("pk").values_list("pk", "state")
        )


def empty_groups(ids: Collection[UUID]) -> int:
    """Empty the contacts of these groups, and end their links."""
    for part in _parts(sorted(ids)):
        emptied = dict.fromkeys(CONTACT, "")
        GroupBooking.objects.filter(pk__in=part).update(**emptied, link_version=F("link_version") + 1)
    return len(ids)


def _hanging() -> Iterator[type[Model]]:
    """What is declared to go with its registration: notes, answers."""
    for model, whose in personal_data.owners().items():
        if isinstance(whose, Whose) and whose.erased is Erased.DELETED and whose.person.startswith("registration__"):
            yield model


def _parts(ids: Sequence[K]) -> Iterator[Sequence[K]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]
