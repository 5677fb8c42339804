"""Children that are started again when they end by themselves, a little later each time."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from config.embedded.processes import Child, finish_all

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
    due_at: float = field(default=0.0)

    def look_after(self) -> None:
        """Start the child if it is due; note its end and when it is due again."""
        now = time.monotonic()
        if self.child is None:
            if now >= self.due_at:
                self.child = self.start()
        elif self.child.has_ended():
            self._note_end(self.child, now)

    def _note_end(self, child: Child, now: float) -> None:
        self.failures = 1 if now - child.started_at > SECONDS_OF_HEALTH else self.failures + 1
        pause = min(FIRST_PAUSE * 2 ** (self.failures - 1), LONGEST_PAUSE)
        status = child.process.returncode
        reason = f"signal {-status}" if status < 0 else f"status {status}"
        print(f"{self.name} ended with {reason}; it starts again in {pause:g} seconds.", flush=True)
        child.finish()
        self.child, self.due_at = None, now + pause


def stop(children: list[Supervised]) -> None:
    """Stop what runs of them, all at once."""
    finish_all(each.child for each in children if each.child is not None)
