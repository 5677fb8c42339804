"""The revision of all that public feeds show: read with them in one snapshot, known to each process by the second."""

import contextlib
import threading
import time
from collections.abc import Iterator

from django import db
from django.db import connection

from catalogue import snapshots
from catalogue.models import CatalogueRevision
from events.models import FeedRevision

# How old the knowledge of a process may be, and how long a request waits while another one asks.
SECONDS, PATIENCE = 1.0, 0.25
# The numbers alone come again after a rollback; with the transactions that wrote them they are unique.
_FEEDS, _CATALOGUE = FeedRevision._meta.db_table, CatalogueRevision._meta.db_table  # noqa: SLF001
_READ = f"""
SELECT feeds.number, feeds.xmin::text, catalogue.number, catalogue.xmin::text
FROM {_FEEDS} feeds CROSS JOIN {_CATALOGUE} catalogue
"""  # noqa: S608
Revision = tuple[int, str, int, str]


def read() -> Revision:
    with connection.cursor() as cursor:
        cursor.execute(_READ)
        number, written_by, catalogue_number, catalogue_written_by = cursor.fetchone()
    return number, written_by, catalogue_number, catalogue_written_by


@contextlib.contextmanager
def snapshot() -> Iterator[Revision]:
    """Answer the revision of whatever is read inside: nothing that is committed meanwhile is seen."""
    with snapshots.one_moment():
        yield read()


class Watch:
    """What this process knows of the revision; it asks the database at most once a second, and only for a request."""

    def __init__(self, *, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        # What is known, and since when it may have changed on the monotonic clock: together, for other threads.
        self._seen: tuple[Revision | None, float] = None, float("-inf")
        self._asking = threading.Lock()

    def known(self) -> Revision | None:
        """The revision of now, or of less than a second ago; None while the database is not there."""
        if self._is_fresh() or not self._asking.acquire(timeout=PATIENCE):
            return self._seen[0]
        try:
            if not self._is_fresh():
                self._ask()
        finally:
            self._asking.release()
        return self._seen[0]

    def has_seen(self, revision: Revision, *, at: float) -> None:
        """Somebody has read it at this moment of the monotonic clock: no need to ask again."""
        if at > self._seen[1]:
            self._seen = revision, at

    def _is_fresh(self) -> bool:
        return time.monotonic() - self._seen[1] < self.seconds

    def _ask(self) -> None:
        at = time.monotonic()
        try:
            self.has_seen(read(), at=at)
        except db.Error:
            self._seen = None, time.monotonic()
        finally:
            db.close_old_connections()
