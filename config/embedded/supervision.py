"""Children that are started again when they end by themselves, a little later each time."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from config.embedded.processes import Child, ChildError, finish_all

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
# Who has worked this long has recovered: the next failure counts as the first.
SECONDS_OF_HEALTH = 60.0


@dataclass
class Supervised:
    """One child and how often it has failed in a row."""

    name: str
    start: Callable[[], Child]
    child: Child | None = None
    failures: int = 0
    due_at: float = 0.0

    def look_after(self) -> None:
        """Start the child if it is due; note its end and when it is due again."""
        now = time.monotonic()
        if self.child is None:
            if now >= self.due_at:
                self._try_to_start(now)
        elif self.child.has_ended():
            self._note_end(self.child, now)

    def _try_to_start(self, now: float) -> None:
        try:
            self.child = self.start()
        except (ChildError, OSError) as error:
            self._wait(now, f"{self.name} does not start: {str(error).rstrip('.')}")

    def _note_end(self, child: Child, now: float) -> None:
        if now - child.started_at > SECONDS_OF_HEALTH:
            self.failures = 0
        status = child.process.returncode
        child.finish()
        self.child = None
        self._wait(now, f"{self.name} ended with {f'signal {-status}' if status < 0 else f'status {status}'}")

    def _wait(self, now: float, what: str) -> None:
        pause = min(FIRST_PAUSE * 2**self.failures, LONGEST_PAUSE)
        self.failures += 1
        self.due_at = now + pause
        print(f"{what}; another attempt follows in {pause:g} seconds.", flush=True)


def stop(children: list[Supervised]) -> None:
    """Stop what runs of them, all at once."""
    finish_all(each.child for each in children if each.child is not None)
