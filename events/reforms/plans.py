"""Plan files of reforms: which organisation's work passes to which other, by sector. Mistakes are named with place."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from catalogue.models import Organisation, Sector, Succession

EVERYTHING = "*"
KEYS = {"name", "note", "closed_on", "in_force_from", "succession", "decisions"}
ROW_KEYS = {"from", "to", "sectors", "note"}
DECISIONS = {"trainings", "people", "tokens", "calendars"}
LONGEST_NAME = 200


class PlanError(ValueError):
    """A plan that cannot be carried out; `mistakes` are lines of place and reason, all that were found."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


@dataclass(frozen=True)
class Plan:
    """`heirs` leads from an organisation and a sector (None: every sector) to what takes its work over."""

    name: str
    closed_on: date
    in_force_from: date
    succession: list[dict[str, Any]]
    heirs: Mapping[tuple[int, int | None], int]
    organisations: Mapping[int, Organisation]
    # What somebody has decided where the sectors do not: slug or id, e-mail, beginning of a token, or id or name of a
    # calendar, to codes.
    decisions: Mapping[str, Mapping[str, list[int]]] = field(default_factory=dict)

    @property
    def closing_ids(self) -> list[int]:
        return list(dict.fromkeys(predecessor for predecessor, _part in self.heirs))

    def heirs_of(self, predecessor_id: int) -> list[int]:
        """All that take over a part of its work, in the order of the plan."""
        return list(dict.fromkeys(heir for (old, _sector), heir in self.heirs.items() if old == predecessor_id))

    def heir_of(self, predecessor_id: int, sector_id: int) -> int | None:
        return self.heirs.get((predecessor_id, None)) or self.heirs.get((predecessor_id, sector_id))


def read(text: str) -> Plan:
    """Answer the plan of a file's text; raises PlanError with everything that is wrong with it."""
    try:
        said = json.loads(text)
    except json.JSONDecodeError as error:
        raise PlanError([f"line {error.lineno}, column {error.colno}: {error.msg}"]) from error
    return _Reader(_plan_within(said)).read()


def _plan_within(said: Any) -> Any:
    """The plan itself, or the one that a file of reference data holds."""
    if isinstance(said, dict) and "succession" not in said:
        within = [value for value in said.values() if isinstance(value, dict) and "succession" in value]
        return within[0] if len(within) == 1 else said
    return said


