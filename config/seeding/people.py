"""People with invented names and addresses of reserved domains, who come back to trainings over the years."""

import random
import unicodedata
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import accumulate

from catalogue.models import Person
from catalogue.vocabularies import Vocabularies
from config.seeding import bank
from config.seeding.rows import uuid_from
from registrations.registering import Participant

# Everything after the at sign ends with this: a domain that can never exist (RFC 2606).
DOMAIN = "example"
# How often a registration is somebody's first, while the calendar is new and later.
FIRST_TIMERS = (0.33, 0.12)
# Those who came lately come again more often than those of years ago.
RECENT = 2.6
# As people leave and others follow them, those who come stay about this many times as many as in the first year.
REACH, FEW = 1.4, 30


@dataclass(frozen=True, slots=True)
class Town:
    region: str
    name: dict[str, str]
    employer: dict[str, str]
    weight: int

    @property
    def is_bilingual(self) -> bool:
        return bool(self.name["sv"])


@dataclass(frozen=True, slots=True)
class Work:
    sector: str
    level: str
    group: str
    titles: list[str]
    units: list[str]


@dataclass(slots=True)
class Known:
    """Somebody in the database or on the way there; `first_at` is when they registered for the first time."""

    person_id: uuid.UUID
    language: str
    first_at: datetime | None = None
    is_stored: bool = False


def towns() -> list[Town]:
    return [
        Town(region, {"fi": fi, "sv": sv}, {"fi": employer_fi, "sv": employer_sv}, int(weight))
        for region, fi, employer_fi, sv, employer_sv, weight in bank.lines("towns")
    ]


@dataclass
class Population:
    """Draws participants: some for the first time, most again."""

    rng: random.Random
    vocabularies: Vocabularies
    known: dict[str, Known]
    is_first_year: bool = True
    _met: dict[tuple[str, str, str], list[Participant]] = field(default_factory=lambda: defaultdict(list))

    _reaches: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = {section: " ".join(fields).split() for section, fields in bank.sections("names")}
        self._names = {language: (names[f"{language} first"], names[f"{language} family"]) for language in ("fi", "sv")}
        self._work: dict[tuple[str, str], list[Work]] = defaultdict(list)
        for sector, language, level, group, titles, units in bank.lines("work"):
            work = Work(sector, level, group, titles.split("; "), units.split("; "))
            self._work[sector, language].append(work)
        everywhere = towns()
        self._towns = {
            language: _weighted([town for town in everywhere if language == "fi" or town.is_bilingual])
            for language in ("fi", "sv")
        }
        regions = sorted({town.region for town in everywhere})
        self._regional = {
            (language, region): _weighted(found)
            for region in regions
            for language in ("fi", "sv")
            if (found := [town for town in self._towns[language][0] if town.region == region])
        }

    def draw(self, *, language: str, sector: str, region: str, besides: Collection[str]) -> Participant:
        """Answer somebody of this language, sector and region ("" anywhere) whose address is not among `besides`."""
        met = self._met.get((language, sector, region), [])
        reach = len(met)
        if not self.is_first_year:
            reach = self._reaches.setdefault((language, sector, region), max(FEW, int(REACH * len(met))))
        for _attempt in range(4):
            if not met or self.rng.random() < FIRST_TIMERS[not self.is_first_year]:
                break
            somebody = met[-1 - int(min(len(met), reach) * self.rng.random() ** RECENT)]
            if somebody.email not in besides:
                return somebody
        return self._new(language, sector, region)

    def person_of(self, email: str, language: str, at: datetime) -> uuid.UUID:
        """Answer who is behind an address, remembering when that was first asked for."""
        known = self.known.get(email)
        if known is None:
            known = self.known[email] = Known(uuid_from(self.rng), language)
        if not known.is_stored and (known.first_at is None or at < known.first_at):
            known.first_at, known.language = at, language
        return known.person_id

    def persons(self) -> Iterator[Person]:
        """The rows of those who are not in the database yet."""
        for email, known in self.known.items():
            if not known.is_stored and known.first_at is not None:
                yield Person(
                    id=known.person_id,
                    pseudonym=uuid_from(self.rng),
                    email=email,
                    language=known.language,
                    email_verified_at=known.first_at,
                    created_at=known.first_at,
                )

    def _new(self, language: str, sector: str, region: str) -> Participant:
        rng = self.rng
        choices, weights = self._regional.get((language, region)) or self._towns[language]
        town = rng.choices(choices, cum_weights=weights)[0]
        first, last = (rng.choice(names) for names in self._names[language])
        work = rng.choice(self._work[sector, language])
        participant = Participant(
            first_name=first,
            last_name=last,
            email=self._address(first, last, town),
            phone=f"0{rng.choice((40, 44, 45, 50))} {rng.randrange(100, 1000)} {rng.randrange(1000, 10000)}"
            if rng.random() < 0.35  # noqa: PLR2004 - the telephone number is voluntary
            else "",
            workplace=town.employer[language],
            unit=rng.choice(work.units),
            municipality=town.name[language],
            sector_id=self._id(self.vocabularies.sectors.get(sector)),
            level_id=self._id(self.vocabularies.levels.get(work.level)),
            professional_group=work.group,
            job_title=rng.choice(work.titles),
            language=language,
        )
        self._met[language, sector, ""].append(participant)
        self._met[language, sector, town.region].append(participant)
        return participant

    def _address(self, first: str, last: str, town: Town) -> str:
        name, domain = f"{ascii_of(first)}.{ascii_of(last)}", f"{ascii_of(town.name['fi'])}.{DOMAIN}"
        address, number = f"{name}@{domain}", 1
        while address in self.known:
            number += 1
            address = f"{name}{number}@{domain}"
        self.known[address] = Known(uuid_from(self.rng), "fi")
        return address

    @staticmethod
    def _id(term: object) -> int | None:
        return getattr(term, "id", None)


def stored() -> dict[str, Known]:
    """Those with an address of a reserved domain who are in the database already."""
    rows = Person.objects.filter(email__endswith=f".{DOMAIN}").order_by("email")
    return {
        email: Known(pk, language, is_stored=True)
        for pk, email, language in rows.values_list("pk", "email", "language")
        if email
    }


def ascii_of(name: str) -> str:
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower().replace(" ", "")


def _weighted(found: list[Town]) -> tuple[list[Town], list[int]]:
    return found, list(accumulate(town.weight for town in found))
