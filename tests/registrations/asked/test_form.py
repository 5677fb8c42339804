"""What a training asks, on the form of registering and on one's own page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue import vocabularies
from catalogue.texts import Text
from events.models import SeatPool
from events.reserving import Reservation
from registrations import asking, notices, terms
from registrations.forms import ParticipantForm
from registrations.models import Consent, Registration
from tests.factories import OrganisationFactory, TargetGroupFactory
from tests.registrations.arrangements import BY, fill, keep_seats, open_event
from tests.registrations.asked.arrangements import ask, choices
from tests.registrations.test_pages import ANSWERS, address

pytestmark = pytest.mark.django_db
QUERIES = 8


def register(client, event, **values):
    return client.post(address("register", event.slug), ANSWERS | values)


def answers():
    return asking.answers_of(Registration.objects.get().pk)


def test_answers_of_each_kind_are_written_with_the_registration(client):
    event = open_event()
    text, yes_no = ask(event, "Vapaa"), ask(event, "Tuletko?", "yes_no")
    choice = ask(event, "Ryhmä", "choice", options=choices("A", "B"))
    several = ask(event, "Aiheet", "several", options=choices("X", "Y", "Z"))

    response = register(
        client,
        event,
        **{
            f"question_{text.key}": " Sana\x00 toinen ",
            f"question_{yes_no.key}": "no",
            f"question_{choice.key}": "2",
            f"question_{several.key}": ["1", "3"],
        },
    )

    assert response.status_code == 302
    assert answers() == {text.key: "Sana toinen", yes_no.key: False, choice.key: "2", several.key: ["1", "3"]}


def test_question_that_need_not_be_answered_leaves_no_row(client):
    event = open_event()
    ask(event), ask(event, "Tuletko?", "yes_no"), ask(event, "Ryhmä", "choice", options=choices("A", "B"))

    register(client, event)

    assert answers() == {}


@pytest.mark.parametrize(("kind", "wrong"), [("text", " "), ("yes_no", "perhaps"), ("choice", "9"), ("several", ["9"])])
def test_required_question_is_refused_without_a_right_answer_and_what_was_typed_stays(client, kind, wrong):
    event = open_event()
    question = ask(event, "Pakollinen", kind, required=True, options=choices("A", "B"))
    name = f"question_{question.key}"

    pages = [register(client, event), register(client, event, **{name: wrong}, phone="040 123")]

    assert [(page.status_code, list(page.context["form"].errors)) for page in pages] == [(422, [name])] * 2
    assert pages[1].context["form"]["phone"].value() == "040 123"
    assert not Registration.objects.exists()


def test_question_says_why_it_is_asked_and_until_when_the_answer_is_kept(client):
    event = open_event()
    ask(event, "Mitä odotat?", purposes={"fi": "Sisällön <b>sovittamiseen</b>"}, delete_after_days=30)

    page = client.get(address("register", event.slug)).content.decode()

    assert '<span lang="fi">Mitä odotat?</span>' in page
    assert 'Why this is asked: <span lang="fi">Sisällön &lt;b&gt;sovittamiseen&lt;/b&gt;.</span> Kept until' in page


def test_notice_names_every_organiser_and_its_version_is_kept_with_the_registration(client):
    event = open_event(co_organisers=[OrganisationFactory(name_fi="Kumppani", name_en="Partner")])

    page = client.get(address("register", event.slug)).content.decode()
    register(client, event)

    assert "Joint controllers:" in page
    assert "Partner" in page
    assert "no consent is asked for" in page
    assert [(row.text.kind, row.text.version) for row in Consent.objects.all()] == [("notice", 1)]


@pytest.mark.parametrize(
    ("values", "wrong", "gives_consent"),
    [
        ({"question_diet": "vegan"}, ["consent"], False),
        ({"question_diet": "vegan", "consent": "on"}, [], True),
        ({"consent": "on"}, [], False),
        ({}, [], False),
    ],
)
def test_dietary_wish_is_taken_with_consent_only(values, wrong, gives_consent):
    questions = asking.questions_of(open_event().pk, ends_at=timezone.now(), standards={"diet"}, language="en")

    form = ParticipantForm(
        ANSWERS | values,
        vocabularies=vocabularies.current(),
        language="en",
        questions=questions,
        consent=Text("I consent", "en"),
    )

    assert (list(form.errors), form.gives_consent) == (wrong, gives_consent)


def test_supervisor_is_somebody_else():
    form = ParticipantForm(
        ANSWERS | {"supervisor_email": "Aino@example.org"},
        vocabularies=vocabularies.current(),
        language="en",
        asks_supervisor=True,
    )

    assert list(form.errors) == ["supervisor_email"]


@pytest.mark.parametrize("count", [1, 3])
def test_form_has_a_fixed_number_of_queries(client, count, django_assert_num_queries):
    event = open_event()
    for number in range(count):
        ask(event, f"Kysymys {number}")
    client.get(address("register", event.slug))

    with django_assert_num_queries(QUERIES):
        client.get(address("register", event.slug))


# --- One's own page --------------------------------------------------------------------------------------------------
def with_catering(client, **values):
    event = open_event()
    terms.save_terms(by=BY, event_id=event.pk, values={"has_catering": True})
    register(client, event, question_diet="vegaani", consent="on", **values)
    return event, Registration.objects.get()


def own(registration, name="registration-details"):
    return notices.page_path(registration, "en", name)


def consents_of(registration):
    rows = Consent.objects.filter(registration=registration).select_related("text").order_by("pk")
    return [(row.text.kind, row.withdrawn_at is None) for row in rows]


def test_dietary_wish_is_asked_only_with_catering_and_is_kept_with_the_consent(client):
    plain = open_event()
    assert "question_diet" not in client.get(address("register", plain.slug)).context["form"].fields

    _event, registration = with_catering(client)

    assert asking.answers_of(registration.pk) == {"diet": "vegaani"}
    assert consents_of(registration) == [("notice", True), ("consent", True)]


def test_own_page_shows_the_answers_and_the_form_of_correcting_begins_with_them(client):
    _event, registration = with_catering(client)

    page = client.get(own(registration, "registration")).content.decode()
    form = client.get(own(registration)).context["form"]

    assert "vegaani" in page
    assert (form["question_diet"].value(), form["consent"].value()) == ("vegaani", True)


def test_corrected_answers_are_saved_and_the_history_says_only_that_they_were(client):
    event, registration = with_catering(client)
    question = ask(event, "Tuletko?", "yes_no")

    changed = {"question_diet": "kasvis", "consent": "on", f"question_{question.key}": "no"}
    client.post(own(registration), ANSWERS | changed)

    assert asking.answers_of(registration.pk) == {"diet": "kasvis", question.key: False}
    assert registration.changes.last().details == {"fields": ["answers"]}
    assert consents_of(registration) == [("notice", True), ("consent", True)]


def test_removed_answer_withdraws_the_consent(client):
    _event, registration = with_catering(client)

    client.post(own(registration), ANSWERS)

    assert asking.answers_of(registration.pk) == {}
    assert consents_of(registration) == [("notice", True), ("consent", False)]


def test_answer_without_consent_is_refused_on_the_own_page_too(client):
    _event, registration = with_catering(client)

    page = client.post(own(registration), ANSWERS | {"question_diet": "kasvis"})

    assert (page.status_code, list(page.context["form"].errors)) == (422, ["consent"])
    assert asking.answers_of(registration.pk) == {"diet": "vegaani"}


# --- Seats kept for some ---------------------------------------------------------------------------------------------
def with_kept_seats(delivery="", days=5):
    event, audience = open_event(pools=[1, 5]), TargetGroupFactory(name_en="Principals")
    pool = event.pools.last()
    SeatPool.objects.filter(pk=pool.pk).update(delivery=delivery)
    reservation = Reservation(until=timezone.now() + timedelta(days=days), audience_id=audience.pk)
    keep_seats(pool, reservation)
    return event, pool


def test_kept_seats_are_no_way_of_taking_part_but_are_taken_by_who_says_they_belong(client):
    event, pool = with_kept_seats()
    registrations_before = fill(event, 1)

    form = client.get(address("register", event.slug)).context["form"]
    register(client, event, claimed=[str(pool.pk)])
    register(client, event, email="toinen@example.org")

    assert "pool" not in form.fields
    assert "5 seats are kept until" in str(form["claimed"])
    assert "Principals" in str(form["claimed"])
    taken = Registration.objects.exclude(pk=registrations_before[0].pk).order_by("created_at")
    assert [(each.state, each.pool_id) for each in taken] == [("confirmed", pool.pk), ("waitlisted", None)]


def test_kept_seats_of_a_kind_of_their_own_are_a_way_of_taking_part(client):
    event, pool = with_kept_seats(delivery="online")

    form = client.get(address("register", event.slug)).context["form"]

    assert str(pool.pk) in dict(form.fields["pool"].choices)


@pytest.mark.parametrize(
    ("language", "words"),
    [("fi", "Verkossa – täynnä"), ("sv", "På nätet – fullbokad"), ("en", "Online – full")],
)
def test_way_of_taking_part_says_in_one_line_how_many_seats_there_are(client, language, words):
    event = open_event(pools=[1, 1])
    pool = event.pools.first()
    SeatPool.objects.filter(event=event).update(delivery="online")
    SeatPool.objects.filter(pk=pool.pk).update(taken=1)

    form = client.get(address("register", event.slug, language=language)).context["form"]

    assert dict(form.fields["pool"].choices)[str(pool.pk)] == words


def test_public_page_says_what_matters_of_the_terms(client):
    event, _pool = with_kept_seats()
    settled = {"approval": "supervisor", "cancel_until": event.starts_at - timedelta(days=2)}
    terms.save_terms(by=BY, event_id=event.pk, values=settled)

    page = client.get(address("event", event.slug)).content.decode()

    assert "5 seats are kept until" in page
    assert "Your supervisor’s approval is needed" in page
    assert "If you cannot come, cancel by" in page


def test_public_page_says_nothing_of_plain_terms(client):
    page = client.get(address("event", open_event().slug)).content.decode()

    assert "kept until" not in page
    assert "approv" not in page
    assert "cancel by" not in page


def test_kept_seats_that_are_for_either_way_are_taken_whichever_way_is_chosen(client):
    event, pool = with_kept_seats()
    first = event.pools.first()
    SeatPool.objects.filter(pk=first.pk).update(delivery="onsite")
    SeatPool.objects.create(event=event, position=2, delivery="online", capacity=9)
    fill(event, 1)

    register(client, event, pool=str(first.pk), claimed=[str(pool.pk)])

    assert Registration.objects.latest("created_at").pool_id == pool.pk
