"""`python -m tests.soak`: SECONDS=60 of writers of every kind while workers, broker and database die.

It fails on a broken promise."""

import json
import os
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field

import psycopg

from tests.product.crowd import ApiVisitor, FormVisitor, Outcome, Training
from tests.product.installation import Installation, Product, wait_until
from tests.soak import invariants, mailbox, mischief

SECONDS, VISITORS = 60.0, 6
# Of two pools.
SEATS = (20, 10)
MISCHIEF_SECONDS, LOOK_SECONDS = 4.0, 0.2
# What the product answers while its database is away.
UNAVAILABLE = 503
SERVER_ERROR = 500
# As long as mail goes out it is waited for; a message in the hands of a killed worker is free after a minute.
PATIENCE_FOR_MAIL = 90.0


@dataclass
class Soak:
    installation: Installation
    training: Training
    seconds: float
    seed: int
    answers: Counter[str] = field(default_factory=Counter)
    # Addresses that were told that they are registered.
    accepted: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    looks: int = 0

    def run(self) -> None:
        writers = self._let_writers_loose()
        self.ends_at = time.monotonic() + self.seconds
        tasks = [(self._visit, number) for number in range(VISITORS)]
        tasks += [(self._make_mischief, self.seed), (self._look_on, 0)]
        threads = [threading.Thread(target=self._guard, args=task) for task in tasks]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self._hear(writers.stop())

    def _guard(self, task: Callable[[int], None], number: int) -> None:
        try:
            task(number)
        except Exception as error:  # noqa: BLE001 - what breaks here breaks the run, not only its thread
            self.broken.add(f"{task.__name__}: {type(error).__name__}: {error}")

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
        self.answers[f"{action} answered {status}"] += 1
        if status >= SERVER_ERROR and status != UNAVAILABLE:
            self.broken.add(f"{action} was answered {status}")

    def _let_writers_loose(self) -> Product:
        """Writers of every kind in a process of their own, which takes its time to begin."""
        command = [sys.executable, "-m", "tests.soak.hammer", self.training.id, str(self.seed)]
        writers = self.installation.start(*command, KALENTERI_DEMO="1")
        assert writers.process.stdout is not None
        assert writers.process.stdout.readline() == "They write.\n", writers.read()
        return writers

    def _hear(self, said: str) -> None:
        try:
            report = json.loads(said.splitlines()[-1])
        except (ValueError, IndexError):
            self.broken.add(f"the writers ended early: {said[-600:]}")
            return
        for kind, tried in report["tried"].items():
            done = report["done"].get(kind, 0)
            self.answers[f"{kind} done, of {tried}"] = done
            if not done:
                self.broken.add(f"nothing ever came of {kind}: it proves nothing")
        self.answers["times the database was away"] = report["away"]
        self.broken.update(f"a writer met {failure}" for failure in report["failed"])

    def _make_mischief(self, seed: int) -> None:
        """Every kind of it at least once, however short the run."""
        pause = min(MISCHIEF_SECONDS, self.seconds / (len(mischief.KINDS) + 1))
        dice, count = random.Random(seed), 0
        while time.monotonic() + pause < self.ends_at:
            time.sleep(pause)
            kind = mischief.KINDS[count] if count < len(mischief.KINDS) else dice.choice(mischief.KINDS)
            kind(self.installation)
            self.answers[kind.__name__] += 1
            count += 1

    def _look_on(self, _number: int) -> None:
        while time.monotonic() < self.ends_at:
            time.sleep(LOOK_SECONDS)
            # The database may be away for a moment.
            with suppress(psycopg.OperationalError):
                self.look(invariants.ALWAYS)
                self.looks += 1

    def look(self, questions: dict[str, str]) -> None:
        with closing(self.installation.connect()) as connection:
            self.broken.update(invariants.broken(connection, self.training.id, questions))

    def rest(self) -> None:
        """Nobody writes any more; the moment comes of all that is to be sent later, and then promises are kept."""
        wait_until(self.installation.ready)
        with closing(self.installation.connect()) as connection:
            connection.execute("UPDATE catalogue_message SET due_at = now() WHERE due_at > now() AND state = 'queued'")
        self._wait_for_mail()
        self.look(invariants.ALWAYS | invariants.AT_REST)
        self._look_for_lost()
        if not self.looks:
            self.broken.add("nobody looked on")

    def _wait_for_mail(self) -> None:
        """Wait as long as there is less and less to be sent."""
        least, ends_at = None, time.monotonic() + PATIENCE_FOR_MAIL
        while time.monotonic() < ends_at and least != 0:
            with closing(self.installation.connect()) as connection:
                left = invariants.count_owed(connection, self.training.id)
            if least is None or left < least:
                least, ends_at = left, time.monotonic() + PATIENCE_FOR_MAIL
            time.sleep(LOOK_SECONDS)

    def _look_for_lost(self) -> None:
        """Whoever was told that they are registered is there, and who was told has one mail of it."""
        with closing(self.installation.connect()) as connection:
            rows = connection.execute(
                "SELECT email FROM registrations_registration WHERE event_id = %s", [self.training.id]
            )
            lost = self.accepted - {email for (email,) in rows}
            sent = invariants.sent(connection)
        if lost:
            self.broken.add(f"registrations that are lost: {sorted(lost)[:3]}")
        self.broken.update(mailbox.compare(self.installation.data / "mailbox", sent))
        self.answers["messages sent"] = len(sent)


def main() -> int:
    seconds = float(os.environ.get("SECONDS") or SECONDS)
    seed = int(os.environ.get("SEED") or time.time())
    began = time.monotonic()
    _say(f"Soak of {seconds:g} s, SEED={seed}.")
    with _running() as (installation, training):
        _say(f"The product runs after {time.monotonic() - began:.0f} s.")
        soak = Soak(installation, training, seconds, seed)
        soak.run()
        _say(f"Everybody has stopped after {time.monotonic() - began:.0f} s.")
        soak.rest()
        _say(f"All mail is sent after {time.monotonic() - began:.0f} s.")
    for name, count in sorted(soak.answers.items()):
        _say(f"  {count:6}  {name}")
    _say(f"  {soak.looks:6}  looks from outside")
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
