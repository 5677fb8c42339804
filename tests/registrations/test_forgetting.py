"""Personal data is declared, and gone when its purpose is over, while counts stay the same."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone

import catalogue.personal_data
import config.personal_data
import events.personal_data
import registrations.personal_data
from catalogue.models import Message, Person
from events.models import Event
from registrations import forgetting
from registrations.models import Registration, RegistrationChange
from tests.registrations.arrangements import fill, open_event, register

DECLARATIONS = (catalogue.personal_data, config.personal_data, events.personal_data, registrations.personal_data)
# Models about organisations, words, places and trainings: nothing in them is about a person unless declared above.
ABOUT_NOBODY = {
    "organisation",
    "succession",
    "reform",
    "reformstep",
    "region",
    "sector",
    "educationlevel",
    "targetgroup",
    "theme",
    "venue",
    "room",
    "cataloguerevision",
    "calendarperiod",
    "event",
    "eventseries",
    "question",
    "agendaitem",
    "session",
    "sessionentry",
    "seatpool",
}
APPS = ("catalogue", "events", "registrations", "account", "mfa", "socialaccount", "usersessions")
TEXTS = (models.CharField, models.TextField, models.JSONField, models.EmailField, models.GenericIPAddressField)
POINTS_AT_PEOPLE = {"user", "person"}


def columns_to_declare(model):
    for field in model._meta.concrete_fields:
        related = field.related_model
        points_at_somebody = related is not None and related._meta.model_name in POINTS_AT_PEOPLE
        says_something = isinstance(field, TEXTS) and model._meta.model_name not in ABOUT_NOBODY
        if points_at_somebody or says_something:
            yield field.name


@pytest.mark.parametrize(
    "model",
    [model for app in APPS for model in apps.get_app_config(app).get_models()],
)
def test_every_personal_column_is_declared_with_purpose_and_retention(model):
    declared = {name for each in DECLARATIONS for name in each.PERSONAL.get(model, {})}
    impersonal = {name for each in DECLARATIONS for name in each.IMPERSONAL.get(model, ())}

    assert set(columns_to_declare(model)) - declared - impersonal == set()
    assert declared <= {field.name for field in model._meta.concrete_fields}


@pytest.mark.django_db
def test_forgetting_empties_old_records_and_keeps_every_count():
    old, new = open_event(), open_event(capacity=1)
    fill(old, 2)
    register(new, 2)
    long_ago = timezone.now() - timedelta(days=4 * 365)
    Event.objects.filter(pk=old.pk).update(starts_at=long_ago, ends_at=long_ago + timedelta(hours=2))
    Message.objects.update(created_at=long_ago, state="sent")

    forgotten = forgetting.forget_personal_data()

    assert forgotten == forgetting.Forgotten(registrations=2, persons=1, messages=3)
    assert Registration.objects.count() == 3
    assert Registration.objects.filter(email="", last_name="", workplace="").count() == 2
    assert Person.objects.values("pseudonym").distinct().count() == 2
    assert Person.objects.filter(email__isnull=True).count() == 1
    assert RegistrationChange.objects.filter(action="forget").count() == 2
    assert forgetting.forget_personal_data() == forgetting.Forgotten()


@pytest.mark.django_db
def test_forgetting_in_a_dry_run_says_what_it_would_do_and_does_nothing():
    event = open_event()
    register(event)
    long_ago = timezone.now() - timedelta(days=4 * 365)
    Event.objects.update(starts_at=long_ago, ends_at=long_ago + timedelta(hours=2))

    forgotten = forgetting.forget_personal_data(dry_run=True)

    assert forgotten.registrations == 1
    assert Registration.objects.get().email == "aino1@example.org"
