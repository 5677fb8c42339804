"""Reference data: loaded once or ten times, the same rows; what cannot be trusted is refused whole."""

import io
import json
import shutil

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import translation

from catalogue import actors, loading, reference_files, signals, vocabularies
from catalogue.models import (
    CalendarPeriod,
    EducationLevel,
    Organisation,
    Region,
    Sector,
    Succession,
    TargetGroup,
    Theme,
)

pytestmark = pytest.mark.django_db
SYSTEM = actors.by_system("test")


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(reference_files.FOLDER, tmp_path / "reference")


def change(folder, file, **rows):
    """Change keys of the named rows; None takes the row out; an unknown name adds a row."""
    path = folder / file
    key = "id" if file in ("organisations.json", "partners.json") else "code"
    data = {row[key]: row for row in json.loads(path.read_text())}
    for code, values in rows.items():
        name = code.replace("__", "-")
        if values is None:
            del data[name]
        else:
            data[name] = data.get(name, {key: name}) | values
    path.write_text(json.dumps(list(data.values())))


def load(folder):
    return loading.load_reference(by=SYSTEM, folder=folder)


def counts():
    return [model.objects.count() for model in (Region, Sector, EducationLevel, TargetGroup, Theme, Organisation)]


def test_load_reference_twice_changes_nothing_the_second_time():
    first = loading.load_reference(by=SYSTEM)
    rows = counts()

    second = loading.load_reference(by=SYSTEM)

    assert not first.is_unchanged
    assert second.is_unchanged
    assert counts() == rows
    assert rows[:5] == [19, 6, 10, 37, 30]


def test_load_reference_builds_trees_areas_and_positions():
    loading.load_reference(by=SYSTEM)

    assert Organisation.objects.get(slug="svenska", parent__abbreviation="LSSAVI")
    assert set(Organisation.objects.get(slug="psavi").regions.values_list("code", flat=True)) == {"17", "18"}
    assert TargetGroup.objects.get(code="class_teacher", parent__code="teachers")
    assert list(Sector.objects.values_list("code", flat=True)) == [
        "ecec", "education", "sports", "youth", "library", "cross",
    ]  # fmt: skip
    assert Organisation.objects.filter(in_demonstration=True).count() == 7
    assert not Succession.objects.exists()


def test_load_reference_brings_the_weeks_of_each_region_and_the_days_of_the_examination():
    loading.load_reference(by=SYSTEM)

    week = CalendarPeriod.objects.get(reference="winter-holiday-2027-week-8")
    assert (str(week.first_on), str(week.last_on)) == ("2027-02-22", "2027-02-26")
    assert set(week.regions.values_list("code", flat=True)) == {"01", "02", "04"}
    assert CalendarPeriod.objects.filter(kind="matriculation", first_on__year=2027).count() == 9


def test_load_reference_moved_dates_report_their_fields(folder):
    load(folder)
    change(folder, "school_calendar.json", **{"winter-holiday-2027-week-8": {"last_on": "2027-02-25", "regions": []}})

    report = load(folder)

    assert [table.updated for table in report.tables if table.updated] == [
        (loading.Updated("winter-holiday-2027-week-8", ("last_on", "regions")),),
    ]
    assert load(folder).is_unchanged


def test_load_reference_changed_row_reports_its_fields(folder):
    load(folder)
    change(folder, "themes.json", leadership={"fi": "Johtajuus", "parent": "learning"})

    report = load(folder)

    assert Theme.objects.get(code="leadership", name_fi="Johtajuus", parent__code="learning")
    assert [table.updated for table in report.tables if table.updated] == [
        (loading.Updated("leadership", ("name_fi", "parent")),),
    ]


def test_load_reference_renamed_organisation_sends_the_signal(folder):
    load(folder)
    heard = []

    def hear(model, ids, **_kwargs):
        heard.append((model, ids))

    signals.catalogue_renamed.connect(hear)
    change(folder, "organisations.json", avi__5={"short_fi": "Pohjoisen AVI"}, avi__6={"main_office": "Kemi"})

    load(folder)

    signals.catalogue_renamed.disconnect(hear)
    assert heard == [(Organisation, frozenset({Organisation.objects.get(slug="psavi").pk}))]


def test_load_reference_code_gone_from_data_is_retired_not_deleted(folder):
    load(folder)
    change(folder, "themes.json", quality=None)
    change(folder, "organisations.json", evk__05=None)

    report = load(folder)

    assert not Theme.objects.get(code="quality").is_active
    assert Organisation.objects.get(reference="evk-05").valid_to is not None
    assert [table.retired for table in report.tables if table.retired] == [("quality",), ("evk-05",)]
    assert load(folder).is_unchanged


