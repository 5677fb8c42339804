"""The pages of a training's messages: what was sent and what became of it, and writing to some of its people."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from catalogue import outbox
from catalogue.models import Message
from registrations import cancelling, notices
from registrations.models import CustomMessage, PersonalDataAccess
from registrations.my import calendar
from tests.factories import MembershipFactory, SessionFactory
from tests.registrations.arrangements import fill, open_event, register

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(client):
    member = MembershipFactory()
    client.force_login(member.user)
    return open_event(2, lead=member.organisation, title_fi="Lukutaito")


def address(event, name="", *args):
    with translation.override("en"):
        return reverse(f"workspace-event-message{name}", args=[event.pk, *args])


def write(client, event, **values):
    page = client.get(address(event, "s-new"))
    given = {
        "message_id": page.context["form"]["message_id"].value(),
        "state": ["confirmed"],
        "subject_fi": "Tervetuloa",
        "body_fi": "Hei {first_name}!",
    }
    return client.post(address(event, "s-new"), given | values)


def test_outbox_shows_each_message_with_its_state_and_what_went_wrong(client, event):
    _first, second = fill(event, 2)
    Message.objects.filter(registration_id=second.pk).update(
        state="bounced", last_error="550 User unknown", bounced_at=timezone.now()
    )

    html = client.get(address(event, "s")).content.decode()

    assert "Aino Virtanen 1" in html
    assert "550 User unknown" in html
    assert PersonalDataAccess.objects.count() == 1


def test_outbox_notes_of_how_many_people_it_tells_not_how_many_messages(client, event):
    first, second = fill(event, 2)
    cancelling.cancel_registration(registration_id=first.pk)
    cancelling.cancel_registration(registration_id=second.pk)

    client.get(address(event, "s"))

    assert Message.objects.filter(event_id=event.pk).count() > 2
    assert PersonalDataAccess.objects.get().count == 2


def test_outbox_is_narrowed_by_state_and_kind(client, event):
    first, second, third = fill(event, 3)
    Message.objects.filter(registration_id=second.pk).update(state="failed")

    found = [
        [each.registration_id for each in client.get(address(event, "s") + query).context["listing"].items]
        for query in ("?state=failed", "?kind=waitlisted", "?kind=waitlisted&state=failed", "?state=nonsense&page=9")
    ]

    assert found == [[second.pk], [third.pk], [], [third.pk, second.pk, first.pk]]


def test_outbox_counts_states_and_kinds_of_all_and_the_total_of_those_narrowed(client, event):
    _first, second, _third = fill(event, 3)
    Message.objects.filter(registration_id=second.pk).update(state="failed")

    context = client.get(address(event, "s") + "?kind=confirmed").context

    outbox = context["outbox"]
    assert [(each.value, each.count) for each in outbox.states] == [("queued", 2), ("failed", 1)]
    assert [(each.value, each.count) for each in outbox.kinds] == [("confirmed", 2), ("waitlisted", 1)]
    assert context["listing"].total == 2


@pytest.mark.parametrize("number", [1, 3])
def test_outbox_asks_a_fixed_number_of_queries(client, event, number, django_assert_max_num_queries):
    fill(event, number)
    client.get(address(event, "s"))

    with django_assert_max_num_queries(22):
        client.get(address(event, "s"))


def test_message_is_sent_again_from_the_outbox(client, event):
    register(event)
    message = Message.objects.get()
    Message.objects.update(state="bounced")

    answer = client.post(address(event, "-resend", message.pk))

    assert answer.url == address(event, "s")
    assert Message.objects.filter(kind="confirmed", state="queued").count() == 1


def test_message_of_another_training_is_not_found(client, event):
    register(open_event())

    assert client.post(address(event, "-resend", Message.objects.get().pk)).status_code == 404


def test_stranger_sends_nothing_again(client, event):
    register(event)
    client.force_login(MembershipFactory().user)

    assert client.post(address(event, "-resend", Message.objects.get().pk)).status_code == 403
    assert Message.objects.count() == 1


def test_writing_shows_who_gets_what_before_anything_is_sent(client, event):
    fill(event, 2)
    register(event, 3, language="sv")

    page = write(client, event, state=["confirmed", "waitlisted"], subject_sv="Välkommen", body_sv="Hej {first_name}!")

    assert page.context["count"] == 3
    assert [(each.language, each.count, each.paragraphs) for each in page.context["readings"]] == [
        ("fi", 2, ["Hei Aino!"]),
        ("sv", 1, ["Hej Aino!"]),
    ]
    assert not CustomMessage.objects.exists()


def test_writing_is_sent_when_it_is_confirmed(client, event):
    fill(event, 2)

    answer = write(client, event, confirm="1")

    assert answer.url == address(event, "s")
    assert Message.objects.filter(kind="custom").count() == 2


@pytest.mark.parametrize(
    ("choice", "count"),
    [({"state": ["waitlisted"]}, 1), ({"language": ["sv"]}, 0), ({"state": []}, 0), ({"state": ["cancelled"]}, 0)],
)
def test_writing_reaches_those_of_the_state_and_language(client, event, choice, count):
    fill(event, 3)

    page = write(client, event, **choice)

    assert page.context.get("count", 0) == count
    assert page.status_code == (200 if count else 422)


def test_writing_to_those_ticked_in_the_table(client, event):
    _first, second = fill(event, 2)
    with translation.override("en"):
        bulk = reverse("workspace-registrations-bulk", args=[event.pk])
    begun = client.post(bulk, {"action": "message", "id": [str(second.pk)]})

    page = write(client, event, ids=begun.context["form"]["ids"].value())

    assert page.context["count"] == 1


def test_writing_that_is_refused_keeps_what_was_written(client, event):
    register(event)

    page = write(client, event, body_fi="Hei {nimi}!", confirm="1")

    assert page.status_code == 422
    assert "{nimi}" in page.context["form"].errors["body_fi"][0]
    assert page.context["form"]["body_fi"].value() == "Hei {nimi}!"
    assert not CustomMessage.objects.exists()


def test_stranger_neither_reads_nor_writes(client, event):
    client.force_login(MembershipFactory().user)

    assert [client.get(address(event, name)).status_code for name in ("s", "s-new")] == [403, 403]


def test_organisers_do_not_see_the_key_of_a_link_that_was_mailed(client, event):
    registration = register(event)
    token = notices.token_of(registration, notices.MAILED_PURPOSE)
    Message.objects.update(state="sent", text=f"Avaa: http://localhost/fi/registrations/{token}/ Kiitos!")

    page = client.get(address(event, "s")).content.decode()

    assert token[:22] in page
    assert token not in page


def test_outbox_says_what_went_into_calendars_and_hides_the_address_of_ones_own(client, event):
    SessionFactory(event=event, starts_at=event.starts_at + timedelta(days=1))
    registration = register(event)
    outbox.sweep(now=timezone.now() + outbox.GRACE)
    secret = calendar.addresses_of(registration.person, "fi").https
    assert secret in Message.objects.get().text

    page = client.get(address(event, "s")).content.decode()

    assert "with a calendar file" in page
    assert secret not in page
    assert secret.rpartition("-")[0][:40] in page
