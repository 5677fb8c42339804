"""What tests of trainings share."""

import pytest
from django.core.management import call_command
from django.db import transaction

from catalogue import vocabularies


@pytest.fixture(scope="module")
def known(django_db_setup, django_db_blocker):
    """The vocabularies of the reference data, read once and rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_reference", verbosity=0)
        found = vocabularies.current()
        transaction.set_rollback(True)
    return found
