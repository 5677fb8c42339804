"""`python -m tests.soak.hammer EVENT SEED`: ten writers of every kind at one training of a running product.

They write until SIGTERM, and then on until something has come of every kind, for a while.
"""

import json
import os
import random
import signal
import sys
import threading
import time
import uuid
from typing import Any

WRITERS, PEOPLE = 10, 400
# How much longer they try what nothing has come of.
EXTRA_SECONDS = 60.0
# How long whoever was cut off waits before trying again.
PAUSE_SECONDS = 0.3


def main(event_id: str, seed: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from config import embedded

    with embedded.running_services():
        import django

        django.setup()
        sys.stdout.write(json.dumps(hammer(uuid.UUID(event_id), seed)) + "\n")


def hammer(event_id: uuid.UUID, seed: str) -> dict[str, Any]:
    """Answer how often each kind was tried and done, how often the database was away, and what went wrong."""
    hammering = Hammering(event_id, seed)
    signal.signal(signal.SIGTERM, lambda *_said: hammering.is_over.set())
    threads = [threading.Thread(target=hammering.write, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    sys.stdout.write("They write.\n")
    sys.stdout.flush()
    for thread in threads:
        thread.join()
    tally = hammering.tally
    return {"tried": tally.tried, "done": tally.done, "away": len(hammering.away), "failed": hammering.failed}


class Hammering:
    def __init__(self, event_id: uuid.UUID, seed: str) -> None:
        from tests.registrations.booking.writers import Tally

        self.event_id, self.seed = event_id, seed
        self.tally, self.is_over = Tally(), threading.Event()
        self.failed: list[str] = []
        self.away: list[str] = []

    def write(self, number: int) -> None:
        from django.db import connection

        from tests.registrations.booking.writers import Writers

        dice = random.Random(f"{self.seed} {number}")
        writers, ended_at = Writers(self.event_id, dice, people=PEOPLE), None
        while ended_at is None or (self.tally.missing and time.monotonic() < ended_at + EXTRA_SECONDS):
            self._write_once(writers, dice)
            if ended_at is None and self.is_over.is_set():
                ended_at = time.monotonic()
        connection.close()

    def _write_once(self, writers: Any, dice: random.Random) -> None:
        from django.db import connection, utils

        kind = self.tally.draw(dice)
        try:
            self.tally.count(kind, is_done=writers.act(kind))
        except (utils.OperationalError, utils.InterfaceError) as error:
            # The database is away: it has done what it was asked, or nothing.
            self.away.append(str(error))
            connection.close()
            time.sleep(PAUSE_SECONDS)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told and the others go on
            self.failed.append(f"{kind}: {type(error).__name__}: {error}")
            connection.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
