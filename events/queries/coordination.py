"""What coordinators see at a glance: what is open by weight and age, what was agreed, who overlaps with whom."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, Func, TextField
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalogue.texts import Text
from catalogue.vocabularies import Term
from events import dates
from events.models import OverlapCase, OverlapChange, Severity
from events.queries import cases
from events.queries.cases import CasePair
from events.queries.searches import Reader

MONTHS = 12
MOST_LATE = 10
# Days that a case has been open, up to and with; the last has no end.
AGES: tuple[tuple[int | None, str | Promise], ...] = (
    (7, _("a week at most")),
    (14, _("8–14 days")),
    (30, _("15–30 days")),
    (None, _("over 30 days")),
)
WEIGHTS = (Severity.HIGH, Severity.MEDIUM)
OUTCOMES = OverlapCase.SETTLED
OUTCOME_NAMES: dict[str, str | Promise] = {each.value: each.label for each in OUTCOMES}


def _pair(of: str = "") -> Func:
    return Func(f"{of}first", f"{of}second", function="ROW", output_field=TextField())


_PAIRS = Count(_pair(), distinct=True)


@dataclass(frozen=True, slots=True)
class CountedRow:
    """A row of figures in the order of its table's columns."""

    name: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class SeverityRow(CountedRow):
    """What is open of a weight, by age."""

    severity: str


@dataclass(frozen=True, slots=True)
class Month(CountedRow):
    """What was settled in a month, by outcome."""

    first: date


@dataclass(frozen=True, slots=True)
class Agency:
    code: str
    name: Text
    short_name: Text
    # As short as can be, for the head of a column.
    mark: str


@dataclass(frozen=True, slots=True)
class PairCell:
    """How many open overlaps two agencies have, and by what they are found again; None where they are the same."""

    other: Agency
    count: int | None


@dataclass(frozen=True, slots=True)
class PairRow:
    agency: Agency
    cells: tuple[PairCell, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    rows: tuple[SeverityRow, ...]
    open_total: int
    late_total: int
    late: list[CasePair]
    months: tuple[Month, ...]
    settled_total: int
    closed_by_themselves: int
    pairs: tuple[PairRow, ...]

    @property
    def agencies(self) -> list[Agency]:
        return [row.agency for row in self.pairs]

    @property
    def ages(self) -> list[str | Promise]:
        return [name for _days, name in AGES]


def overview(read: Reader) -> Overview:
    """Everything of the dashboard in a fixed number of queries. What lies within one organisation is its own affair.

    What overlaps in several ways counts once, as it does in the list.
    """
    between = OverlapCase.objects.filter(is_internal=False).exclude(first__lead=F("second__lead"))
    unsettled = between.unsettled()
    today = timezone.localdate(read.now)
    late = unsettled.overdue(read.now)
    shown = late.select_related("first", "second").order_by("due_on", "id")[:MOST_LATE]
    months, closed = _months(read)
    rows = _by_age(unsettled.values_list("first", "second", "severity", "opened_at"), today)
    return Overview(
        rows=rows,
        open_total=sum(row.total for row in rows),
        late_total=late.aggregate(total=_PAIRS)["total"],
        late=cases.pairs_of(list(shown), read),
        months=months,
        settled_total=sum(month.total for month in months),
        closed_by_themselves=closed,
        pairs=_pairs(read, unsettled.values_list("first__lead", "second__lead").annotate(number=_PAIRS)),
    )


def _by_age(found: Iterable[tuple[UUID, UUID, str, datetime]], today: date) -> tuple[SeverityRow, ...]:
    """Each pair by its gravest case, and by the oldest of those."""
    pairs: dict[tuple[UUID, UUID], tuple[int, datetime]] = {}
    for first, second, severity, opened_at in found:
        this = (WEIGHTS.index(severity), opened_at)
        pairs[first, second] = min(this, pairs.get((first, second), this))
    counted = Counter((weight, _age(opened_at, today)) for weight, opened_at in pairs.values())
    return tuple(
        SeverityRow(
            name=str(severity.label),
            counts=tuple(counted[weight, age] for age in range(len(AGES))),
            severity=severity.value,
        )
        for weight, severity in enumerate(WEIGHTS)
    )


def _age(opened_at: datetime, today: date) -> int:
    """The place among AGES."""
    days = (today - timezone.localdate(opened_at)).days
    return next(place for place, (most, _name) in enumerate(AGES) if most is None or days <= most)


def _months(read: Reader) -> tuple[tuple[Month, ...], int]:
    """What was settled in each of the last months, this one included, and how many cases closed by themselves."""
    firsts = _firsts(timezone.localdate(read.now))
    found = (
        OverlapChange.objects.filter(
            at__gte=dates.midnight(firsts[0]),
            to_state__in=[*OUTCOMES, OverlapCase.State.CLOSED],
            case__is_internal=False,
        )
        .exclude(from_state=F("to_state"))
        .annotate(month=TruncMonth("at"))
        .values_list("month", "to_state")
        .annotate(number=Count(_pair("case__"), distinct=True))
        .order_by()
    )
    counted = {(timezone.localdate(month), state): number for month, state, number in found}
    months = tuple(
        Month(
            name=dates.month_of_the_year(first, read.language),
            counts=tuple(counted.get((first, outcome), 0) for outcome in OUTCOMES),
            first=first,
        )
        for first in firsts
    )
    closed = sum(number for (_month, state), number in counted.items() if state == OverlapCase.State.CLOSED)
    return months, closed


def _firsts(today: date) -> list[date]:
    """The first days of the months shown, the oldest first."""
    first = today.replace(day=1)
    found = [first]
    while len(found) < MONTHS:
        first = (first - timedelta(days=1)).replace(day=1)
        found.append(first)
    return found[::-1]


def _pairs(read: Reader, found: Iterable[tuple[int, int, int]]) -> tuple[PairRow, ...]:
    """The agencies that have open overlaps, each against each; units count for themselves."""
    counted: Counter[tuple[int, int]] = Counter()
    for first, second, number in found:
        counted[first, second] += number
        counted[second, first] += number
    known = read.vocabularies.organisations
    ids = {each for pair in counted for each in pair}
    terms = [term for term in known if term.id in ids]
    totals = Counter({each: sum(count for pair, count in counted.items() if pair[0] == each) for each in ids})
    terms.sort(key=lambda term: -totals[term.id])
    agencies = {term.id: _agency(term, read.language) for term in terms}
    return tuple(
        PairRow(
            agencies[row.id],
            tuple(
                PairCell(agencies[column.id], None if row.id == column.id else counted[row.id, column.id])
                for column in terms
            ),
        )
        for row in terms
    )


def _agency(term: Term, language: str) -> Agency:
    short_name = term.short_name(language)
    return Agency(term.code, term.name(language), short_name, term.abbreviation or short_name.value)
