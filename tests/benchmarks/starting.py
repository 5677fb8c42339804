"""How long a start takes until /readyz answers, beside PostgreSQL alone."""

import statistics
import time

from config.embedded import folders, postgres, services
from tests.benchmarks.measuring import Row, Section
from tests.product.installation import Installation

ROUNDS = 3


def measure() -> Section:
    installation = Installation.make()
    try:
        first = _start(installation)
        again = [_start(installation) for _ in range(ROUNDS)]
        alone = [_start_database(installation) for _ in range(ROUNDS)]
    finally:
        installation.remove()
    database = statistics.median(alone)
    rows = [
        Row("second start", statistics.median(again), database, "s", statistics.median(again) / database),
        Row("first start", first, database, "s", first / database, "with initdb, migrations and static files"),
    ]
    remarks = ["Until /readyz answers, in a copy of this tree; without the demonstration and with a full .venv."]
    return Section("start", "Start of the product", "postgres alone on the same data", rows, remarks)


def _start(installation: Installation) -> float:
    started_at = time.monotonic()
    running = installation.start()
    try:
        running.wait_until_ready()
        return time.monotonic() - started_at
    finally:
        running.stop()


def _start_database(installation: Installation) -> float:
    place = folders.prepare(installation.data, services.packages())
    started_at = time.monotonic()
    child = postgres.Cluster(place).start()
    seconds = time.monotonic() - started_at
    child.finish()
    return seconds
