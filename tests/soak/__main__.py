"""`python -m tests.soak`: SECONDS=60 of writers of every kind while workers, broker and database die.

It fails on a broken promise."""

import json
import os
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field

import psycopg

from tests.product.crowd import ApiVisitor, FormVisitor, Outcome, Training
from tests.product.installation import Installation, wait_until
from tests.soak import invariants, mischief

SECONDS, CLIENTS, WRITERS = 60.0, 10, 3
# Of two pools.
SEATS = (20, 10)
MISCHIEF_SECONDS, LOOK_SECONDS = 4.0, 2.0
# What the product answers while its database is away.
UNAVAILABLE = 503
# A message in the hands of a killed worker is tried again when its lease of a minute has ended.
PATIENCE_FOR_MAIL = 120.0
SERVER_ERROR = 500


@dataclass
class Soak:
    installation: Installation
    training: Training
    ends_at: float
    seed: int
    answers: Counter[str] = field(default_factory=Counter)
    # Addresses that were told that they are registered.
    accepted: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)

    def run(self) -> None:
        threads = [threading.Thread(target=self._visit, args=(number,)) for number in range(CLIENTS)]
        threads += [threading.Thread(target=self._write, args=(number,)) for number in range(WRITERS)]
        threads += [threading.Thread(target=self._make_mischief), threading.Thread(target=self._look)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _visit(self, number: int) -> None:
        """Register one person after another; now and then somebody cancels."""
        dice = random.Random(f"{self.seed} {number}")
        visitor = (ApiVisitor if number % 2 else FormVisitor)(self.installation.port)
        made: list[Outcome] = []
        count = 0
        while time.monotonic() < self.ends_at:
            if made and dice.random() < 0.4:  # fewer than half cancel, so that the queue grows
                self._note("cancel", visitor.cancel(made.pop(dice.randrange(len(made)))))
                continue
            count += 1
            outcome = visitor.register(self.training, f"soak-{number}-{count}@example.org")
            self._note("register", outcome.status)
            if outcome.link:
                made.append(outcome)
                self.accepted.add(outcome.email)
        visitor.close()

    def _note(self, action: str, status: int) -> None:
        self.answers[f"{action} {status}"] += 1
        if status >= SERVER_ERROR and status != UNAVAILABLE:
            self.broken.add(f"{action} was answered {status}")

    def _write(self, number: int) -> None:
        """Writers of every other kind, in a process of their own."""
        seconds = max(1, int(self.ends_at - time.monotonic()))
        arguments = (str(self.training.pool), str(seconds), str(self.seed + number))
        command = [sys.executable, "-m", "tests.product.organising", "hammer", *arguments]
        said = self.installation.start(*command, KALENTERI_DEMO="1").read(seconds=seconds + PATIENCE_FOR_MAIL)
        try:
            self.answers.update(json.loads(said.splitlines()[-1]))
        except (ValueError, IndexError):
            self.broken.add(f"a writer ended early: {said[-300:]}")

    def _make_mischief(self) -> None:
        dice, count = random.Random(self.seed), 0
        while time.monotonic() + MISCHIEF_SECONDS < self.ends_at:
            time.sleep(MISCHIEF_SECONDS)
            kind = mischief.KINDS[count % len(mischief.KINDS)]
            kind(self.installation, self.training, dice)
            self.answers[kind.__name__] += 1
            count += 1

    def _look(self) -> None:
        while time.monotonic() < self.ends_at:
            time.sleep(LOOK_SECONDS)
            # The database may be away for a moment.
            with suppress(psycopg.OperationalError):
                self.look(invariants.ALWAYS)

    def look_for_lost(self) -> None:
        """Whoever was told that they are registered is there."""
        with closing(self.installation.connect()) as connection:
            rows = connection.execute(
                "SELECT email FROM registrations_registration WHERE event_id = %s", [self.training.id]
            )
            lost = self.accepted - {email for (email,) in rows}
        if lost:
            self.broken.add(f"registrations that are lost: {sorted(lost)[:3]}")

    def look(self, questions: dict[str, str]) -> None:
        with closing(self.installation.connect()) as connection:
            self.broken.update(invariants.broken(connection, self.training.id, questions))

    def is_mail_sent(self) -> bool:
        with closing(self.installation.connect()) as connection:
            return not invariants.broken(connection, self.training.id, invariants.AT_REST)


def main() -> int:
    seconds = float(os.environ.get("SECONDS") or SECONDS)
    seed = int(os.environ.get("SEED") or time.time())
    _say(f"Soak of {seconds:g} s, SEED={seed}.")
    with _running() as (installation, training):
        soak = Soak(installation, training, time.monotonic() + seconds, seed)
        soak.run()
        try:
            wait_until(soak.is_mail_sent, seconds=PATIENCE_FOR_MAIL)
        except AssertionError:
            soak.look(invariants.AT_REST)
        soak.look(invariants.ALWAYS)
        soak.look_for_lost()
    for name, count in sorted(soak.answers.items()):
        _say(f"  {count:6}  {name}")
    _say("\n".join(["Broken:", *sorted(soak.broken)]) if soak.broken else "Every promise was kept.")
    return 1 if soak.broken else 0


@contextmanager
def _running() -> Iterator[tuple[Installation, Training]]:
    """A product of our own with one open training."""
    installation = Installation.make()
    try:
        opening = installation.start(sys.executable, "-m", "tests.product.organising", "open", *map(str, SEATS))
        training = Training(**json.loads(opening.read().splitlines()[-1]))
        running = installation.start(KALENTERI_DEMO="1", KALENTERI_WRITE_RATE="1000000/minute").wait_until_ready()
        # Its pipe must not fill: a product that cannot speak stands still.
        threading.Thread(target=running.process.communicate, daemon=True).start()
        yield installation, training
        running.process.terminate()
        running.process.wait(timeout=60)
    finally:
        installation.remove()


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
