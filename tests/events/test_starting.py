"""An organisation that has ended starts no trainings: not in the editor, by a quick draft, a copy or the API."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue import tokens, vocabularies
from catalogue.actors import by_system
from catalogue.models import Membership, Organisation, Succession
from events import starting
from events.drafting import EventDraft
from events.models import Event
from tests.api.arrangements import key_of
from tests.api.test_writing import ask
from tests.factories import EventFactory, MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
BY = by_system("tests")


@pytest.fixture
def ended():
    """An agency that ended yesterday; its work passed to another."""
    today = timezone.localdate()
    organisation = OrganisationFactory(slug="vanha", name_en="Old agency", valid_to=today - timedelta(days=1))
    heir = OrganisationFactory(slug="uusi", name_en="New agency")
    Succession.objects.create(predecessor=organisation, successor=heir, in_force_from=today)
    return organisation


@pytest.fixture
def organiser(client, ended):
    user = MembershipFactory(organisation=ended, role=Membership.Role.ORGANISER).user
    client.force_login(user)
    return user


def draft_of(organisation):
    return EventDraft(lead_id=organisation.pk, delivery="online", titles={"fi": "Koulutus"}, languages=("fi",))


def test_ended_organisation_starts_nothing_and_its_heir_does(ended):
    heir = Organisation.objects.get(slug="uusi")

    with pytest.raises(starting.OrganisationClosedError):
        starting.start_event(by=BY, draft=draft_of(ended))
    started = starting.start_event(by=BY, draft=draft_of(heir))

    assert list(Event.objects.all()) == [started]


def test_last_day_of_an_organisation_is_one_of_its_own():
    organisation = OrganisationFactory(valid_to=timezone.localdate())

    starting.start_event(by=BY, draft=draft_of(organisation))

    assert Event.objects.get().lead == organisation


def test_editor_says_who_has_taken_over_before_anything_is_written(client, organiser):
    answer = client.get("/en/workspace/vanha/events/new/")

    assert answer.status_code == 409
    assert "Old agency has ended. Start the training in the organisation that took over" in answer.content.decode()
    assert "New agency" in answer.content.decode()


@pytest.mark.parametrize("action", ["save", "quick", "plan"])
def test_what_was_typed_for_an_ended_organisation_stays_on_the_page(client, organiser, action):
    answer = client.post(
        "/en/workspace/vanha/events/new/", {"do": action, "title_fi": "Uusi koulutus", "delivery": "online"}
    )

    assert answer.status_code == 409
    assert "Old agency has ended" in answer.content.decode()
    assert 'value="Uusi koulutus"' in answer.content.decode()
    assert not Event.objects.exists()


def test_pages_of_an_ended_organisation_offer_no_new_training(client, organiser):
    pages = [client.get(f"/en/workspace/vanha/{part}").content.decode() for part in ("", "events/")]

    assert ["/events/new/" in page for page in pages] == [False, False]


def test_copy_for_an_ended_organisation_is_refused(client, organiser, ended):
    event = EventFactory(lead=ended)

    answer = client.post(f"/en/workspace/events/{event.pk}/copy/", {"first_on": "2037-03-03", "is_repeat": "on"})

    assert (answer.status_code, "New agency" in answer.content.decode()) == (409, True)
    assert Event.objects.count() == 1


def test_copy_goes_to_the_heir_where_one_plans_there_too(client, organiser, ended):
    heir = Organisation.objects.get(slug="uusi")
    MembershipFactory(user=organiser, organisation=heir, role=Membership.Role.ORGANISER)
    event = EventFactory(lead=ended)

    client.post(f"/en/workspace/events/{event.pk}/copy/", {"first_on": "2037-03-03", "agency": "uusi"})

    assert Event.objects.exclude(pk=event.pk).get().lead == heir


def test_api_refuses_a_training_of_an_ended_organisation(client, ended):
    answer = ask(
        client,
        "POST",
        "events",
        {"title": {"fi": "Koulutus"}, "agency": "vanha", "languages": ["fi"], "delivery": "online"},
        key=key_of(ended),
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "organisation_closed")
    assert not Event.objects.exists()


def test_api_gives_no_training_to_an_ended_organisation(client, ended, organiser):
    own = OrganisationFactory(slug="own")
    MembershipFactory(user=organiser, organisation=own, role=Membership.Role.ORGANISER)
    event = EventFactory(lead=own, state=Event.State.DRAFT)
    expires_at = timezone.now() + timedelta(days=1)
    made = tokens.create_personal_token(by=BY, user_id=organiser.pk, name="x", expires_at=expires_at)

    answer = ask(client, "PATCH", f"events/{event.pk}", {"agency": "vanha"}, key=made.secret, If_Match="1")

    assert (answer.status_code, answer.json()["code"]) == (409, "organisation_closed")
    assert Event.objects.get().lead == own


def test_term_has_ended_from_the_day_after_its_last(ended):
    known = vocabularies.current().organisations
    term, today = known.by_id(ended.pk), timezone.localdate()

    ended_by = [term.has_ended(day) for day in (today - timedelta(days=1), today)]

    assert ended_by == [False, True]
