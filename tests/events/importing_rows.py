"""Rows of an import to change one thing in, and ways to bring them in."""

import csv
import io
import json

import pytest
from django.db import transaction
from django.utils import translation

from catalogue import actors, loading
from events.importing import reading, writing

SYSTEM = actors.by_system("test")
ROW = {
    "id": "one",
    "title": "Lukutaitopäivä",
    "language": "fi",
    "organisers": ["Kuntaliitto", "Itä-Suomen aluehallintovirasto"],
    "start": "2026-03-13T09:00",
    "end": "2026-03-13T11:00",
    "sector": ["kirjasto"],
    "regions": ["Pohjois-Savo"],
    "delivery": "onsite",
    "venue": "Kaupunginkirjasto, Kuopio",
    "capacity": 30,
    "target_group": "kirjastojen henkilöstö",
    "agenda_items": [{"time": "09:00", "title": "Avaus"}, {"time": None, "title": "Loppusanat"}],
    "source_url": "https://example.org/one",
}


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The reference data under all tests of a module: each takes back what is its own, and the last this."""
    with django_db_blocker.unblock(), transaction.atomic():
        loading.load_reference(by=SYSTEM)
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def reference(loaded, db):
    with translation.override("en"):
        yield


def sheet(*rows):
    return reading.parse(json.dumps(rows).encode(), is_csv=False)


def bring(*rows, **options):
    return writing.import_sheet(by=SYSTEM, sheet=sheet(*rows), **options)


def refusals(report):
    return [(refusal.field, refusal.text) for refusal in report.refusals]


def as_csv(rows, delimiter=";", encoding="utf-8-sig"):
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, fieldnames=list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    for row in rows:
        cells = {}
        for name, value in row.items():
            if name == "agenda_items" and isinstance(value, list):
                cells[name] = json.dumps(value)
            else:
                cells[name] = "; ".join(value) if isinstance(value, list) else value
        writer.writerow(cells)
    return out.getvalue().encode(encoding)
