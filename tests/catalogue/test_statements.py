"""Statements sent together: read in order, refused where they are waited for, and never half done."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from catalogue import statements
from catalogue.models import Person
from events.models import SeatPool
from tests.factories import EventFactory, PersonFactory
from tests.registrations.arrangements import open_event, register

pytestmark = pytest.mark.django_db(transaction=True)
EVERYBODY = statements.Selection(Person, "ORDER BY email", without=["pseudonym"])


def write_together(person, pool):
    with statements.pipeline():
        statements.insert(person)
        statements.update(pool, "taken")


def test_rows_asked_for_in_a_pipeline_are_read_as_the_orm_reads_them():
    first, second = PersonFactory(email="a@example.org"), PersonFactory(email="b@example.org")

    with statements.pipeline():
        asked = EVERYBODY.ask()
        people = asked.read()

    assert people == [first, second]
    assert people[0].language == first.language
    assert people[0].pseudonym == first.pseudonym


def test_insert_and_update_write_what_the_orm_would():
    pool = EventFactory(pools=[2]).pools.get()
    person = Person(email="a@example.org")
    pool.taken = 1

    write_together(person, pool)

    assert Person.objects.get() == person
    assert SeatPool.objects.get().taken == 1


def test_refused_statement_raises_at_the_end_and_takes_the_others_along():
    pool = EventFactory(pools=[2]).pools.get()
    pool.taken = 3

    with pytest.raises(IntegrityError, match="pool_never_oversold"):
        write_together(Person(email="a@example.org"), pool)

    assert not Person.objects.exists()


def test_refused_statement_inside_another_transaction_leaves_that_one_usable():
    pool = EventFactory(pools=[2]).pools.get()
    pool.taken = 3

    with transaction.atomic():
        with pytest.raises(IntegrityError), statements.pipeline():
            statements.update(pool, "taken")
        statements.insert(Person(email="a@example.org"))

    assert Person.objects.count() == 1


def test_registering_asks_the_same_number_of_statements_whatever_the_queue():
    event = open_event(capacity=3)
    counts = []

    for number in range(1, 7):
        with CaptureQueriesContext(connection) as queries:
            register(event, number)
        counts.append(len(queries))

    seated, waiting = 10, 11  # BEGIN and COMMIT among them; who waits draws a ticket besides
    assert counts == [seated] * 3 + [waiting] * 3
