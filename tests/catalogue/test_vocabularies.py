"""The snapshots of the vocabularies follow what the database says, also when a transaction took it back."""

import pytest
from django.db import transaction

from catalogue import vocabularies
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