class _Reader:
    """Reads one plan and gathers its mistakes."""

    def __init__(self, said: Any) -> None:
        self.said = said
        self.mistakes: list[str] = []
        rows = list(Organisation.objects.all())
        self.organisations = {row.pk: row for row in rows}
        self.codes = {row.slug: row.pk for row in rows} | {row.reference: row.pk for row in rows if row.reference}
        self.sectors = dict(Sector.objects.filter(is_active=True).order_by("position").values_list("code", "pk"))
        self.heirs: dict[tuple[int, int | None], int] = {}

    def read(self) -> Plan:
        if not isinstance(self.said, dict):
            raise PlanError(["the file: an object with closed_on, in_force_from and succession is expected"])
        self._refuse_unknown("", self.said, KEYS)
        closed_on, in_force_from = self._date("closed_on"), self._date("in_force_from")
        if closed_on and in_force_from and closed_on >= in_force_from:
            self._note("in_force_from", f"must come after closed_on, {closed_on}")
        rows = self._rows()
        for number, row in enumerate(rows):
            self._row(f"succession[{number}]", row, closed_on, in_force_from)
        self._whole()
        decisions = self._decisions()
        if self.mistakes or closed_on is None or in_force_from is None:
            raise PlanError(self.mistakes)
        name = str(self.said.get("name") or _("Reform of organisations %(year)s") % {"year": in_force_from.year})
        return Plan(name[:LONGEST_NAME], closed_on, in_force_from, rows, self.heirs, self.organisations, decisions)

    def _note(self, place: str, reason: str) -> None:
        self.mistakes.append(f"{place}: {reason}")

    def _refuse_unknown(self, place: str, said: Mapping[str, Any], known: set[str]) -> None:
        for key in said.keys() - known:
            self._note(f"{place}{key}", f"is not known here; known are {', '.join(sorted(known))}")

    def _date(self, key: str) -> date | None:
        try:
            return date.fromisoformat(self.said[key])
        except KeyError:
            self._note(key, "is missing")
        except (TypeError, ValueError):
            self._note(key, f"{self.said[key]!r} is not a date such as 2026-01-01")
        return None

    def _rows(self) -> list[dict[str, Any]]:
        rows = self.said.get("succession")
        if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
            self._note("succession", "a list of objects with from, sectors and to is expected")
            return []
        return rows

    def _row(self, place: str, row: dict[str, Any], closed_on: date | None, in_force_from: date | None) -> None:
        self._refuse_unknown(f"{place}.", row, ROW_KEYS)
        old = [(at, code, self._organisation(at, code)) for at, code in self._codes(place, row, "from")]
        new = self._organisation(f"{place}.to", row.get("to"))
        for at, code, old_id in old:
            if old_id is not None and closed_on:
                self._check_closing(at, code, self.organisations[old_id], closed_on)
        if new is not None and in_force_from:
            self._check_successor(f"{place}.to", self.organisations[new], in_force_from)
        for sector in self._sectors(place, row):
            for at, code, old_id in old:
                if old_id is None or new is None:
                    continue
                if (old_id, sector) in self.heirs:
                    self._note(at, f"{code} passes on {self._sector_name(sector)} twice")
                self.heirs[old_id, sector] = new

    def _codes(self, place: str, row: dict[str, Any], key: str) -> list[tuple[str, Any]]:
        codes = row.get(key)
        if not isinstance(codes, list) or not codes:
            self._note(f"{place}.{key}", "a list of codes is expected")
            return []
        return [(f"{place}.{key}[{number}]", code) for number, code in enumerate(codes)]

    def _organisation(self, place: str, code: Any) -> int | None:
        found = self.codes.get(code) if isinstance(code, str) else None
        if found is None:
            self._note(place, f"there is no organisation {code!r}")
        return found

    def _sectors(self, place: str, row: dict[str, Any]) -> list[int | None]:
        codes = self._codes(place, row, "sectors")
        if [code for _at, code in codes] == [EVERYTHING]:
            return [None]
        found: list[int | None] = []
        for at, code in codes:
            sector = self.sectors.get(code) if isinstance(code, str) else None
            if sector is None:
                self._note(
                    at, f"there is no sector {code!r}; there are {', '.join(self.sectors)}, or {EVERYTHING} alone"
                )
            else:
                found.append(sector)
        return found

    def _check_closing(self, place: str, code: str, old: Organisation, closed_on: date) -> None:
        if old.valid_from and old.valid_from > closed_on:
            self._note(place, f"{code} begins on {old.valid_from} only")
        done = Succession.objects.filter(predecessor=old).select_related("successor").first()
        if done:
            self._note(place, f"{code} was succeeded by {done.successor.slug} on {done.in_force_from} already")
        elif old.valid_to and old.valid_to < closed_on:
            self._note(place, f"{code} was closed on {old.valid_to} already")

    def _check_successor(self, place: str, new: Organisation, in_force_from: date) -> None:
        if new.valid_from and new.valid_from > in_force_from:
            self._note(place, f"{new.slug} begins on {new.valid_from} only")
        if new.valid_to and new.valid_to < in_force_from:
            self._note(place, f"{new.slug} was closed on {new.valid_to}")

    def _whole(self) -> None:
        """What only shows when all rows are read: work that goes nowhere, or to what is closed itself."""
        closing = list(dict.fromkeys(old for old, _sector in self.heirs))
        for old_id in closing:
            code, passed = self.organisations[old_id].slug, {sector for old, sector in self.heirs if old == old_id}
            if None in passed and len(passed) > 1:
                self._note("succession", f"{code} passes on everything, and single sectors as well")
            missing = [sector for sector, pk in self.sectors.items() if pk not in passed]
            if None not in passed and missing:
                self._note("succession", f"nobody takes over {', '.join(missing)} of {code}")
            for unit in self.organisations.values():
                if unit.parent_id == old_id and unit.pk not in closing and unit.valid_to is None:
                    self._note("succession", f"{unit.slug} is a unit of {code}, which closes: say what becomes of it")
        for heir in dict.fromkeys(self.heirs.values()):
            if heir in closing:
                self._note("succession", f"{self.organisations[heir].slug} takes over work and is closed itself")

    def _sector_name(self, sector_id: int | None) -> str:
        return next((code for code, pk in self.sectors.items() if pk == sector_id), "everything")

    def _decisions(self) -> dict[str, dict[str, list[int]]]:
        said = self.said.get("decisions", {})
        if not isinstance(said, dict) or not all(isinstance(each, dict) for each in said.values()):
            self._note("decisions", f"an object with {', '.join(sorted(DECISIONS))} is expected")
            return {}
        self._refuse_unknown("decisions.", said, DECISIONS)
        return {
            kind: {
                key.strip().lower(): list(self._decided(f"decisions.{kind}.{key}", codes))
                for key, codes in each.items()
            }
            for kind, each in said.items()
        }

    def _decided(self, place: str, codes: Any) -> Iterator[int]:
        """One code, or a list of them."""
        for code in codes if isinstance(codes, list) else [codes]:
            found = self._organisation(place, code)
            if found is not None and found not in self.heirs.values():
                self._note(place, f"{code} takes over nothing in this plan")
            elif found is not None:
                yield found