def test_load_reference_code_back_in_data_is_in_use_again(folder):
    load(folder)
    shutil.copy(folder / "themes.json", folder / "themes.kept")
    change(folder, "themes.json", quality=None)
    load(folder)
    shutil.copy(folder / "themes.kept", folder / "themes.json")

    load(folder)

    assert Theme.objects.get(code="quality").is_active


def test_load_reference_organisation_closed_by_succession_stays_closed(folder):
    load(folder)
    old, new = Organisation.objects.get(slug="psavi"), Organisation.objects.get(slug="lvv-koulutus")
    Succession.objects.create(predecessor=old, successor=new, in_force_from="2026-01-01")
    Organisation.objects.filter(pk=old.pk).update(valid_to="2025-12-31")

    report = load(folder)

    old.refresh_from_db()
    assert str(old.valid_to) == "2025-12-31"
    assert report.is_unchanged


def test_load_reference_imported_partner_is_recognised_by_its_slug(folder):
    partner = Organisation.objects.create(slug="sitra", kind="partner", name_fi="Sitra")

    load(folder)

    partner.refresh_from_db()
    assert partner.reference == "partner-sitra"
    assert partner.name_en == "Finnish Innovation Fund Sitra"


def test_load_reference_dry_run_leaves_no_row():
    report = loading.load_reference(by=SYSTEM, dry_run=True)

    assert not report.is_unchanged
    assert counts() == [0] * 6


@pytest.mark.parametrize(
    ("file", "rows", "said"),
    [
        ("themes.json", {"leadership": {"parent": "nowhere"}}, "themes.json, leadership: unknown parent “nowhere”"),
        (
            "themes.json",
            {"leading": {"parent": "quality"}},
            "themes.json, leading: its parents go in a circle: leading → quality",
        ),
        ("target_groups.json", {"ngo": {"sector": "space"}}, "target_groups.json, ngo: unknown sector “space”"),
        ("organisations.json", {"oph": {"regions": ["99"]}}, "organisations.json, oph: unknown region “99”"),
        ("partners.json", {"partner__itk": {"slug": "oph"}}, "partners.json, partner-itk: the slug “oph” is there"),
        ("partners.json", {"oph": {"slug": "x", "kind": "partner", "fi": "X"}}, "partners.json, oph: this code is"),
        ("organisations.json", {"oph": {"valid_from": "yesterday"}}, "organisations.json, oph: valid_from: Invalid"),
        ("sectors.json", {"ecec": {"fi": ""}}, "sectors.json, ecec: name_fi:"),
        ("organisations.json", {"oph": {"kind": "club"}}, "organisations.json, oph: kind:"),
        ("school_calendar.json", {"summer-holiday-2027": {"regions": ["99"]}}, "school_calendar.json, summer-holiday-"),
        ("school_calendar.json", {"summer-holiday-2027": {"kind": "x"}}, "school_calendar.json, summer-holiday-"),
        ("school_calendar.json", {"summer-holiday-2027": {"last_on": "2027-06-05"}}, "school_calendar.json, summer-h"),
        ("school_calendar.json", {"summer-holiday-2027": {"last_on": None}}, "school_calendar.json, summer-holiday-20"),
    ],
)  # fmt: skip
def test_load_reference_untrustworthy_data_is_refused_whole(folder, file, rows, said):
    change(folder, file, **rows)

    with pytest.raises(reference_files.InvalidReferenceError) as refusal:
        load(folder)

    assert str(refusal.value).startswith(said)
    assert counts() == [0] * 6


@pytest.mark.parametrize("text", ["[{]", "{}", '["x"]'])
def test_load_reference_broken_file_is_refused_by_name(folder, text):
    (folder / "regions.json").write_text(text)

    with pytest.raises(reference_files.InvalidReferenceError, match=r"^regions\.json: "):
        load(folder)


def test_load_reference_command_second_run_says_unchanged():
    call_command("load_reference", stdout=io.StringIO())
    out = io.StringIO()

    call_command("load_reference", stdout=out)

    assert out.getvalue().splitlines()[-1] == "Everything was as it should be: nothing changed."


def test_vocabularies_after_a_rolled_back_load_are_not_those_of_the_load():
    loading.load_reference(by=SYSTEM)
    with transaction.atomic():
        Theme.objects.filter(code="quality").update(name_fi="Väärä")
        vocabularies.current()
        transaction.set_rollback(True)
    Theme.objects.filter(code="quality").update(name_fi="Oikea")

    names = {theme.code: str(theme.name("fi")) for theme in vocabularies.current().themes}

    assert names["quality"] == "Oikea"
