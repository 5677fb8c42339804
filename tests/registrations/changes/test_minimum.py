"""Trainings that need so many: warned of once and in time, said to take place, and what else can be decided."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue import outbox
from catalogue.models import Membership, Message
from events import publishing
from events.models import Event, OverlapCase
from registrations import few_letters, minimum, refusals, terms
from registrations.models import RegistrationTerms
from tests.events.settling.arrangements import clash
from tests.factories import MembershipFactory
from tests.registrations.arrangements import BY, fill, open_event

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def training(taken=1, needed=3, **values):
    event = open_event(capacity=20, minimum_participants=needed, **values)
    fill(event, taken)
    return event


@pytest.fixture
def event():
    return training()


@pytest.fixture
def organiser(event):
    user = MembershipFactory(organisation=event.lead, role=Membership.Role.ORGANISER).user
    user.language = "en"
    user.save()
    return user


def settle(event, **values):
    terms.save_terms(by=BY, event_id=event.pk, values=values)


def standing(event, **values):
    return minimum.standing_of(Event.objects.get(pk=event.pk), now=values.get("now") or timezone.now())


def test_it_is_decided_a_week_before_unless_settled_otherwise(event):
    by_default = standing(event).decides_at
    settle(event, decides_at=event.starts_at - 10 * DAY)

    assert by_default == event.starts_at - 7 * DAY
    assert standing(event).decides_at == event.starts_at - 10 * DAY


@pytest.mark.parametrize(("taken", "is_few"), [(2, True), (3, False)])
def test_few_are_fewer_than_needed(taken, is_few):
    assert standing(training(taken)).is_few == is_few


def test_organisers_are_warned_once_and_not_before_it_is_time(event, organiser):
    early = few_letters.warn(now=event.starts_at - 8 * DAY)
    due = event.starts_at - 7 * DAY + timedelta(minutes=5)

    assert (early, few_letters.warn(now=due), few_letters.warn(now=due + timedelta(hours=1))) == (0, 1, 0)
    assert list(Message.objects.filter(kind="few_registered").values_list("address", flat=True)) == [organiser.email]


def test_warning_says_how_many_and_leads_to_the_choices(event, organiser):
    few_letters.warn(now=event.starts_at - 7 * DAY + timedelta(minutes=5))

    mail = outbox.render(Message.objects.get(kind="few_registered"))

    assert "2 more are needed." in mail.text
    assert f"/workspace/events/{event.pk}/few/" in mail.text


@pytest.mark.parametrize("why", ["enough", "certain", "cancelled", "no role any more"])
def test_warning_that_is_not_true_any_more_is_not_sent(event, organiser, why):
    few_letters.warn(now=event.starts_at - 7 * DAY + timedelta(minutes=5))
    if why == "enough":
        event.pools.update(taken=3)
    elif why == "certain":
        minimum.say_certain(by=BY, event_id=event.pk)
    elif why == "cancelled":
        publishing.cancel_event(by=BY, event_id=event.pk)
    else:
        Membership.objects.all().delete()

    assert outbox.render(Message.objects.get(kind="few_registered")) is None


@pytest.mark.parametrize("why", ["enough", "certain", "over"])
def test_nobody_is_warned_without_need(event, organiser, why):
    now = event.starts_at - 7 * DAY + timedelta(minutes=5)
    if why == "enough":
        event.pools.update(taken=3)
    elif why == "certain":
        minimum.say_certain(by=BY, event_id=event.pk)
    else:
        now = event.starts_at + timedelta(minutes=1)

    assert few_letters.warn(now=now) == 0


def test_said_to_take_place_is_seen_by_everybody_and_twice_is_once(client, event):
    minimum.say_certain(by=BY, event_id=event.pk)
    minimum.say_certain(by=BY, event_id=event.pk)

    page = client.get(f"/en/events/{event.slug}/").content.decode()
    listing = client.get("/en/events/").content.decode()
    assert "Will take place" in page
    assert "Will take place" in listing
    assert event.changes.filter(action="registration_terms").count() == 1


def test_said_no_longer_needs_a_reason(event):
    minimum.say_certain(by=BY, event_id=event.pk)

    with pytest.raises(refusals.ReasonMissingError):
        minimum.take_back(by=BY, event_id=event.pk, reason=" ")
    minimum.take_back(by=BY, event_id=event.pk, reason="Kouluttaja estyi")
    assert standing(event).certain_at is None


@pytest.mark.parametrize("write", [publishing.postpone_event, publishing.cancel_event])
def test_postponed_or_cancelled_is_said_to_take_place_no_longer(event, write):
    minimum.say_certain(by=BY, event_id=event.pk)

    write(by=BY, event_id=event.pk)

    assert RegistrationTerms.objects.get(pk=event.pk).will_take_place_at is None


def test_what_has_begun_or_is_not_published_is_not_said_to_take_place(event):
    with pytest.raises(minimum.NotRunningError):
        minimum.say_certain(by=BY, event_id=event.pk, now=event.starts_at)
    publishing.postpone_event(by=BY, event_id=event.pk)
    with pytest.raises(minimum.NotRunningError):
        minimum.say_certain(by=BY, event_id=event.pk)


def test_cancelled_because_of_too_few_is_told_so(event):
    publishing.cancel_event(by=BY, event_id=event.pk, because=publishing.TOO_FEW)

    assert Message.objects.filter(kind="too_few").count() == 1
    assert not Message.objects.filter(kind="event_cancelled").exists()


# --- Pages ---------------------------------------------------------------------------------------------------------
def address(event, name="few"):
    return f"/en/workspace/events/{event.pk}/{name}/"


def test_page_of_choices_offers_each_and_does_one(client, event, organiser):
    client.force_login(organiser)

    page = client.get(address(event)).content.decode()
    done = client.post(address(event), {"do": "run"}, follow=True).content.decode()

    assert "Too few have registered" in page
    assert f"{address(event, 'cancel')}?because=too_few" in page
    assert address(event, "postpone") in page
    assert "It overlaps with no other training at the moment." in page
    assert "Everybody sees now that the training will take place." in done
    assert "Said to take place on" in done


def test_cancelling_from_there_shows_that_there_were_too_few(client, event, organiser):
    client.force_login(organiser)

    asks = client.get(f"{address(event, 'cancel')}?because=too_few")
    client.post(address(event, "cancel"), {"because": "too_few", "reason": ""})

    assert [each.kind for each in asks.context["telling"].examples] == ["too_few"]
    assert Message.objects.filter(kind="too_few").count() == 1


def test_page_of_choices_names_the_trainings_it_overlaps_with(client):
    pair = clash()
    Event.objects.update(state="published", published_at=timezone.now(), minimum_participants=5)
    client.force_login(pair.aino)

    page = client.get(address(pair.own)).content.decode()

    assert "Books for all" in page
    assert f"/workspace/overlaps/{OverlapCase.objects.get(pk=pair.case.pk).pk}/#join" in page


def test_co_organiser_decides_nothing(client, event):
    other = MembershipFactory(role=Membership.Role.ORGANISER)
    event.co_organisers.add(other.organisation)
    client.force_login(other.user)

    assert (client.get(address(event)).status_code, client.post(address(event)).status_code) == (403, 403)


def test_day_of_the_agency_leads_to_the_choices_until_it_is_decided(client, organiser):
    event = training(lead=organiser.memberships.get().organisation)
    starts_at = timezone.now() + 5 * DAY
    event.sessions.update(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))
    Event.objects.filter(pk=event.pk).update(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))
    client.force_login(organiser)
    home = f"/en/workspace/{event.lead.slug}/"

    before = client.get(home).content.decode()
    minimum.say_certain(by=BY, event_id=event.pk)
    after = client.get(home).content.decode()

    assert address(event) in before
    assert address(event) not in after
