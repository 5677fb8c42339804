"""What the same web server does without an application: the product's own answers from memory, for feeds.py."""

import json
import os
from base64 import b64decode
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from config import embedded
from tests.benchmarks import RECORDING

if os.environ.get("KALENTERI_WORKERS_END_WITH_SERVER"):
    embedded.join_server()


def _load(name: str) -> tuple[str, list[tuple[str, str]], list[bytes]]:
    said = _recorded[name]
    return said["status"], [tuple(pair) for pair in said["headers"]], [b64decode(said["body"])]


_recorded: dict[str, dict[str, Any]] = json.loads(Path(os.environ[RECORDING]).read_text())
_plain, _gzip, _unchanged = (_load(name) for name in ("plain", "gzip", "unchanged"))


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    if "HTTP_IF_NONE_MATCH" in environ:
        status, headers, body = _unchanged
    elif "HTTP_ACCEPT_ENCODING" in environ:
        status, headers, body = _gzip
    else:
        status, headers, body = _plain
    start_response(status, headers)
    return body
