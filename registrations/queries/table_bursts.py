"""Bursts of registrations that may be false names: many within minutes from one network, or that nobody confirms."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from events.models import Event
from registrations.models import Registration

# So many from one network without a confirmed address, with no longer pause between them.
FEWEST_OF_ONE_NETWORK = 5
FEWEST_OF_MANY = 10
LONGEST_PAUSE = timedelta(minutes=5)
# When registration opens many come at once, and most confirm within the hour.
TIME_TO_CONFIRM = timedelta(hours=1)
UNCONFIRMED_SHARE = 0.9
BY_THEMSELVES = ("page", "api")


@dataclass(frozen=True, slots=True)
class Burst:
    """`of_one_network`: all came from one network address."""

    ids: tuple[uuid.UUID, ...]
    starts_at: datetime
    ends_at: datetime
    of_one_network: bool
    # As a span of time is written.
    all_day: bool = False

    @property
    def count(self) -> int:
        return len(self.ids)

    @property
    def joined_ids(self) -> str:
        return ",".join(map(str, self.ids))


@dataclass(frozen=True, slots=True)
class _Came:
    id: uuid.UUID
    at: datetime
    origin: str
    is_confirmed: bool


def of_event(event: Event, *, now: datetime) -> list[Burst]:
    """The bursts among those in force that registered themselves, the latest first: one query."""
    rows = Registration.objects.active().filter(event=event, channel__in=BY_THEMSELVES, person__isnull=False)
    columns = ("pk", "created_at", "origin", "person__email_verified_at")
    found = rows.order_by("created_at", "pk").values_list(*columns)
    came = [_Came(pk, at, origin, verified is not None) for pk, at, origin, verified in found]
    return sorted(_found(came, now), key=lambda burst: burst.starts_at, reverse=True)


def _found(came: list[_Came], now: datetime) -> Iterator[Burst]:
    taken: set[uuid.UUID] = set()
    unconfirmed = [each for each in came if not each.is_confirmed]
    for origin in sorted({each.origin for each in unconfirmed} - {""}):
        for run in _runs(each for each in unconfirmed if each.origin == origin):
            if len(run) >= FEWEST_OF_ONE_NETWORK:
                taken |= {each.id for each in run}
                yield _burst(run, of_one_network=True)
    for run in _runs(each for each in unconfirmed if each.id not in taken and each.at < now - TIME_TO_CONFIRM):
        if len(run) >= FEWEST_OF_MANY and _share(run, came) >= UNCONFIRMED_SHARE:
            yield _burst(run, of_one_network=False)


def _runs(came: Iterable[_Came]) -> Iterator[list[_Came]]:
    """Those that came one upon the other, as they came."""
    run: list[_Came] = []
    for each in came:
        if run and each.at - run[-1].at > LONGEST_PAUSE:
            yield run
            run = []
        run.append(each)
    if run:
        yield run


def _share(run: list[_Came], came: list[_Came]) -> float:
    """How much of all that came meanwhile it is."""
    meanwhile = sum(run[0].at <= each.at <= run[-1].at for each in came)
    return len(run) / meanwhile


def _burst(run: list[_Came], *, of_one_network: bool) -> Burst:
    return Burst(tuple(each.id for each in run), run[0].at, run[-1].at, of_one_network)
