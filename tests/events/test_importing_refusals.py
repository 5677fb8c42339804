"""What an import refuses: each bad row by line, field and reason; and junk never ends in a traceback."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.models import Sector, TargetGroup
from events.importing import reading, writing
from events.models import Event
from tests.events.importing_rows import ROW, SYSTEM, as_csv, bring, loaded, reference, refusals  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"id": None}, "id", "it is missing"),
        ({"title": " "}, "title", "it is missing"),
        ({"title": "x" * 251}, "title", "longer than 250 characters"),
        ({"title": 5}, "title", "expected text"),
        ({"title": "a\ud800"}, "title", "it has characters that are not text"),
        ({"language": "klingon"}, "language", "“klingon” is not known"),
        ({"language": None}, "language", "it is missing"),
        ({"sector": ["kirjatso"]}, "sector", "“kirjatso” is not known; did you mean “kirjasto”?"),
        ({"regions": ["Pohjois-Savvo"]}, "regions", "“Pohjois-Savvo” is not known; did you mean “Pohjois-Savo”?"),
        ({"delivery": "hybird"}, "delivery", "“hybird” is not known; did you mean “hybrid”?"),
        ({"agency_codes": ["EASVI"]}, "agency_codes", "“EASVI” is not known; did you mean “ESAVI”?"),
        ({"organisers": []}, "organisers", "it is missing"),
        ({"organisers": {}}, "organisers", "expected a list of texts"),
        ({"start": "13.13.2026"}, "start", "“13.13.2026” is not a date such as 2026-03-13 or 2026-03-13T09:00"),
        ({"start": "2026-03-14T09:00"}, "end", "the end is not after the start"),
        ({"start": None}, "start", "there is an end but no start"),
        ({"capacity": "about 30"}, "capacity", "expected a number of seats from 1 to 100000"),
        ({"capacity": 0}, "capacity", "expected a number of seats from 1 to 100000"),
        ({"source_url": "example"}, "source_url", "not a web address"),
        ({"agenda_items": [{"time": "25:00", "title": "x"}]}, "agenda_items", "“25:00” is not a time of day"),
        (
            {"registration_opens": "2026-02-02", "registration_closes": "2026-02-01"},
            "registration_closes",
            "registration closes before it opens",
        ),
    ],
)
def test_import_bad_row_is_refused_with_field_and_reason(change, field, said):
    report = bring(ROW | change)

    assert (field, said) in refusals(report)
    assert not Event.objects.exists()
    assert not report.is_written


def test_import_all_bad_rows_are_named_at_once():
    rows = [ROW, ROW | {"id": "two", "sector": ["avaruus"], "capacity": -1}, ROW | {"id": "three", "language": "xx"}]
    content = json.dumps(rows, indent=0).encode()

    report = writing.import_sheet(by=SYSTEM, sheet=reading.parse(content, is_csv=False))

    lines = content.decode().splitlines()
    expected = [number for number, line in enumerate(lines, start=1) if line == "{" and number > 2]
    starts = [line for line in expected if '"id"' in lines[line]]
    assert [(refusal.line, refusal.row, refusal.field) for refusal in report.refusals] == [
        (starts[0], "two", "sector"),
        (starts[0], "two", "capacity"),
        (starts[1], "three", "language"),
    ]
    assert report.refused_rows == 2
    assert list(report.lines())[-1].startswith("Nothing was written: 2 rows were refused.")


def test_import_command_skipping_bad_rows_says_what_was_left_out(tmp_path):
    path = tmp_path / "rows.json"
    path.write_text(json.dumps([ROW, ROW | {"id": "two", "sector": ["avaruus"]}]))

    said = io.StringIO()

    call_command("import_events", path, language="en", skip_bad=True, stdout=said)

    assert said.getvalue().splitlines()[-1] == "Written, but 1 row was refused and left out."
    assert Event.objects.count() == 1


def test_import_same_id_twice_is_refused_with_the_first_line():
    report = writing.import_sheet(by=SYSTEM, sheet=reading.parse(as_csv([ROW, ROW]), is_csv=True))

    assert [(refusal.line, refusal.text) for refusal in report.refusals] == [(3, "the same id is already on line 2")]


def test_import_without_reference_data_says_what_to_do():
    TargetGroup.objects.update(parent=None)
    TargetGroup.objects.all().delete()
    Sector.objects.all().delete()

    with pytest.raises(reading.UnreadableFileError, match="load_reference"):
        bring(ROW)


def test_import_command_refusal_ends_with_an_error(tmp_path):
    path = tmp_path / "rows.json"
    path.write_text(json.dumps([ROW | {"sector": ["avaruus"]}]))
    out = io.StringIO()

    with pytest.raises(CommandError, match="Nothing was written: 1 row was refused"):
        call_command("import_events", path, language="en", stdout=out)

    assert "Refused: line 1 (one), sector: “avaruus” is not known" in out.getvalue()


def test_import_command_suggests_in_the_language_of_its_messages(tmp_path):
    path = tmp_path / "rows.json"
    path.write_text(json.dumps([ROW | {"sector": ["kirjatso"]}]))
    out = io.StringIO()

    with pytest.raises(CommandError):
        call_command("import_events", path, language="fi", stdout=out)

    assert "”kirjatso” on tuntematon; tarkoititko sanaa ”kirjasto”?" in out.getvalue()


def test_import_command_missing_file_is_one_sentence(tmp_path):
    with pytest.raises(CommandError, match=r"^The file cannot be opened: No such file or directory\.$"):
        call_command("import_events", tmp_path / "none.json", language="en")


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=5,
)
PLAUSIBLE = {
    "id": st.text(min_size=1, max_size=5),
    "title": st.text(min_size=1, max_size=20),
    "language": st.sampled_from(["fi", "sv", "en", "se", ["fi", "sv"], "suomi"]),
    "organisers": st.lists(st.text(max_size=8) | st.sampled_from(["OPH", "AVIt"]), max_size=3),
    "start": st.dates().map(str) | st.datetimes().map(lambda at: f"{at:%Y-%m-%dT%H:%M}"),
    "end": st.none() | st.dates().map(str) | st.datetimes().map(lambda at: f"{at:%Y-%m-%dT%H:%M}"),
    "sector": st.lists(st.sampled_from(["kirjasto", "lukio", "muu"]), max_size=2),
    "regions": st.lists(st.sampled_from(["Koko Suomi", "Lappi", "Itä-Suomi"]), max_size=2),
    "delivery": st.sampled_from([None, "online", "hybrid"]),
    "venue": st.none() | st.text(max_size=20) | st.sampled_from(["Teams", "Oulu", "Sali, Vasa"]),
    "series": st.none() | st.text(max_size=12),
    "target_group": st.none() | st.text(max_size=20),
    "agenda_items": st.none() | st.text(max_size=12) | st.lists(JUNK, max_size=2),
    "capacity": st.none() | st.integers(-5, 50),
}
ANY_ROW = st.fixed_dictionaries({}, optional={name: value | JUNK for name, value in PLAUSIBLE.items()})


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=st.lists(st.fixed_dictionaries(PLAUSIBLE) | ANY_ROW | st.just(ROW), min_size=1, max_size=4))
def test_import_any_junk_gives_a_report_never_a_traceback(rows):
    report = bring(*rows, dry_run=True)

    assert report.rows == len(rows)
    assert report.created + report.refused_rows == len(rows)
    assert all(str(refusal) for refusal in report.refusals)
