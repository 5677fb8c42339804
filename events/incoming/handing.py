"""Hands the reading of a calendar to a worker after the commit; what the broker loses is found by the sweep."""

import logging
from concurrent.futures import ThreadPoolExecutor

from django.db import connection, transaction

logger = logging.getLogger(__name__)
# A broker that does not answer keeps nobody waiting.
_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="calendars")


def soon(calendar_id: int) -> None:
    transaction.on_commit(lambda: _thread.submit(_send, calendar_id))


def _send(calendar_id: int) -> None:
    from events import tasks

    try:
        tasks.refresh_calendar.delay(calendar_id)
    except Exception as error:  # noqa: BLE001 - whatever it is: the sweep finds the calendar a minute later
        logger.warning("The broker did not take calendar %d: %s", calendar_id, type(error).__name__)
    finally:
        connection.close()  # where tasks run at once, this thread has used one
