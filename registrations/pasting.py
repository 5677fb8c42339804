"""A list of people pasted from a spreadsheet or a mail: a line each, with names and an e-mail address."""

import re
from dataclasses import dataclass

_SEPARATORS = ("\t", ";", ",")
# One @: with any number of them each would be tried with each, and a line can be as long as a form.
_ANGLES = re.compile(r"^(.*)<([^<>@]+@[^<>@]+)>$")


@dataclass(frozen=True, slots=True)
class PastedPerson:
    """What a line says; what it does not say is empty."""

    first_name: str
    last_name: str
    email: str


def read_people(text: str) -> list[PastedPerson]:
    """Read a person from each line that says something; a line of headings, which names no address, is left out.

    Cells stand apart by tabs, semicolons or commas, in any order as long as the first name stands before the last;
    "Aino Virtanen <aino@example.org>" is understood too.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    people = [_read(line) for line in lines]
    if len(people) > 1 and not people[0].email and any(person.email for person in people[1:]):
        people = people[1:]
    return people


def _read(line: str) -> PastedPerson:
    angled = _ANGLES.match(line)
    cells = [angled[1].strip(' "'), angled[2]] if angled else _cells(line)
    email = next((cell for cell in cells if "@" in cell), "")
    names = [cell for cell in cells if cell and cell != email]
    if len(names) == 1:
        first, _space, last = names[0].rpartition(" ")
        names = [first, last] if first else [last]
    first_name, last_name, *_others = [*names, "", ""]
    return PastedPerson(first_name, last_name, email)


def _cells(line: str) -> list[str]:
    separator = next((each for each in _SEPARATORS if each in line), None)
    cells = line.split(separator) if separator else line.rsplit(None, 1) if "@" in line else [line]
    return [cell.strip().strip('"') for cell in cells]
