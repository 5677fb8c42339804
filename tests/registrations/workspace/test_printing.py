"""Badges and lists: in the language of the training, for who has a seat, noted; long names stay whole."""

import pytest

from registrations.models import PersonalDataAccess, Registration
from registrations.printing import papers
from registrations.queries import table_papers
from tests.factories import MembershipFactory, RegistrationFactory, SessionFactory
from tests.registrations.arrangements import open_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    event = open_event(capacity=None, languages=["sv"], title_sv="Läsdag")
    RegistrationFactory(event=event, first_name="Anna-Karoliina Maximiliana", last_name="Kekkonen-Koivisto-Ahtisaari")
    RegistrationFactory(event=event, last_name="Aho")
    RegistrationFactory(event=event, last_name="Berg", state=Registration.State.WAITLISTED)
    return event


@pytest.fixture
def clerk(client, event):
    client.force_login(MembershipFactory(organisation=event.lead).user)
    return client


def address(event, page):
    return f"/fi/workspace/events/{event.pk}/registrations/print/{page}"


def test_papers_name_those_who_have_a_seat_by_last_name(event):
    RegistrationFactory(event=event, first_name="", last_name="")

    assert [each.last_name for each in table_papers.seated(event)] == ["Aho", "Kekkonen-Koivisto-Ahtisaari", ""]


@pytest.mark.parametrize("page", ["badges/", "badges/?layout=2x5", "badges/?layout=x", "attendance/"])
def test_paper_is_a_pdf_and_noted(event, clerk, page):
    answer = clerk.get(address(event, page))

    assert (answer.status_code, answer["Content-Type"], answer.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert [(each.action, each.count) for each in PersonalDataAccess.objects.all()] == [("print", 2)]


def test_list_of_a_session_of_another_training_is_not_there(event, clerk):
    other = SessionFactory()

    assert clerk.get(address(event, f"attendance/?session={other.pk}")).status_code == 404


@pytest.mark.parametrize("page", ["badges/", "attendance/"])
def test_another_agency_prints_nothing(client, event, page):
    client.force_login(MembershipFactory().user)

    assert client.get(address(event, page)).status_code == 403


@pytest.mark.parametrize(("languages", "spoken"), [(["sv", "fi"], "sv"), (["se", "en"], "en"), (["se"], "fi")])
def test_papers_speak_the_first_language_of_the_training_that_they_can(event, languages, spoken):
    event.languages = languages

    assert papers.language_of(event) == spoken
