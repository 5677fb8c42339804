"""The pool hands out a connection after a look at its socket, where Django's asks the database and waits each time.

Of a database that is away it says so at once: pages that wait would hold every thread, and feeds live in memory.
"""

import select
import time
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base
from psycopg_pool import ConnectionPool

# What lies between may forget a connection that says nothing, and tell neither side.
QUIET_SECONDS = 30.0
# As long as connecting takes, when it is known that the database was away.
AWAY_SECONDS = 0.1

_answered: WeakKeyDictionary[psycopg.Connection[Any], float] = WeakKeyDictionary()


def check(connection: psycopg.Connection[Any]) -> None:
    """Raise psycopg.OperationalError when the connection is lost.

    A database that ends closes its connections: then there is something to read where nothing was asked.
    """
    now = time.monotonic()
    if now < _answered.get(connection, 0.0) + QUIET_SECONDS and not _has_something_to_read(connection):
        return
    ConnectionPool.check_connection(connection)
    _answered[connection] = now


def _has_something_to_read(connection: psycopg.Connection[Any]) -> bool:
    socket = select.poll()
    socket.register(connection.fileno(), select.POLLIN)
    return bool(socket.poll(0))


class Pool(ConnectionPool[psycopg.Connection[Any]]):
    """Is patient with a database that restarts, and not with one that has been away for so long."""

    is_away = False

    def reconnect_failed(self) -> None:
        self.is_away = not self.get_stats()["pool_size"]
        super().reconnect_failed()

    def getconn(self, timeout: float | None = None) -> psycopg.Connection[Any]:
        """Each try has the pool try too: the first after the database is back, or the one after it, gets through."""
        connection = super().getconn(AWAY_SECONDS if self.is_away else timeout)
        self.is_away = False
        return connection


class DatabaseWrapper(base.DatabaseWrapper):
    """As Django's but for the check, which its settings cannot name."""

    @property
    def pool(self: Any) -> ConnectionPool[Any] | None:
        options = self.settings_dict["OPTIONS"].get("pool")
        if self.alias == NO_DB_ALIAS or not options:
            return None
        pools: dict[str, ConnectionPool[Any]] = self._connection_pools
        if self.alias not in pools:
            pool = Pool(
                kwargs=self.get_connection_params() | {"autocommit": True},
                open=False,
                configure=self._configure_connection,
                check=check if self.settings_dict["CONN_HEALTH_CHECKS"] else None,
                **options,
            )
            pools.setdefault(self.alias, pool)  # Another thread may have been first.
        return pools[self.alias]
