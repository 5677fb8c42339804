"""Somebody is handed everything that is kept about them, all of it declared, and nothing about anybody else."""

import json

import pytest
from django.apps import apps

from catalogue import personal_data, vocabularies
from catalogue.actors import by_user
from catalogue.models import Message, Person, User
from catalogue.personal_data import Nobodys, Whose
from registrations import access_log, noting
from registrations.models import Answer, Consent, ConsentText, GroupBooking, Question, Registration
from registrations.my import own_data, who_has_looked
from tests.factories import MembershipFactory, PersonFactory, UserFactory
from tests.registrations.arrangements import fill, open_event, register
from tests.registrations.my.arrangements import open_page

AINO = "aino1@example.org"
APPS = ("catalogue", "events", "registrations", "account", "mfa", "socialaccount", "usersessions")
MODELS = [model for app in APPS for model in apps.get_app_config(app).get_models()]
ABOUT_SOMEBODY = {Person, User, Registration, GroupBooking}
# They point at somebody, and their declared columns say all there is about them elsewhere.
NOT_HANDED_OUT = {"logentry", "emailconfirmation", "socialtoken"}


def leads_to_somebody(model):
    related = {field.related_model for field in model._meta.concrete_fields if field.is_relation}
    return model in ABOUT_SOMEBODY or not related.isdisjoint(ABOUT_SOMEBODY)


@pytest.mark.parametrize("model", MODELS)
def test_every_model_about_somebody_says_whose_it_is(model):
    is_about_somebody = model in personal_data.personal_columns() or leads_to_somebody(model)

    assert (model in personal_data.owners()) == (is_about_somebody and model._meta.model_name not in NOT_HANDED_OUT)


@pytest.mark.parametrize(("model", "whose"), personal_data.owners().items())
def test_every_owner_is_found_by_columns_that_there_are(model, whose):
    if isinstance(whose, Nobodys):
        assert whose.because
        return
    lookups = [way for way in (whose.person, whose.address, whose.user) if way]

    assert lookups
    for way in lookups:
        str(model._default_manager.filter(**{way: None}).query)
    assert whose.withheld <= {field.name for field in model._meta.concrete_fields}


# What is withheld, and nothing else: a column that is added is handed out, or named here with a thought.
WITHHELD = {
    "user": {"password", "link_version"},
    "apitoken": {"digest"},
    "person": {"link_version"},
    "message": {"context"},
    "authenticator": {"data"},
    "usersession": {"session_key"},
    "registration": {"link_version", "person"},
    "groupbooking": {"link_version"},
    "registrationchange": {"actor_user"},
    "registrationnote": {"author"},
    "ownpage": {"person", "version", "calendar_version", "links_used_until"},
    "personaldataaccess": {"registration"},
}


def test_keys_and_other_people_alone_are_withheld():
    withheld = {
        model._meta.model_name: set(whose.withheld)
        for model, whose in personal_data.owners().items()
        if isinstance(whose, Whose) and whose.withheld
    }

    unthought = {name: columns - WITHHELD.get(name, set()) - {"link_version"} for name, columns in withheld.items()}
    assert {name: columns for name, columns in unthought.items() if columns} == {}


@pytest.fixture
def aino(db):
    """Somebody with a row of everything that can be about a participant, and an account."""
    event = open_event(1)
    fill(event, 2)
    registration = Registration.objects.get(email=AINO)
    user = UserFactory(email=AINO)
    Person.objects.filter(pk=registration.person_id).update(user=user)
    question = Question.objects.create(event=event, kind="text", text_fi="Miksi?", purpose_fi="Siksi")
    Answer.objects.create(registration=registration, question=question, value="Kiinnostaa")
    noting.add_note(
        by=by_user(UserFactory(email="kirjoittaja@example.org")), registration_id=registration.pk, text="Soitti"
    )
    GroupBooking.objects.create(
        event=event, contact_first_name="Aino", contact_last_name="V", contact_email=AINO, workplace="W", language="fi"
    )
    return Person.objects.get(pk=registration.person_id)


