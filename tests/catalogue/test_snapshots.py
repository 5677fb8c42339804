"""What is read at one moment belongs together, whatever is written meanwhile."""

import pytest
from django.db import connection, connections

from catalogue import snapshots
from catalogue.models import Person
from tests.factories import PersonFactory


def write_elsewhere(run, **values):
    """Write by another connection, and commit."""
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("UPDATE catalogue_person SET language = %s WHERE id = %s", [values["language"], run.pk])
    finally:
        other.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("is_kept", "read"), [(True, ["fi", "fi"]), (False, ["fi", "sv"])])
def test_second_reading_sees_what_the_first_saw(is_kept, read):
    person = PersonFactory(language="fi")

    def look():
        return Person.objects.values_list("language", flat=True).get(pk=person.pk)

    def look_twice():
        first = look()
        write_elsewhere(person, language="sv")
        return [first, look()]

    if is_kept:
        with snapshots.one_moment():
            found = look_twice()
    else:
        found = look_twice()

    assert found == read
    assert look() == "sv"


@pytest.mark.django_db
def test_within_a_transaction_nothing_is_asked_for(django_assert_num_queries):
    with django_assert_num_queries(0), snapshots.one_moment():
        assert connection.in_atomic_block
