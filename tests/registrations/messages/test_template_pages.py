"""An agency's administrator writes its own words: with an example, refused with what is wrong, and back again."""

import pytest
from django.urls import reverse
from django.utils import translation

from catalogue.models import Membership
from registrations.models import MessageTemplate, MessageTiming
from tests.factories import EventFactory, MembershipFactory, RegistrationFactory, SessionFactory
from tests.registrations.arrangements import open_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    member = MembershipFactory(role=Membership.Role.AGENCY_ADMIN)
    client.force_login(member.user)
    return member


def address(organisation, *parts):
    with translation.override("en"):
        return reverse("workspace-message" if parts else "workspace-messages", args=[organisation.slug, *parts])


def post(client, administrator, **values):
    given = {"subject": "Tervetuloa: {title}", "body": "Hei {first_name}!"}
    return client.post(address(administrator.organisation, "confirmed", "fi"), given | values)


def test_own_text_is_saved_and_shown_with_its_history(client, administrator):
    answer = post(client, administrator)
    page = client.get(answer.url)

    assert MessageTemplate.objects.get().body == "Hei {first_name}!"
    assert page.context["form"]["subject"].value() == "Tervetuloa: {title}"
    assert [step.body for step in page.context["history"]] == ["Hei {first_name}!"]


def test_preview_shows_what_was_written_on_a_real_training_and_saves_nothing(client, administrator):
    RegistrationFactory(event=open_event(lead=administrator.organisation, title_fi="Lukutaito"), last_name="Salainen")

    page = post(client, administrator, preview="1")

    example = page.context["example"]
    assert (example.subject, example.paragraphs, example.training) == (
        "Tervetuloa: Lukutaito",
        ["Hei Etunimi!"],
        "Lukutaito",
    )
    assert not MessageTemplate.objects.exists()
    assert "Salainen" not in page.content.decode()


def test_preview_without_a_training_of_ones_own_shows_a_made_up_one(client, administrator):
    EventFactory(title_fi="Toisen koulutus")

    example = post(client, administrator, preview="1").context["example"]

    assert example.training == ""
    assert example.subject.startswith("Tervetuloa: ")
    assert "Toisen koulutus" not in str(example)


def test_preview_for_a_script_is_the_example_alone(client, administrator):
    given = {"subject": "A", "body": "B", "preview": "1"}

    answer = client.post(address(administrator.organisation, "confirmed", "fi"), given, headers={"HX-Request": "true"})

    assert answer.content.decode().lstrip().startswith("<section")


def test_unknown_placeholder_is_named_at_its_field_and_what_was_written_stays(client, administrator):
    page = post(client, administrator, body="Hei {etunimi}!")

    assert page.status_code == 422
    assert "{etunimi}" in page.context["form"].errors["body"][0]
    assert page.context["form"]["body"].value() == "Hei {etunimi}!"
    assert not MessageTemplate.objects.exists()


def test_usual_text_comes_back(client, administrator):
    post(client, administrator)

    post(client, administrator, reset="1")

    assert not MessageTemplate.objects.exists()
    assert len(client.get(address(administrator.organisation, "confirmed", "fi")).context["history"]) == 2


@pytest.mark.parametrize(("kind", "language"), [("nonsense", "fi"), ("confirmed", "de"), ("overlap_opened", "fi")])
def test_text_of_no_message_is_not_found(client, administrator, kind, language):
    assert client.get(address(administrator.organisation, kind, language)).status_code == 404


def test_organiser_of_the_agency_may_neither_read_nor_write(client):
    member = MembershipFactory()
    client.force_login(member.user)

    statuses = [client.get(address(member.organisation)).status_code, post(client, member).status_code]

    assert statuses == [403, 403]
    assert not MessageTemplate.objects.exists()


def test_timing_is_settled_on_the_list(client, administrator):
    client.post(address(administrator.organisation), {"reminder_days": "14; 3,1", "sends_thanks": "on"})

    timing = MessageTiming.objects.get()
    assert (timing.reminder_days, timing.reminds_before_start, timing.sends_thanks) == ([14, 3, 1], False, True)
    shown = client.get(address(administrator.organisation)).context["form"]
    assert shown["reminder_days"].value() == "14, 3, 1"


@pytest.mark.parametrize("written", ["pian", "7, x", "0", "99", "9999999999"])
def test_timing_that_nobody_means_is_refused_at_its_field(client, administrator, written):
    page = client.post(address(administrator.organisation), {"reminder_days": written})

    assert (page.status_code, list(page.context["form"].errors)) == (422, ["reminder_days"])


@pytest.mark.parametrize("trainings", [1, 3])
def test_page_asks_a_fixed_number_of_queries(client, administrator, trainings, django_assert_max_num_queries):
    for _training in range(trainings):
        SessionFactory(event=EventFactory(lead=administrator.organisation))
    post(client, administrator)
    client.get(address(administrator.organisation))

    with django_assert_max_num_queries(22):
        client.get(address(administrator.organisation, "confirmed", "fi"))
