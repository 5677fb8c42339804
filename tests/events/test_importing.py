"""Importing trainings: the real ones as they are, the same from CSV, twice without change, and junk without harm."""

import csv
import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue import actors, loading
from catalogue.models import Organisation, Sector, TargetGroup, Venue
from events import publishing
from events.importing import reading, words, writing
from events.models import AgendaItem, Event, EventChange, EventSeries, SeatPool, Session

pytestmark = pytest.mark.django_db
SYSTEM = actors.by_system("test")
REAL = words.FOLDER.parent / "real_trainings.json"
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


@pytest.fixture(autouse=True)
def reference(db):
    with translation.override("en"):
        loading.load_reference(by=SYSTEM)
        yield


def sheet(*rows):
    return reading.parse(json.dumps(rows).encode(), is_csv=False)


def bring(*rows, **options):
    return writing.import_sheet(by=SYSTEM, sheet=sheet(*rows), **options)


def refusals(report):
    return [(refusal.field, refusal.text) for refusal in report.refusals]


def everything():
    """All that the imported events are, but ids, UIDs and times of writing."""
    return [
        (
            event.external_id, event.title_fi, event.title_sv, event.state, event.lead.slug, event.delivery,
            event.national, event.languages, event.starts_at, event.ends_at, event.registration_url,
            event.registration_opens_at, event.registration_closes_at, event.audience_note_fi, event.summary_fi,
            event.series and event.series.slug, event.series_part,
            *(sorted(str(row) for row in getattr(event, name).all()) for name in
              ("co_organisers", "regions", "sectors", "levels", "audiences", "themes")),
            [(s.starts_at, s.ends_at, s.all_day, str(s.venue), s.is_online) for s in event.sessions.all()],
            [(item.at, str(item)) for item in event.agenda.all()],
            [pool.capacity for pool in event.pools.all()],
        )
        for event in Event.objects.order_by("external_id")
    ]  # fmt: skip


def test_import_all_real_trainings_load():
    report = writing.import_file(by=SYSTEM, path=REAL)

    assert report.refusals == []
    assert (report.rows, report.created, report.published + report.drafts) == (120, 120, 120)
    assert Event.objects.published().count() == report.published == 91
    assert Session.objects.count() == report.sessions
    assert SeatPool.objects.count() == 120
    assert EventChange.objects.filter(action="publish").count() == 91
    assert report.with_audiences >= 90
    assert report.with_themes >= 50


def test_import_twice_changes_nothing_and_says_so():
    writing.import_file(by=SYSTEM, path=REAL)
    before = (everything(), EventChange.objects.count(), Organisation.objects.count())

    report = writing.import_file(by=SYSTEM, path=REAL)

    assert report.unchanged == 120
    assert list(report.lines())[-1] == "Everything was as it should be: nothing changed."
    assert (everything(), EventChange.objects.count(), Organisation.objects.count()) == before


def test_import_csv_gives_the_same_as_json():
    rows = json.loads(REAL.read_text())
    writing.import_file(by=SYSTEM, path=REAL)
    from_json = everything()
    Session.objects.all().delete()
    Event.objects.all().delete()

    report = writing.import_sheet(by=SYSTEM, sheet=reading.parse(as_csv(rows), is_csv=True))

    assert report.refusals == []
    assert everything() == from_json


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


def test_import_csv_programme_in_words_is_read():
    row = ROW | {"agenda_items": "09:00 Avaus | 9.30–Esitys | Loppusanat"}

    writing.import_sheet(by=SYSTEM, sheet=reading.parse(as_csv([row], delimiter=",", encoding="utf-8"), is_csv=True))

    items = [(item.at and f"{item.at:%H:%M}", item.title_fi) for item in AgendaItem.objects.all()]
    assert items == [("09:00", "Avaus"), ("09:30", "Esitys"), (None, "Loppusanat")]


def test_import_row_becomes_an_event_through_the_proper_writes():
    bring(ROW, source="vanha")

    event = Event.objects.get(external_id="one")
    session = event.sessions.get()
    assert (event.lead.slug, [row.slug for row in event.co_organisers.all()]) == ("isavi", ["kuntaliitto"])
    assert (event.source, event.source_url, event.registration_mode) == ("vanha", ROW["source_url"], "elsewhere")
    assert (session.venue.name_fi, session.venue.municipality, session.venue.region.code) == (
        "Kaupunginkirjasto", "Kuopio", "11",
    )  # fmt: skip
    assert event.pools.get().capacity == 30
    assert [change.action for change in event.changes.all()] == ["create", "publish"]
    assert all(change.actor_label == "test" for change in event.changes.all())
    assert [group.code for group in event.audiences.all()] == ["library_staff"]
    assert [theme.code for theme in event.themes.all()] == ["literacy"]


def test_import_changed_date_moves_the_session_and_keeps_its_uid():
    bring(ROW)
    uid = Session.objects.get().uid

    report = bring(ROW | {"start": "2026-03-20T12:00", "end": "2026-03-20T14:00"})

    session = Session.objects.get()
    assert (report.updated, report.unchanged) == (1, 0)
    assert session.uid == uid
    assert timezone.localtime(session.starts_at).isoformat() == "2026-03-20T12:00:00+02:00"
    assert session.sequence == 1
    assert "move" in set(EventChange.objects.values_list("action", flat=True))


