"""The page of the design: in the demonstration only, every part with its sample, and no class that does not exist."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from config.design.components import COMPONENTS
from config.design.samples import colours
from events.registration_window import RegistrationState
from tests.factories import EventFactory, SectorFactory, SessionFactory

CSS = Path(__file__).resolve().parents[2] / "config/static/css"
LANGUAGES = ["fi", "sv", "en"]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_shows_every_part_in_the_demonstration(client, settings, language):
    settings.DEMONSTRATION = True
    SessionFactory(event=EventFactory(sectors=[SectorFactory(code="library")]))

    html = client.get(f"/{language}/design/").content.decode()

    missing = [part.key for part in COMPONENTS if f'id="{part.key}-title"' not in html]
    assert missing == []
    with translation.override(language):
        assert [part.key for part in COMPONENTS if str(part.name) not in html.replace("&#x27;", "'")] == []


def test_page_is_not_found_outside_the_demonstration(client, settings):
    settings.DEMONSTRATION = False

    assert client.get("/en/design/").status_code == 404


def test_question_is_a_part_of_the_page_without_script(client, settings):
    settings.DEMONSTRATION = True

    asked, quiet = (client.get(f"/en/design/{query}").content.decode() for query in ("?ask=1", ""))

    assert (asked.count("dialog-shown"), quiet.count("dialog-shown")) == (1, 0)


def test_every_class_named_on_the_page_exists():
    styles = "\n".join(path.read_text() for path in CSS.glob("*.css"))
    named = {name for part in COMPONENTS for name in re.findall(r"(?<!\w)\.([a-z-]+)(?=\s|$)", part.classes)}

    assert [name for name in sorted(named) if not re.search(rf"\.{name}\b", styles)] == []


def test_every_state_has_its_colours():
    source = (CSS / "state.css").read_text()
    quiet = {"closed", "started", "past", "none"}

    assert {str(state) for state in RegistrationState if f".state-{state}" not in source} == quiet - {"closed"}


def test_colours_are_those_of_the_tokens():
    assert {"ink", "paper", "brand", "library", "library-soft", "on-bar"} <= set(colours())
