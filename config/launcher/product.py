"""The running product: services, web server, worker and beat, from their start to their end."""

import errno
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config import embedded, translations
from config.embedded import processes, supervision
from config.launcher import address, announcement, environment, files, stopping

WORKERS, THREADS = 2, 4
AS_ROOT = "You're running the worker with superuser privileges"  # on a bare machine there may be nobody else
# Initialising a cluster and loading the demonstration take about a third of this.
SPACE_FOR_A_NEW_DATABASE, SPACE_FOR_AN_OLD_ONE = 300_000_000, 50_000_000
FAILURES_BEFORE_READY = 3
LOOK_SECONDS = 0.1


def run() -> None:
    """Run until somebody asks to stop; raises StoppedError, LaunchError or what the services raise."""
    data = embedded.data_folder()
    place = address.from_environment()
    embedded.make_data_folder(data)
    is_new = embedded.wanted() and not (data / "postgres").exists()
    environment.require_space(data, SPACE_FOR_A_NEW_DATABASE if is_new else SPACE_FOR_AN_OLD_ONE)
    lock = _lock(data, place)
    try:
        announcement.withdraw(data)
        place.require_free()
        Product(data, place, lock).run()
    finally:
        announcement.withdraw(data)
        lock.release()


def _lock(data: Path, place: address.Address) -> embedded.Lock:
    """The data folder for us alone; a manage.py command that has the services is waited for."""
    while True:
        try:
            return embedded.Lock.take(data, kind=embedded.RUN, note=place.base_url)
        except embedded.AlreadyRunningError as other:
            if other.kind == embedded.RUN:
                raise stopping.LaunchError(
                    f"Koulutuskalenteri already runs from {data} at {other.note}: stop it first, or choose another "
                    "data folder with KALENTERI_DATA and another PORT."
                ) from other
        print("A manage.py command uses the data folder: waiting for its end.", flush=True)
        stopping.pause(1)


def web_command(place: address.Address, application: str = "config.wsgi:application") -> list[str]:
    """The web server's command line; benchmarks start it with another application."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", application, "--no-ws"]
    command += ["--host", place.host, "--port", str(place.port), "--log-level", "warning"]
    command += ["--workers", str(WORKERS), "--blocking-threads", str(THREADS)]
    return [*command, "--workers-kill-timeout", "10", "--respawn-failed-workers", "--respawn-interval", "0.5"]


@dataclass
class Product:
    data: Path
    address: address.Address
    lock: embedded.Lock

    def __post_init__(self) -> None:
        os.environ |= {"KALENTERI_DATA": str(self.data), "KALENTERI_BASE_URL": self.address.base_url}
        os.environ["KALENTERI_WORKERS_END_WITH_SERVER"] = "1"
        # Every web thread may hold a connection.
        os.environ["KALENTERI_DB_POOL"] = str(max(THREADS, int(os.environ.get("KALENTERI_DB_POOL") or 3 * THREADS)))

    def run(self) -> None:
        services = embedded.prepare(self.data, check=stopping.check) if embedded.wanted() else None
        if services is None:
            self._work([])
            return
        if services.place.moved_to:
            print(f"Only root can enter this folder: the services keep their data in {services.place.moved_to}.")
        try:
            services.start()
            embedded.announce(services.addresses)
            self.lock.tell(services.addresses)
            self._work(services.supervised())
        finally:
            services.stop()

    def _work(self, service_children: list[supervision.Supervised]) -> None:
        offered = self._prepare()
        web = supervision.Supervised("The web server", self._start_web)
        followers = [
            supervision.Supervised("The worker", lambda: self._start_celery("worker", *WORKER_OPTIONS)),
            supervision.Supervised(
                "Beat", lambda: self._start_celery("beat", "--schedule", self.data / "beat-schedule")
            ),
        ]
        try:
            self._wait_until_ready([*service_children, web], web)
            self._announce(offered)
            while True:
                for each in [*service_children, web, *followers]:
                    each.look_after()
                stopping.pause(LOOK_SECONDS)
        except stopping.StoppedError:
            print("Stopping.", flush=True)
            raise
        finally:
            supervision.stop([web, *followers])

    def _step(self, *arguments: str) -> processes.Child:
        command = [sys.executable, "-m", "config.launcher.preparation", *arguments]
        return processes.start("preparation", command, cwd=environment.BASE_DIR, patience=3)

    def _wait_until_ready(self, children: list[supervision.Supervised], web: supervision.Supervised) -> None:
        """The web server comes first: all else would only take its time."""
        while web.child is None or not self.address.is_ready():
            for each in children:
                each.look_after()
            if web.child is None:
                self.address.require_free()
                if web.failures >= FAILURES_BEFORE_READY:
                    raise stopping.LaunchError("The web server does not start: the reason stands above.")
            stopping.pause(LOOK_SECONDS)

    def _prepare(self) -> dict[str, Any]:
        """Prepare files and database side by side; answer what the demonstration offers."""
        translations.compile_catalogues()
        answer = self.data / "prepared.json"
        steps = [self._step("database", self.address.base_url, str(answer))]
        if files.have_changed(self.data):
            steps.append(self._step("files"))
        try:
            for step in steps:
                processes.wait_for(step.has_ended, seconds=float("inf"), check=stopping.check)
        finally:
            processes.finish_all(steps)
        statuses = {step.process.returncode for step in steps}
        if errno.ENOSPC in statuses:
            raise stopping.LaunchError(f"No space left on the disk of {self.data}.")
        if statuses != {0}:
            raise stopping.LaunchError("The product could not be prepared: the reason stands above.")
        files.note_collected(self.data)
        offered: dict[str, Any] = json.loads(answer.read_text())
        answer.unlink()
        return offered

    def _announce(self, offered: dict[str, Any]) -> None:
        if offered:
            announcement.write(self.data, self.address.base_url, offered)
        announcement.tell(self.address.base_url, offered)

    def _start_web(self) -> processes.Child:
        return processes.start("web", web_command(self.address), cwd=environment.BASE_DIR, patience=15)

    def _start_celery(self, part: str, *options: str | Path) -> processes.Child:
        command = [
            sys.executable,
            "-W",
            f"ignore:{AS_ROOT}",
            "-m",
            "celery",
            "--quiet",
            "--app",
            "config.celery",
            part,
            "--loglevel",
            "WARNING",
        ]
        return processes.start(part, [*command, *options], cwd=environment.BASE_DIR, patience=40)


# One process, so that its end is the worker's end; mail and database wait more than they compute.
WORKER_OPTIONS = ("--pool", "threads", "--concurrency", str(THREADS), "--without-gossip", "--without-mingle")