def test_import_changed_words_seats_and_programme_update_the_event():
    bring(ROW)

    report = bring(
        ROW
        | {"title": "Uusi nimi", "capacity": None, "agenda_items": [], "target_group": "luokanopettajat", "regions": []}
    )

    event = Event.objects.get()
    assert report.updated == 1
    assert (event.title_fi, event.national, event.pools.get().capacity) == ("Uusi nimi", True, None)
    assert not event.agenda.exists()
    assert [group.code for group in event.audiences.all()] == ["class_teacher"]
    assert bring(
        ROW
        | {"title": "Uusi nimi", "capacity": None, "agenda_items": [], "target_group": "luokanopettajat", "regions": []}
    ).is_unchanged


def test_import_lost_date_postpones_and_new_date_revives():
    bring(ROW)
    uid = Session.objects.get().uid

    bring(ROW | {"start": None, "end": None})

    assert Event.objects.get().state == Event.State.POSTPONED
    assert bring(ROW | {"start": None, "end": None}).is_unchanged
    bring(ROW | {"start": "2026-05-05T09:00", "end": "2026-05-05T10:00"})
    assert Event.objects.get().state == Event.State.PUBLISHED
    assert Session.objects.get().uid == uid


def test_import_more_and_fewer_days_add_and_cancel_sessions():
    bring(ROW | {"start": "2026-03-10", "end": "2026-03-11"})
    uids = list(Session.objects.order_by("starts_at").values_list("uid", flat=True))

    bring(ROW | {"start": "2026-03-10", "end": "2026-03-12"})
    bring(ROW | {"start": "2026-03-10", "end": "2026-03-10"})

    states = dict(Session.objects.values_list("uid", "state"))
    assert sorted(states.values()) == ["cancelled", "cancelled", "scheduled"]
    assert states[uids[0]] == "scheduled"


def test_import_cancelled_event_keeps_its_times_with_a_note():
    bring(ROW)
    event = Event.objects.get()
    publishing.cancel_event(by=SYSTEM, event_id=event.pk)

    report = bring(ROW | {"start": "2026-05-05T09:00", "end": "2026-05-05T10:00"})

    assert Event.objects.get().state == Event.State.CANCELLED
    assert Event.objects.get().starts_at == event.starts_at
    assert "cancelled in the calendar" in report.warnings[-1].text


def test_import_draft_that_gets_a_date_is_published():
    first = bring(ROW | {"start": None, "end": None})

    second = bring(ROW)

    assert (first.drafts, first.warnings[0].text) == (1, "no date: left as a draft without sessions")
    assert (second.updated, second.published) == (1, 1)


def test_import_unknown_organiser_becomes_a_partner_once():
    rows = [ROW | {"id": str(number), "organisers": ["Uusi seura ry (hanke)"]} for number in range(3)]

    report = bring(*rows)

    partner = Organisation.objects.get(reference=None)
    assert (partner.slug, partner.kind, partner.name_fi) == ("uusi-seura-ry", "partner", "Uusi seura ry")
    assert report.new_partners == 1
    assert [warning.text for warning in report.warnings] == ["“Uusi seura ry” was not known and is now a partner"]
    assert bring(*rows).is_unchanged


def test_import_series_part_and_count_are_read_from_its_name():
    bring(
        ROW | {"series": "Sarja 2023–2024 (osa 2/6)"},
        ROW | {"id": "two", "series": "Sarja 2023–2024 (6 osaa, syksy)"},
    )

    series = EventSeries.objects.get()
    assert (series.title_fi, series.slug) == ("Sarja 2023–2024", "sarja-2023-2024")
    assert list(Event.objects.order_by("external_id").values_list("series_part", flat=True)) == [2, None]


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
    assert list(report.lines())[-1].startswith("Nothing was written because 2 rows were refused.")


def test_import_same_id_twice_is_refused_with_the_first_line():
    report = writing.import_sheet(by=SYSTEM, sheet=reading.parse(as_csv([ROW, ROW]), is_csv=True))

    assert [(refusal.line, refusal.text) for refusal in report.refusals] == [(3, "the same id is already on line 2")]


def test_import_skip_bad_writes_the_others():
    report = bring(ROW, ROW | {"id": "two", "sector": ["avaruus"]}, skip_bad=True)

    assert list(Event.objects.values_list("external_id", flat=True)) == ["one"]
    assert report.is_written
    assert report.refused_rows == 1


def test_import_dry_run_leaves_no_row():
    before = (Organisation.objects.count(), Venue.objects.count())

    report = writing.import_file(by=SYSTEM, path=REAL, dry_run=True)

    assert (report.created, report.is_written) == (120, False)
    assert not Event.objects.exists()
    assert not EventSeries.objects.exists()
    assert (Organisation.objects.count(), Venue.objects.count()) == before


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

    with pytest.raises(CommandError, match="Nothing was written because 1 row was refused"):
        call_command("import_events", path, language="en", stdout=out)

    assert "Refused: line 1, one, sector: “avaruus” is not known" in out.getvalue()


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
