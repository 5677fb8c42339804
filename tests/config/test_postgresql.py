"""The pool's check: a lost connection is never handed out, and one that lives is not asked each time."""

import contextlib
import threading

import pytest
from django.db import connection
from psycopg_pool import ConnectionPool, PoolTimeout

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


def test_database_that_is_away_is_said_to_be_at_once_until_it_is_back(tmp_path):
    parameters = connection.get_connection_params() | {"autocommit": True}
    elsewhere, given_up = parameters | {"host": str(tmp_path)}, threading.Event()
    pool = base.Pool(
        kwargs=elsewhere,
        min_size=0,
        max_size=1,
        timeout=3_600,
        reconnect_timeout=0,
        reconnect_failed=lambda _pool: given_up.set(),
        open=True,
    )
    with pool:
        with pytest.raises(PoolTimeout):
            pool.getconn(timeout=0.01)
        given_up.wait()

        with pytest.raises(PoolTimeout):
            pool.getconn()

        elsewhere["host"] = parameters.get("host")
        while pool.is_away:
            with contextlib.suppress(PoolTimeout), pool.connection() as lent:
                assert lent.execute("SELECT 1").fetchone() == (1,)


def test_products_own_pool_looks_before_it_asks_and_never_rests_for_long():
    assert connection.pool._check is base.check
    assert isinstance(connection.pool, base.Pool)
    assert connection.pool.reconnect_timeout == connection.pool.timeout == 5
