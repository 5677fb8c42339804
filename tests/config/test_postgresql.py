"""The pool's check: a lost connection is never handed out, and one that lives is not asked each time."""

import pytest
from django.db import connection
from psycopg_pool import ConnectionPool

from config.postgresql import base

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pool():
    parameters = connection.get_connection_params() | {"autocommit": True}
    with ConnectionPool(kwargs=parameters, min_size=1, max_size=1, check=base.check) as pool:
        yield pool


def pid_of(pool):
    with pool.connection() as lent:
        return lent.info.backend_pid


def spoken_during_check(lent, path):
    """What went over the wire, as libpq writes it."""
    with path.open("w") as spoken:
        lent.pgconn.trace(spoken.fileno())
        base.check(lent)
        lent.pgconn.untrace()
    return path.read_text()


def test_connection_that_lives_is_lent_again_without_asking(pool, tmp_path):
    pid = pid_of(pool)

    with pool.connection() as lent:
        assert spoken_during_check(lent, tmp_path / "spoken") == ""
        assert lent.info.backend_pid == pid


def test_connection_that_the_database_has_ended_is_replaced(pool):
    pid = pid_of(pool)

    with connection.cursor() as cursor:  # It answers when the other has ended, or after ten seconds.
        cursor.execute("SELECT pg_terminate_backend(%s, 10000)", [pid])

    with pool.connection() as lent:
        assert lent.execute("SELECT 1").fetchone() == (1,)
        assert lent.info.backend_pid != pid


def test_connection_that_has_been_quiet_for_long_is_asked(pool, monkeypatch, tmp_path):
    pid_of(pool)
    monkeypatch.setattr(base, "QUIET_SECONDS", 0.0)

    with pool.connection() as lent:
        assert "EmptyQueryResponse" in spoken_during_check(lent, tmp_path / "spoken")


def test_products_own_pool_looks_before_it_asks():
    assert connection.pool._check is base.check
