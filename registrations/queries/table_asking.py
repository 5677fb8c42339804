"""What an organiser's table of registrations is narrowed to and how it is sorted, as its address says it."""

import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.db.models.lookups import In
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalogue import towns
from catalogue.models import Message
from catalogue.vocabularies import Vocabularies
from events.searching.asking import cleaned
from registrations.models import Registration, RegistrationNote
from registrations.models.registrations import RegistrationQuerySet

State = Registration.State
MOST_WORDS = 6
IN_FORCE, ALL = "", "all"
# What stands in an address, in its order; `sort` and `page` are not among them.
FILTERS = ("q", "state", "pool", "language", "sector", "region", "municipality", "group", "mark")
MARKS: Mapping[str, str | Promise] = MappingProxyType({
    "unverified": _("Address not confirmed"),
    "bounced": _("Mail not delivered"),
    "notes": _("With notes"),
})  # fmt: skip
LABELS: Mapping[str, str | Promise] = MappingProxyType({
    "q": _("Search"),
    "pool": _("Seats"),
    "language": _("Language of messages"),
    "sector": _("Sector"),
    "region": _("Region"),
    "municipality": _("Work municipality"),
    "group": _("Group"),
    "mark": pgettext_lazy("registrations", "Marked"),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asking:
    """Values of the filters by name, "" where none was chosen; `sort` is a column, with "-" before it downwards."""

    values: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""

    def value(self, name: str) -> str:
        return self.values.get(name, "")

    @property
    def is_narrowed(self) -> bool:
        """By more than a state."""
        return any(self.values.get(name) for name in FILTERS if name != "state")

    @property
    def query(self) -> str:
        """The query string, without a page."""
        named = [(name, self.value(name)) for name in FILTERS] + [("sort", self.sort)]
        return urlencode([(name, value) for name, value in named if value])

    @property
    def before_page(self) -> str:
        return f"{self.query}&" if self.query else ""

    def choosing(self, name: str, value: str) -> "Asking":
        return replace(self, values={**self.values, name: value})

    def sorted_by(self, code: str) -> "Asking":
        """By this column; downwards when it is sorted by it upwards already."""
        return replace(self, sort=f"-{code}" if self.sort == code else code)


def parse(query: QueryDict, known: Vocabularies, pool_ids: frozenset[int]) -> Asking:
    """What an address asks for; what is not known is passed over."""
    values = {name: cleaned(query.get(name, "")) for name in FILTERS}
    offered: dict[str, bool] = {
        "state": values["state"] in {ALL, *State.values},
        "pool": values["pool"] in {str(pool_id) for pool_id in pool_ids},
        "sector": known.sectors.get(values["sector"]) is not None,
        "region": known.regions.get(values["region"]) is not None,
        "group": _is_uuid(values["group"]),
        "mark": values["mark"] in MARKS,
    }
    return Asking(
        {name: value for name, value in values.items() if value and offered.get(name, True)},
        cleaned(query.get("sort", "")),
    )


def narrowed(rows: RegistrationQuerySet, asking: Asking, known: Vocabularies) -> RegistrationQuerySet:
    """Those that the filters find, whatever their state."""
    for name in FILTERS:
        value = asking.value(name)
        if value and name in _CONDITIONS:
            rows = rows.filter(_CONDITIONS[name](value, known))
    return rows


def in_state(rows: RegistrationQuerySet, state: str) -> RegistrationQuerySet:
    """Those in force unless a state, or all of them, were asked for."""
    if state == ALL:
        return rows
    return rows.filter(state=state) if state else rows.active()


def undelivered() -> Exists:
    """Whether a mail about the registration could not be delivered."""
    return Exists(Message.objects.undelivered().filter(registration_id=OuterRef("pk")))


def _text(value: str, _known: Vocabularies) -> Q:
    """Every word is in a name, the address, the workplace or the reference."""
    found = Q()
    for word in value.split()[:MOST_WORDS]:
        columns = ("first_name", "last_name", "email", "workplace", "reference")
        each = Q()
        for column in columns:
            each |= Q(**{f"{column}__icontains": word})
        found &= each
    return found


def _pool(value: str, _known: Vocabularies) -> Q:
    """Who has a seat in it, or waits for one."""
    return Q(pool=int(value)) | Q(pool=None, wanted_pools__contains=[int(value)])


def _sector(value: str, known: Vocabularies) -> Q:
    term = known.sectors.get(value)
    return Q(sector__in=term.descendant_ids) if term else Q()


def _region(value: str, _known: Vocabularies) -> Q:
    """By the municipality as it was written: its name in Finnish or in Swedish."""
    names = {name.lower() for town in towns.known() if town.region == value for name in (town.name_fi, town.name_sv)}
    return Q(In(Lower("municipality"), sorted(names)))


def _mark(value: str, _known: Vocabularies) -> Q:
    if value == "unverified":
        return Q(person__isnull=False, person__email_verified_at=None)
    if value == "notes":
        return Q(Exists(RegistrationNote.objects.filter(registration=OuterRef("pk"))))
    return Q(undelivered())


_CONDITIONS = {
    "q": _text,
    "pool": _pool,
    "language": lambda value, _known: Q(language=value),
    "sector": _sector,
    "region": _region,
    "municipality": lambda value, _known: Q(municipality__iexact=value),
    "group": lambda value, _known: Q(group=value),
    "mark": _mark,
}


def _is_uuid(value: str) -> bool:
    with suppress(ValueError):
        return bool(uuid.UUID(value))
    return False
