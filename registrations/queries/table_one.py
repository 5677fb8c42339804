"""One registration as the organiser's page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalogue.texts import Text
from events.descriptions import pool_name
from events.queries.searches import Reader
from registrations import asking, waiting_list
from registrations.models import Registration, RegistrationNote
from registrations.queries import messages, table, table_columns, table_history
from registrations.queries.messages import Mailed
from registrations.queries.table_columns import CHANNELS, LANGUAGES
from registrations.queries.table_history import Step

# Columns of the record as its corrections name them.
LABELS: Mapping[str, str | Promise] = MappingProxyType({
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "email": _("E-mail"),
    "phone": _("Telephone"),
    "workplace": _("Workplace or organisation"),
    "unit": _("Unit"),
    "municipality": _("Work municipality"),
    "sector_id": _("Sector"),
    "level_id": _("Education level"),
    "professional_group": _("Professional group"),
    "job_title": _("Job title"),
    "language": _("Language of messages"),
})  # fmt: skip
_SHOWN = (
    "pool",
    "phone",
    "workplace",
    "unit",
    "municipality",
    "sector",
    "level",
    "professional_group",
    "job_title",
)


@dataclass(frozen=True, slots=True)
class Note:
    id: int
    text: str
    who: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class OneRegistration:
    registration: Registration
    place: int | None
    is_verified: bool
    facts: list[tuple[str | Promise, str]]
    answers: list[tuple[Text, str]]
    history: list[Step]
    notes: list[Note]
    messages: list[Mailed]


def one(registration: Registration, read: Reader) -> OneRegistration:
    """The registration of a training whose participants the reader handles: eight queries, nine of one who waits."""
    found = table.of_event(registration.event, read)
    words = found.words([], [])
    facts = [
        (column.label, column.cell(registration, words)) for code in _SHOWN if (column := table_columns.COLUMNS[code])
    ]
    if group := registration.group:
        facts.append((_("Group"), f"{group.workplace}, {group.contact_name}, {group.contact_email}"))
    facts += [
        (_("Language of messages"), LANGUAGES.get(registration.language, "")),
        (_("Registered"), words.moment(registration.created_at)),
        (_("Made through"), str(CHANNELS.get(registration.channel, registration.channel))),
    ]
    said = asking.answers_in_words([registration.pk], read.language).get(registration.pk, ())
    return OneRegistration(
        registration=registration,
        place=waiting_list.place(registration),
        is_verified=registration.person is not None and registration.person.email_verified_at is not None,
        answers=list(said),
        facts=[(label, value) for label, value in facts if value],
        history=table_history.of_registration(
            registration.pk, LABELS, {pk: pool_name(pool, read.language) for pk, pool in found.pools.items()}
        ),
        notes=_notes(registration),
        messages=messages.of_registration(registration.pk),
    )


def _notes(registration: Registration) -> list[Note]:
    rows = RegistrationNote.objects.filter(registration=registration).select_related("author")
    return [
        Note(row.pk, row.text, row.author.get_full_name() if row.author else "", row.created_at)
        for row in rows.order_by("-created_at", "-pk")
    ]
