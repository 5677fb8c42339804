"""Exports: what the filters find with the chosen columns, no formula, no address unless asked, logged with why."""

import csv
import io

import pytest
from python_calamine import CalamineWorkbook

from registrations.exporting import sheets
from registrations.exporting.sheets import Sheet
from registrations.models import PersonalDataAccess, Registration
from tests.factories import MembershipFactory, RegistrationFactory
from tests.registrations.arrangements import open_event

pytestmark = pytest.mark.django_db
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"]


@pytest.fixture
def event():
    event = open_event(capacity=None)
    RegistrationFactory(
        event=event, last_name="Aho", email="aho@example.org", phone="+358 1", workplace="=cmd|' /C'!A0"
    )
    RegistrationFactory(event=event, last_name="Berg", state=Registration.State.WAITLISTED)
    return event


@pytest.fixture
def user(event):
    return MembershipFactory(organisation=event.lead).user


@pytest.fixture
def export(client, event, user):
    client.force_login(user)

    def posted(**values):
        values = {"form": "csv", "reason": "Ruokatilaus"} | values
        return client.post(f"/en/workspace/events/{event.pk}/registrations/export/", values)

    return posted


def lines(answer):
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


def test_export_holds_what_is_found_with_the_chosen_columns_and_no_addresses(client, event, export):
    client.post(f"/en/workspace/events/{event.pk}/registrations/columns/", {"column": ["email", "phone", "workplace"]})

    rows = lines(export(query="sort=name"))

    assert rows == [
        ["Last name", "First name", "State", "Workplace or organisation", "Place in the queue"],
        ["Aho", "Aino", "Confirmed", "'=cmd|' /C'!A0", ""],
        ["Berg", "Aino", "On the waiting list", "Keskuskoulu", "1"],
    ]
    with_addresses = lines(export(query="q=aho", contacts="on"))
    assert with_addresses[1][3:5] == ["aho@example.org", "'+358 1"]


def test_only_those_chosen_are_exported(event, export):
    chosen = Registration.objects.get(last_name="Berg")

    assert [row[0] for row in lines(export(ids=str(chosen.pk)))] == ["Last name", "Berg"]


def test_those_ticked_in_the_table_are_carried_through_the_form(client, event, export):
    chosen = Registration.objects.get(last_name="Berg")
    export()

    asked = client.post(
        f"/en/workspace/events/{event.pk}/registrations/bulk/",
        {"action": "export", "scope": "chosen", "id": [str(chosen.pk)], "query": "state=all"},
    )

    assert (asked.context["count"], asked.context["ids"], asked.context["query"]) == (1, str(chosen.pk), "state=all")


def test_export_is_logged_with_who_why_and_how_many(event, user, export):
    export(query="state=confirmed")
    export(query="")

    logged = PersonalDataAccess.objects.values_list("actor_user", "event", "action", "reason", "count")
    assert sorted(logged) == [
        (user.pk, event.pk, "export", "Ruokatilaus", 1),
        (user.pk, event.pk, "export", "Ruokatilaus", 2),
    ]


def test_export_without_a_reason_is_refused_and_gives_nothing(export):
    answer = export(reason="  ")

    assert (answer.status_code, answer["Content-Type"]) == (422, "text/html; charset=utf-8")
    assert not PersonalDataAccess.objects.exists()


def test_another_agency_exports_nothing(client, event):
    client.force_login(MembershipFactory().user)

    answer = client.post(f"/en/workspace/events/{event.pk}/registrations/export/", {"form": "csv", "reason": "x"})

    assert (answer.status_code, PersonalDataAccess.objects.count()) == (403, 0)


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_either_file_begins_a_formula(text):
    sheet = Sheet("A/B: *?" * 9, [text], [[text], ["plain"]])

    rows = list(csv.reader(io.StringIO(sheets.write(sheet, "csv").decode("utf-8-sig"), newline=""), delimiter=";"))
    book = CalamineWorkbook.from_filelike(io.BytesIO(sheets.write(sheet, "xlsx")))
    cells = book.get_sheet_by_index(0).to_python()

    assert rows == [[f"'{text}"], [f"'{text}"], ["plain"]]
    assert [row[0].replace("\r", "") for row in cells] == [f"'{text}".replace("\r", "")] * 2 + ["plain"]


def test_xlsx_has_no_formula_and_no_link():
    body = sheets.write(Sheet("x", ["a"], [["=1+1"], ["https://example.org"], ["007"]]), "xlsx")

    cells = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()

    assert cells == [["a"], ["'=1+1"], ["https://example.org"], ["007"]]
