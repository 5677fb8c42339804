"""manage.py apply_reform: shows, carries out, brings back, confirms; and says what it did."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from catalogue import actors, loading
from catalogue.models import Organisation, Reform, Sector
from events.reforms import telling
from tests.events.reforms.arrangements import World, member, token_of, training, who_has_what

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(tmp_path):
    made = World()
    made.file = tmp_path / "plan.json"
    made.file.write_text(json.dumps(made.said))
    member(made.north, "anna@example.org")
    token_of(made.svenska, "kalenteri_aa")
    training("Koulu", made.north, sectors=[made.school])
    training("Molemmat", made.north, sectors=[made.school, made.library], state="planned", slug="molemmat")
    return made


def apply_reform(*arguments, **options):
    out = io.StringIO()
    call_command("apply_reform", *map(str, arguments), stdout=out, **options)
    return out.getvalue()


def test_preview_tells_each_successor_and_every_doubt_and_changes_nothing(world):
    before = who_has_what()

    told = apply_reform(world.file)

    assert told.splitlines() == [
        "Uudistus: in force from 2026-01-01.",
        "Closed on 2025-12-31: north, south, svenska.",
        "",
        f"schools ({world.schools}) after north, south",
        "  leads 2 trainings: 1 planned, 1 published",
        "  joins 0 trainings",
        "  memberships: 1 organiser",
        "  API tokens: none",
        "  0 periods of blocked days",
        "  0 calendars of others",
        "",
        f"libraries ({world.libraries}) after north, south",
        "  leads 0 trainings",
        "  joins 1 training",
        "  memberships: 1 organiser",
        "  API tokens: none",
        "  0 periods of blocked days",
        "  0 calendars of others",
        "",
        f"swedish ({world.swedish}) after svenska",
        "  leads 0 trainings",
        "  joins 0 trainings",
        "  memberships: none",
        "  API tokens: kalenteri_aa…",
        "  0 periods of blocked days",
        "  0 calendars of others",
        "",
        "0 trainings that are over keep their organiser; old addresses go on working.",
        "",
        "To decide, in `decisions` of the plan, or to leave as it says here (2):",
        "  anna@example.org: has changed no training: becomes organiser of schools, libraries",
        "  molemmat: is of several: goes to schools, joined by libraries",
        "",
        "Nothing has been changed yet: --carry-out does it, and --undo brings everything back.",
    ]
    assert who_has_what() == before
    assert not Reform.objects.exists()


def test_long_list_of_doubts_is_cut_unless_all_is_asked_for(world, monkeypatch):
    monkeypatch.setattr(telling, "SHOWN", 1)

    assert "  and 1 more: -v 2 shows all" in apply_reform(world.file)
    assert "more: -v 2" not in apply_reform(world.file, verbosity=2)


def test_carried_out_undone_carried_out_and_confirmed(world):
    before = who_has_what()

    carried_out = apply_reform(world.file, "--carry-out")
    undone = apply_reform("--undo")
    restored = who_has_what()
    apply_reform(world.file, "--carry-out")
    confirmed = apply_reform("--confirm")

    assert carried_out.endswith("Carried out: Uudistus. Look at it, then --confirm it, or --undo it.\n")
    assert undone.startswith("Undone: Uudistus. ")
    assert restored == before
    assert confirmed == "Confirmed: Uudistus. It can no longer be undone.\n"
    with pytest.raises(CommandError, match="No reform waits"):
        apply_reform("--undo")


def test_mistakes_of_the_plan_and_a_missing_file_are_said(world, tmp_path):
    world.file.write_text('{"succession": []}')

    with pytest.raises(CommandError, match=r"cannot be carried out:\nclosed_on: is missing"):
        apply_reform(world.file, "--carry-out")
    with pytest.raises(CommandError, match="cannot be read"):
        apply_reform(tmp_path / "nothing.json")


def test_reform_of_2026_passes_on_the_six_agencies_and_load_reference_leaves_them_closed():
    loading.load_reference(by=actors.by_system("test"))
    agency = Organisation.objects.get(slug="esavi")
    training("Kirjasto", agency, sectors=[Sector.objects.get(code="library")])

    apply_reform("--carry-out")
    report = loading.load_reference(by=actors.by_system("test"))

    agency.refresh_from_db()
    assert report.is_unchanged
    assert agency.valid_to.isoformat() == "2025-12-31"
    assert who_has_what()["trainings"] == {"Kirjasto": ("lvv-kirjasto-liikunta-nuoriso", [])}
