"""Each kind of work has its own lock: two who do different things never wait for each other."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from catalogue import advisory_locks
from catalogue.advisory_locks import Work

pytestmark = pytest.mark.django_db(transaction=True)


def free_for_others():
    def free():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    "SELECT number FROM unnest(%s::bigint[]) AS number WHERE pg_try_advisory_xact_lock(number)",
                    [[work.value for work in Work]],
                )
                return {Work(number) for (number,) in cursor.fetchall()}
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool:
        return pool.submit(free).result()


@pytest.mark.parametrize("work", list(Work), ids=lambda work: work.name)
def test_work_that_somebody_has_taken_keeps_others_from_it_alone(work):
    with transaction.atomic():
        advisory_locks.take(work)

        free = free_for_others()

    assert free == set(Work) - {work}


def test_work_that_is_shared_is_nobody_s_alone_until_the_transaction_ends():
    with transaction.atomic():
        advisory_locks.share(Work.ORGANISATIONS)
        meanwhile = free_for_others()

    assert Work.ORGANISATIONS not in meanwhile
    assert free_for_others() == set(Work)
