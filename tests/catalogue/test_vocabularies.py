"""The snapshots of the vocabularies follow what the database says, also when a transaction took it back."""

import pytest
from django.db import transaction
from django.utils import timezone

from catalogue import vocabularies
from catalogue.models import CalendarPeriod
from tests.factories import ThemeFactory

pytestmark = pytest.mark.django_db


def test_current_after_a_change_that_was_taken_back_knows_what_came_instead():
    before = transaction.savepoint()
    ThemeFactory(code="never-was")
    assert vocabularies.current().themes.get("never-was")
    transaction.savepoint_rollback(before)

    ThemeFactory(code="came-instead")

    known = vocabularies.current().themes
    assert (known.get("never-was"), known.get("came-instead") is not None) == (None, True)


def test_a_snapshot_with_dates_that_matter_is_a_key_of_what_is_remembered_of_it():
    today = timezone.localdate()
    CalendarPeriod.objects.create(
        kind=CalendarPeriod.Kind.SCHOOL_BREAK, name_fi="Syysloma", first_on=today, last_on=today
    )

    known = vocabularies.current()

    assert {known: "remembered"}[known] == "remembered"
