"""The columns of an organiser's table of registrations: what stands in each, and how it is sorted by it."""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db.models import F
from django.db.models.expressions import OrderBy
from django.db.models.functions import Lower
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalogue import towns
from catalogue.vocabularies import Vocabularies, Vocabulary
from events import dates
from events.descriptions import pool_name
from events.models import SeatPool
from registrations.models import Registration


@dataclass(frozen=True, slots=True)
class Words:
    """What cells are written with: the language of the page, and names by id."""

    language: str
    known: Vocabularies
    pools: Mapping[int, SeatPool]
    answers: Mapping[uuid.UUID, Mapping[str, str]] = field(default_factory=dict)

    def answer(self, registration_id: uuid.UUID, code: str) -> str:
        return self.answers.get(registration_id, {}).get(code, "")

    def term(self, vocabulary: Vocabulary, term_id: int | None) -> str:
        return vocabulary.by_id(term_id).name(self.language).value if term_id else ""

    def seats(self, registration: Registration) -> str:
        names = [self.pools[each] for each in registration.meant_pools if each in self.pools]
        # Who would take any of several seats is told apart from who would take one.
        return " / ".join(pool_name(pool, self.language) for pool in names)

    def moment(self, value: datetime | None) -> str:
        return dates.moment(value, self.language) if value else ""


Cell = Callable[[Registration, Words], str]


@dataclass(frozen=True, slots=True)
class Column:
    """`order` are the expressions it is sorted by, upwards; `is_first` stands in every table."""

    code: str
    label: str | Promise
    cell: Cell
    order: tuple[Any, ...]
    is_first: bool = False
    is_contact: bool = False

    def sorted(self, *, downwards: bool) -> list[OrderBy]:
        """What is missing comes last either way."""
        return [
            each.desc(nulls_last=True) if downwards else each.asc(nulls_last=True)
            for each in (F(order) if isinstance(order, str) else order for order in self.order)
        ]


def _plain(code: str, label: str | Promise, *, is_contact: bool = False) -> Column:
    return Column(code, label, lambda row, _words: getattr(row, code), (Lower(code),), is_contact=is_contact)


STATES = dict(Registration.State.choices)
LANGUAGES = {"fi": "suomi", "sv": "svenska", "en": "English"}
CHANNELS: Mapping[str, str | Promise] = MappingProxyType({
    "page": pgettext_lazy("made through", "Page"),
    "api": pgettext_lazy("made through", "Another program"),
    "staff": pgettext_lazy("made through", "Organiser"),
    "import": pgettext_lazy("made through", "Import"),
    "group": pgettext_lazy("made through", "Group"),
    "substitute": pgettext_lazy("made through", "In place of a colleague"),
})  # fmt: skip

_COLUMNS = (
    Column(
        "name", _("Name"), lambda row, _words: row.full_name, (Lower("last_name"), Lower("first_name")), is_first=True
    ),
    Column("state", _("State"), lambda row, _words: str(STATES[row.state]), ("state", "queue_number"), is_first=True),
    Column("pool", _("Seats"), lambda row, words: words.seats(row), ("pool__position",)),
    _plain("email", _("E-mail"), is_contact=True),
    _plain("phone", _("Telephone"), is_contact=True),
    _plain("workplace", _("Workplace or organisation")),
    _plain("unit", _("Unit")),
    Column(
        "municipality",
        _("Work municipality"),
        lambda row, words: towns.name_in(row.municipality, words.language),
        (Lower("municipality"),),
    ),
    Column(
        "sector",
        _("Sector"),
        lambda row, words: words.term(words.known.sectors, row.sector_id),
        ("sector__position",),
    ),
    Column(
        "level",
        _("Education level"),
        lambda row, words: words.term(words.known.levels, row.level_id),
        ("level__position",),
    ),
    _plain("professional_group", _("Professional group")),
    _plain("job_title", _("Job title")),
    Column("language", _("Language of messages"), lambda row, _words: LANGUAGES.get(row.language, ""), ("language",)),
    Column("reference", _("Reference"), lambda row, _words: row.reference, ("reference",)),
    Column("registered", _("Registered"), lambda row, words: words.moment(row.created_at), ("created_at",)),
    Column(
        "changed",
        pgettext_lazy("registrations", "Changed"),
        lambda row, words: words.moment(row.updated_at),
        ("updated_at",),
    ),
    Column(
        "channel",
        _("Made through"),
        lambda row, _words: str(CHANNELS.get(row.channel, row.channel)),
        ("channel",),
    ),
)
COLUMNS: Mapping[str, Column] = MappingProxyType({column.code: column for column in _COLUMNS})
# What the codes of columns of a training’s own questions begin with.
QUESTION = "question-"
FIRST = tuple(column.code for column in _COLUMNS if column.is_first)
DEFAULT = ("pool", "email", "workplace", "municipality", "registered")


def chosen(codes: Iterable[str] | None, questions: Sequence[Column] = ()) -> list[Column]:
    """The columns of these codes in their order, after those that stand in every table; the usual ones for None."""
    wanted = set(DEFAULT if codes is None else codes)
    return [column for column in (*_COLUMNS, *questions) if column.is_first or column.code in wanted]


def order_of(sort: str, questions: Sequence[Column] = ()) -> list[OrderBy]:
    """How rows are sorted; as they came when nothing, or nothing known, was asked for."""
    code = sort.removeprefix("-")
    column = COLUMNS.get(code) or next((each for each in questions if each.code == code), None)
    if column is None:
        return [F("created_at").asc(), F("pk").asc()]
    return [*column.sorted(downwards=sort.startswith("-")), F("created_at").asc(), F("pk").asc()]
