"""Two client processes that do the same work at the same time, each with as many threads as asked for."""

import multiprocessing
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from threading import Barrier
from types import TracebackType
from typing import Any, Self

PROCESSES = 2
# Makes one client's work: called in its thread, answers what to repeat and what to do at the end.
Client = tuple[Callable[[], None], Callable[[], None]]


def prepare_process() -> None:
    import django

    django.setup()


class Crew:
    """The processes, started once: their start must not be measured."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.pool = ProcessPoolExecutor(PROCESSES, mp_context=context, initializer=prepare_process)
        self.gates = context.Manager()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.pool.shutdown(cancel_futures=True)
        self.gates.shutdown()

    def rate(self, make_client: Callable[..., Client], *, clients: int, seconds: float, **arguments: Any) -> float:
        """How often per second `clients` clients together do their work."""
        processes = min(clients, PROCESSES)
        gate = self.gates.Barrier(clients)
        shares = [clients // processes + (number < clients % processes) for number in range(processes)]
        running = [
            self.pool.submit(_work, Task(make_client, number, share, gate, seconds, arguments))
            for number, share in enumerate(shares)
        ]
        return sum(each.result() for each in running)


@dataclass(frozen=True, slots=True)
class Task:
    """What one process does: `threads` clients made by `make_client`, from the moment at which all are ready."""

    make_client: Callable[..., Client]
    process: int
    threads: int
    gate: Barrier
    seconds: float
    arguments: dict[str, Any]


def _work(task: Task) -> float:
    """Run the threads of one process; answers their rate together."""
    with ThreadPoolExecutor(task.threads) as threads:
        numbers = range(task.process * 1000, task.process * 1000 + task.threads)
        return sum(threads.map(partial(_repeat, task), numbers))


def _repeat(task: Task, number: int) -> float:
    step, finish = task.make_client(number=number, **task.arguments)
    try:
        step()  # the first one connects
        task.gate.wait()
        started_at = time.monotonic()
        done = 0
        while (now := time.monotonic()) < started_at + task.seconds:
            step()
            done += 1
        return done / (now - started_at)
    finally:
        finish()
