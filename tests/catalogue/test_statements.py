"""Statements sent together: read in order, refused where they are waited for, and never half done."""

import uuid

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from psycopg.pq import PipelineStatus, TransactionStatus

from catalogue import statements
from catalogue.models import Person
from events.models import SeatPool
from registrations.models import Registration, RegistrationChange
from tests.factories import EventFactory, PersonFactory
from tests.registrations.arrangements import open_event, register

pytestmark = pytest.mark.django_db(transaction=True)
EVERYBODY = statements.Selection(Person, "ORDER BY email", without=["pseudonym"])


def write_together(person, pool):
    with statements.pipeline():
        statements.write(person)
        statements.write(statements.Revised(pool, ("taken",)))


def write_with_a_broken_reference(told):
    """What the database refuses at the COMMIT only."""
    with statements.pipeline():
        transaction.on_commit(lambda: told.append("committed"))
        statements.write(RegistrationChange(registration_id=uuid.uuid4(), action="register"))


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


def test_rows_of_several_tables_are_one_statement_that_writes_what_the_orm_would():
    event = EventFactory(pools=[2])
    pool = event.pools.get()
    pool.taken = 1
    person = Person(email="a@example.org")
    registration = Registration(event=event, person=person, wanted_pools=[1], email="a@example.org")
    change = RegistrationChange(registration=registration, action="register", details={"by": "a lazy test"})

    with CaptureQueriesContext(connection) as queries:
        statements.write(statements.Revised(pool, ("taken", "waiting")), person, registration, change)

    assert len(queries) == 1
    assert SeatPool.objects.get().taken == 1
    written = Registration.objects.values().get()
    assert written == {name: getattr(registration, name) for name in written}
    assert RegistrationChange.objects.values_list("registration", "details").get() == (registration.pk, change.details)


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
            statements.write(statements.Revised(pool, ("taken",)))
        statements.write(Person(email="a@example.org"))

    assert Person.objects.count() == 1


def test_statement_refused_on_the_way_leaves_the_connection_to_the_next():
    event = open_event()

    for _attempt in range(8):
        with pytest.raises(DataError, match="value too long"):
            register(event, email=f"{'a' * 250}@example.org")
    connection.ensure_connection()

    assert connection.get_autocommit()
    assert connection.connection.info.pipeline_status == PipelineStatus.OFF
    assert connection.connection.info.transaction_status == TransactionStatus.IDLE
    assert register(event).state == "confirmed"


def test_statement_refused_on_the_way_leaves_the_transaction_around_it_usable():
    event = open_event()

    with transaction.atomic():
        with pytest.raises(DataError, match="value too long"):
            register(event, email=f"{'a' * 250}@example.org")
        register(event)

    assert Person.objects.get().email == "aino1@example.org"


def test_news_of_a_commit_that_fails_is_not_told():
    told = []

    with pytest.raises(IntegrityError):
        write_with_a_broken_reference(told)

    assert told == []


def test_registering_asks_the_same_number_of_statements_whatever_the_queue():
    event = open_event(capacity=3)
    counts = []

    for number in range(1, 7):
        with CaptureQueriesContext(connection) as queries:
            register(event, number)
        counts.append(len(queries))

    assert counts == [7] * 6  # BEGIN and COMMIT among them


def test_many_rows_are_written_in_one_statement_each_with_its_own_values():
    event = open_event(capacity=2)
    rows = [register(event, number) for number in (1, 2, 3)]
    until = timezone.now()
    for number, row in enumerate(rows):
        row.verify_by = until if number else None
        row.wanted_pools = [number, number + 1]
        row.revision = 70 + number

    with CaptureQueriesContext(connection) as queries:
        statements.update_all(rows[:2], "verify_by", "wanted_pools", "revision")
        statements.update_all([], "revision")

    assert len(queries) == 1
    columns = ("verify_by", "wanted_pools", "revision")
    written = Registration.objects.order_by("created_at").values_list(*columns)
    assert list(written[:2]) == [(None, [0, 1], 70), (until, [1, 2], 71)]
    assert written[2][2] == 0


def test_unsaved_row_is_the_one_that_the_model_would_make():
    pool = EventFactory(pools=[2]).pools.get()
    values = {"event": pool.event, "person_id": uuid.uuid4(), "email": "a@example.org", "pool": None}
    drawn = {"id": uuid.uuid4(), "reference": "K7MQ-4TZ9-PXRB", "created_at": timezone.now()}

    row = statements.unsaved(Registration, **values, **drawn, updated_at=drawn["created_at"])

    model = Registration(**values, **drawn, updated_at=drawn["created_at"])
    assert {**row.__dict__, "_state": None} == {**model.__dict__, "_state": None}
    assert (row._state.adding, row._state.fields_cache) == (True, model._state.fields_cache)


def test_unsaved_row_draws_what_is_computed_anew_each_time():
    first, second = (statements.unsaved(Registration) for _ in range(2))

    assert first.reference != second.reference
    assert first.wanted_pools is not second.wanted_pools


def test_unsaved_row_with_a_column_that_is_not_there_is_refused():
    with pytest.raises(TypeError, match="Registration has no colour"):
        statements.unsaved(Registration, colour="blue")


def test_transaction_waits_only_where_its_rows_are_read_and_at_its_end(tmp_path):
    PersonFactory(email="a@example.org")
    connection.ensure_connection()
    spoken = tmp_path / "spoken"

    with spoken.open("w") as file:
        connection.connection.pgconn.trace(file.fileno())
        with statements.pipeline():
            statements.write(Person(email="b@example.org"))
            EVERYBODY.ask().read()
            statements.write(Person(email="c@example.org"))
        connection.connection.pgconn.untrace()

    assert spoken.read_text().count("\tSync") == 1
    assert Person.objects.count() == 3
