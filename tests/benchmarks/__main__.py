"""`python -m tests.benchmarks [section…]`: measure, print ratios, write bench.json below the data folder."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from config import embedded
from tests.benchmarks import (
    booking,
    feed_life,
    feeds,
    growth,
    incoming,
    overlaps,
    pages,
    paint,
    report,
    seeding,
    starting,
    surroundings,
)
from tests.benchmarks.crew import Crew, prepare_process
from tests.benchmarks.measuring import Section

YEARS, SCALE = "2", "1"
# In this order: what is measured later sees what was written before, so booking, which fills tables, comes late.
SECTIONS = ("seed", "pages", "paint", "feed", "feed-life", "booking", "start", "overlaps", "incoming", "growth")
# Takes an hour.
ON_DEMAND = ("feed-memory",)
WITH_THEIR_OWN_CALENDAR = {"overlaps", "incoming", "growth"}


def main() -> int:
    wanted = sys.argv[1:] or list(SECTIONS)
    known = (*SECTIONS, *ON_DEMAND)
    if unknown := set(wanted) - set(known):
        sys.stderr.write(f"There is no section {', '.join(sorted(unknown))}; there are {', '.join(known)}.\n")
        return 2
    started_at = time.monotonic()
    answers = embedded.data_folder() / "bench.json"
    environment = report.environment()
    years, scale = int(os.environ.get("YEARS") or YEARS), float(os.environ.get("SCALE") or SCALE)
    surroundings.say(
        f"{environment['cores']} cores, Python {environment['python']}; ratios are ours to the reference's."
    )
    with surroundings.services() as data:
        surroundings.prepare()
        sections = measure(data, wanted, years=years, scale=scale)
    environment["seconds"] = round(time.monotonic() - started_at)
    report.write(answers, environment, sections)
    surroundings.say(f"\n{environment['seconds']} s; for programs: {answers}")
    return 0


def measure(data: Path, wanted: list[str], *, years: int, scale: float) -> list[Section]:
    """Measure section by section and print each as soon as it is known. Most look at one calendar."""
    prepare_process()
    done: list[Section] = []

    def note(section: Section) -> None:
        surroundings.say(report.table(section))
        done.append(section)

    if set(wanted) - WITH_THEIR_OWN_CALENDAR:
        note(seeding.measure(years=years, scale=scale))
    with Crew() as crew:
        parts: dict[str, Callable[[], Section]] = {
            "pages": pages.measure,
            "paint": paint.measure,
            "feed": lambda: feeds.measure(crew, data),
            "feed-life": feed_life.measure,
            "feed-memory": feed_life.endure,
            "booking": lambda: booking.measure(crew),
            "start": starting.measure,
            "overlaps": overlaps.measure,
            "incoming": incoming.measure,
            "growth": growth.measure,
        }
        for name, part in parts.items():
            if name in wanted:
                note(part())
    return done


if __name__ == "__main__":
    sys.exit(main())
