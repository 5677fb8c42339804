"""Web servers to measure and a small keep-alive client: prepared requests on raw sockets, answers of known length."""

import contextlib
import http.client
import os
import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from config.embedded import processes
from config.launcher import address, product
from tests.benchmarks.crew import Client
from tests.benchmarks.surroundings import BASE_DIR

SECONDS_TO_START = 120.0
SECONDS_TO_ANSWER = 30


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    reason: str
    headers: list[tuple[str, str]]
    body: bytes


@contextlib.contextmanager
def server(application: str, **variables: str) -> Iterator[int]:
    """Granian as the launcher starts it, with another application; answers its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        place = address.Address("127.0.0.1", probe.getsockname()[1])
    env = dict(os.environ) | {"KALENTERI_WORKERS_END_WITH_SERVER": "1"} | variables
    child = processes.start("web", product.web_command(place, application), env=env, cwd=BASE_DIR, patience=15)
    try:
        if not processes.wait_for(lambda: child.has_ended() or _answers(place.port), seconds=SECONDS_TO_START):
            raise processes.ChildError("The web server did not answer.")
        yield place.port
    finally:
        child.finish()


def get(port: int, path: str, headers: dict[str, str]) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers={"Host": f"localhost:{port}"} | headers, encode_chunked=False)
        response = connection.getresponse()
        return Answer(response.status, response.reason, response.getheaders(), response.read())
    finally:
        connection.close()


def client(*, number: int, port: int, path: str, headers: dict[str, str]) -> Client:
    """A keep-alive client that asks for the same again and again; every answer must be as long as the first."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=60)
    connection.settimeout(None)  # Python would take its own timeout's socket as non-blocking and never wait for all
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", SECONDS_TO_ANSWER, 0))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: localhost:{port}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    request = "\r\n".join([*lines, "", ""]).encode()
    connection.sendall(request)
    first = _read_first(connection)
    status, length = first[:12], len(first)
    buffer = bytearray(length)

    def step() -> None:
        connection.sendall(request)
        if connection.recv_into(buffer, length, socket.MSG_WAITALL) != length or buffer[:12] != status:
            raise ConnectionError(f"client {number}: another answer than the first: {bytes(buffer[:100])!r}")

    return step, connection.close


def _read_first(connection: socket.socket) -> bytes:
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += connection.recv(65_536)
    head, _blank, body = answer.partition(b"\r\n\r\n")
    names = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
    missing = int(names.get(b"content-length", b"0")) - len(body)
    while missing > 0:
        more = connection.recv(missing)
        answer, missing = answer + more, missing - len(more)
    return answer


def _answers(port: int) -> bool:
    try:
        get(port, "/healthz", {})
    except (OSError, http.client.HTTPException):
        return False
    return True
