"""The document and its picture name every kind of message there is, and no other."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

from registrations import notices

DOCS = Path(__file__).resolve().parents[3] / "docs"
SVG = "{http://www.w3.org/2000/svg}"


def test_document_names_every_kind():
    rows = re.findall(r"(?m)^\| (`[^|]+) \|", (DOCS / "messages.md").read_text())

    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == set(notices.EVERY)


def test_picture_shows_every_kind_and_says_so_to_who_does_not_see_it():
    picture = ET.parse(DOCS / "pictures" / "messages.svg").getroot()

    shown = {text.text for text in picture.iter(f"{SVG}text")}
    said = picture.findtext(f"{SVG}desc")
    assert set(notices.EVERY) <= shown
    assert all(kind in said for kind in notices.EVERY)
    assert picture.get("aria-labelledby") == "title desc"