def test_everything_about_somebody_is_handed_out(aino):
    parts = own_data.of_person(aino, language="fi")["parts"]

    counts = {name: len(part["rows"]) for name, part in parts.items() if part["rows"]}
    assert counts == {
        "user": 1,
        "person": 1,
        "message": 1,
        "registration": 1,
        "registrationchange": 1,
        "groupbooking": 1,
        "registrationnote": 1,
        "answer": 1,
    }
    [registration] = parts["registration"]["rows"]
    assert registration["last_name"] == "Virtanen 1"
    assert set(registration) == {
        field.name for field in Registration._meta.concrete_fields if field.name not in {"link_version", "person"}
    }
    assert parts["answer"]["rows"][0]["value"] == "Kiinnostaa"
    assert "kirjoittaja" not in json.dumps(parts, default=str)


def test_text_that_was_read_is_handed_out_with_its_version(aino):
    read = ConsentText.objects.create(kind="notice", version=1, text_fi="Näin käytämme", text_sv="", text_en="")
    Consent.objects.create(registration=Registration.objects.get(email=AINO), text=read)

    [consent] = own_data.of_person(aino, language="fi")["parts"]["consent"]["rows"]

    assert consent["text"] == {"kind": "notice", "version": 1, "text": {"fi": "Näin käytämme", "sv": "", "en": ""}}


def test_nothing_about_others_is_handed_out(aino):
    other = Person.objects.get(email="aino2@example.org")

    said = json.dumps(own_data.of_person(other, language="fi"), default=str)

    assert "Virtanen 2" in said
    assert not any(word in said for word in ("Virtanen 1", AINO, "Kiinnostaa", "Soitti"))


def test_file_is_downloaded_by_its_owner_alone(client, aino):
    assert client.get("/fi/my/data/download/").url == "/fi/my/"
    open_page(client, AINO)

    answer = client.get("/fi/my/data/download/")

    assert answer["Content-Disposition"] == 'attachment; filename="koulutuskalenteri.json"'
    assert "no-store" in answer["Cache-Control"]
    assert answer.json()["email"] == AINO


@pytest.mark.parametrize("count", [1, 3])
def test_file_of_any_size_takes_the_same_queries(db, count, django_assert_num_queries):
    for _each in range(count):
        register(open_event())
    person = Person.objects.get(email=AINO)
    owned = [whose for whose in personal_data.owners().values() if isinstance(whose, Whose)]
    of_people = [whose for whose in owned if whose.person or whose.address]
    vocabularies.current()

    with django_assert_num_queries(len(of_people) + 1):
        own_data.of_person(person, language="fi")


# --- Who has looked ---------------------------------------------------------------------------------------------------
def test_person_sees_which_agency_has_looked_and_nobody_by_name(client, aino):
    registration = Registration.objects.get(email=AINO)
    clerk = MembershipFactory(organisation=registration.event.lead, user__first_name="Kirsti").user
    access_log.record(by=by_user(clerk), event=registration.event, registration=registration)
    access_log.record(by=by_user(clerk), event=registration.event, action="export", reason="Nimikyltit", count=2)
    open_page(client, AINO)

    html = client.get("/fi/my/data/").content.decode()

    assert registration.event.lead.name_fi in html
    assert "Nimikyltit" in html
    assert not any(secret in html for secret in ("Kirsti", clerk.email))


def test_looks_at_others_and_before_one_came_are_not_ones_own(aino):
    own = Registration.objects.get(email=AINO)
    other = Registration.objects.get(email="aino2@example.org")
    user = by_user(UserFactory())
    access_log.record(by=user, event=own.event, registration=other)
    access_log.record(by=user, event=own.event, now=own.created_at.replace(year=own.created_at.year - 1))
    access_log.record(by=user, event=open_event())

    assert who_has_looked.looks_at(aino, language="fi") == []


def test_stranger_sees_no_data_page(client, db):
    assert [client.get(f"/fi/my/data/{page}").status_code for page in ("", "erase/")] == [302, 302]


def test_messages_by_address_belong_to_its_person(db):
    person = PersonFactory(email=AINO)
    Message.objects.create(kind="x", cause="x", address=AINO, language="fi")

    assert len(own_data.of_person(person, language="fi")["parts"]["message"]["rows"]) == 1
