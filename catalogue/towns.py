"""Towns by their Finnish and Swedish names: a place is called by the name its reader's language has for it."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent / "reference" / "towns.json"


@dataclass(frozen=True, slots=True)
class Town:
    """`region` is the code of the maakunta."""

    name_fi: str
    name_sv: str
    region: str


@cache
def known() -> list[Town]:
    return [Town(row["fi"], row["sv"], row["region"]) for row in json.loads(TABLE.read_text())]


def name_in(municipality: str, language: str) -> str:
    """The town's name in Swedish, or in Finnish for readers of both other languages; an unknown one stays as it is."""
    town = _by_name().get(municipality)
    if town is None:
        return municipality
    return town.name_sv if language == "sv" else town.name_fi


def find(municipality: str) -> Town | None:
    """The town of this name in either language, in small letters or large."""
    return _by_folded_name().get(municipality.strip().casefold())


@cache
def _by_folded_name() -> dict[str, Town]:
    return {name.casefold(): town for name, town in _by_name().items()}


@cache
def _by_name() -> dict[str, Town]:
    return {town.name_sv: town for town in known()} | {town.name_fi: town for town in known()}
