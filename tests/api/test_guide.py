"""The commands of docs/api.md, run in their order; each answers with the status its comment names."""

import re
import shlex
from pathlib import Path

import pytest

from config import openapi_examples
from events.models import Event
from registrations import notices
from registrations.models import Registration
from tests.api.arrangements import key_of
from tests.factories import OrganisationFactory, SectorFactory
from tests.registrations.arrangements import open_event

GUIDE = Path(__file__).parents[2] / "docs" / "api.md"


def commands():
    """Pairs of the status in the comment and the words of the command."""
    blocks = re.findall(r"```sh\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    found = re.findall(r"# (\d{3})\n(curl .*?)(?=\n#|\n*\Z)", "\n".join(blocks).replace("\\\n", " "), re.DOTALL)
    return [(int(status), shlex.split(command)[1:]) for status, command in found]


def run(client, words, values):
    method, headers, data, address = "GET", {}, "", ""
    words = iter(words)
    for word in words:
        if word == "-X":
            method = next(words)
        elif word == "-H":
            name, _, value = filled(next(words), values).partition(": ")
            headers[name] = value
        elif word == "-d":
            data = next(words)
        else:
            address = filled(word, values)
    content_type = headers.pop("Content-Type", "application/x-www-form-urlencoded")
    return client.generic(method, address, data, content_type=content_type, headers=headers)


def filled(text, values):
    return re.sub(r"\$([A-Z]+)", lambda found: values[found[1]], text)


@pytest.mark.django_db
def test_commands_of_the_guide_answer_as_it_says(client):
    for code in ("library", "youth"):
        SectorFactory(code=code)
    esavi = OrganisationFactory(slug="esavi")
    values = {"API": "/api/v1", "EVENT": str(open_event().pk), "TOKEN": key_of(esavi)}
    expected, answered = [], []

    for status, words in commands():
        for registration in Registration.objects.all():
            values |= {"KEY": notices.token_of(registration), "REFERENCE": registration.reference}
        for event in Event.objects.filter(lead=esavi):
            values["DRAFT"] = str(event.pk)
        expected.append(status)
        answered.append(run(client, words, values).status_code)

    assert len(expected) == 22
    assert answered == expected


def test_codes_of_the_guide_are_those_of_the_documentation():
    told = set(re.findall(r"`(\w+)`", GUIDE.read_text().split("| status |")[1].split("\n\n")[0]))

    assert told == set(openapi_examples._DETAILS)
