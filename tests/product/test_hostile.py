"""Bytes that no browser sends, to the real web server: it answers, stays up, and goes on answering the others."""

import re
import select
import socket
import time

import pytest

from config.bodies import MOST_READ
from config.launcher.product import WORKERS

pytestmark = pytest.mark.product
PATIENCE_SECONDS = 30
KEY = "k" * 32


def send(port, data, *, finishes=True):
    """What comes back to these bytes, up to the end of the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as connection:
        try:
            connection.sendall(data)
            if finishes:
                connection.shutdown(socket.SHUT_WR)
        except OSError:  # refused before all of it was sent
            pass
        return read(connection)


def read(connection):
    parts = []
    try:
        while part := connection.recv(65_536):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)


def request(method, address, headers=(), body=b"", *, host="localhost", version="1.1"):
    lines = [f"{method} {address} HTTP/{version}", *([f"Host: {host}"] if host else []), "Connection: close", *headers]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def form(port, body, *headers):
    given = [f"Origin: http://localhost:{port}", f"Cookie: csrftoken={KEY}"]
    given.append("Content-Type: application/x-www-form-urlencoded")
    return request("POST", "/sv/events/nothing/register/", [*given, *headers], body)


def status(answer):
    found = re.match(rb"HTTP/1\.[01] (\d{3})", answer)
    return int(found[1]) if found else None


WHOLE = {
    "a page": (request("GET", "/sv/"), 200),
    "HTTP/1.0": (request("GET", "/sv/", version="1.0"), 200),
    "another host in the address": (request("GET", "http://evil.example/sv/"), 200),
    "another host after two slashes": (request("GET", "//evil.example/sv/events"), 404),
    "a method that is none": (request("BREW", "/sv/"), 405),
    "a tunnel": (request("CONNECT", "/sv/"), 405),
    "TRACE": (request("TRACE", "/sv/"), 405),
    "an asterisk": (request("OPTIONS", "*"), 404),
    "no host": (request("GET", "/sv/", host=None), 400),
    "two hosts": (request("GET", "/sv/", ["Host: evil.example"]), 400),
    "NUL in the path": (request("GET", "/sv/%00"), 404),
    "folders above": (request("GET", "/static/../../../etc/passwd"), 404),
    "bytes in the path": (request("GET", "/sv/\xff\xfe"), 400),
    "a path of 70 kB": (request("GET", "/sv/" + "a" * 70_000), 414),
    "a path of 20 kB": (request("GET", "/sv/" + "a" * 20_000), 414),
    "a cookie of 100 kB": (request("GET", "/sv/", ["Cookie: " + "a" * 100_000]), 200),
    "a header of 1 MB": (request("GET", "/sv/", ["X-A: " + "a" * 1_000_000]), 431),
    "1,000 headers": (request("GET", "/sv/", [f"X-{number}: 1" for number in range(1_000)]), 431),
    "NUL in a header": (request("GET", "/sv/", ["X-A: \x00"]), 400),
    "a folded header": (request("GET", "/sv/", ["X-A: 1", " 2"]), 400),
    "no HTTP": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 200, 400),
    "no version": (b"GET /sv/\r\n\r\n", 400),
    "two lengths": (request("POST", "/sv/", ["Content-Length: 3", "Content-Length: 4"], b"abcd"), 400),
    "a negative length": (request("POST", "/sv/", ["Content-Length: -1"]), 400),
    "a length beyond all numbers": (request("POST", "/sv/", ["Content-Length: " + "9" * 40]), 400),
    "an encoding of the transfer that is none": (request("POST", "/sv/", ["Transfer-Encoding: gzip"], b"x"), 400),
}


@pytest.mark.parametrize(("data", "expected"), WHOLE.values(), ids=WHOLE)
def test_bytes_that_no_browser_sends_are_answered(installation, running, data, expected):
    answer = send(installation.port, data, finishes=False)

    assert status(answer) == expected
    assert b"Traceback" not in answer
    server = re.search(rb"(?im)^server: *(.*?)\r$", answer)
    assert server is None or not re.search(rb"\d", server[1])


@pytest.fixture(scope="module")
def running(installation):
    """The product once for all of these: none of them may bring it down."""
    product = installation.start().wait_until_ready()
    yield product
    assert product.process.poll() is None
    product.stop()


def test_requests_one_behind_the_other_are_answered_one_by_one(installation, running):
    first = request("GET", "/sv/nothing").replace(b"Connection: close\r\n", b"")

    answer = send(installation.port, first + request("GET", "/robots.txt"), finishes=False)

    assert (answer.count(b"HTTP/1.1 "), b"User-agent: *" in answer) == (2, True)


def test_body_of_ten_megabytes_is_refused_before_it_is_read(installation, running):
    answers = [
        send(installation.port, form(installation.port, b"a=1", "Content-Length: 10000000"), finishes=False),
        send(
            installation.port,
            request(
                "POST",
                "/api/v1/events/x/registrations",
                ["Content-Type: application/json", "Content-Length: 10000000"],
                b"{",
            ),
            finishes=False,
        ),
    ]

    assert [status(answer) for answer in answers] == [413, 413]
    assert b'"code": "too_large"' in answers[1]


def test_body_in_pieces_is_read_and_has_the_same_limit(installation, running):
    pieces = "Transfer-Encoding: chunked"
    small = f"csrfmiddlewaretoken={KEY}".encode()
    port = installation.port

    taken = send(port, form(port, b"%x\r\n%s\r\n0\r\n\r\n" % (len(small), small), pieces), finishes=False)
    refused = send(port, form(port, (b"10000\r\n" + b"x" * 65_536 + b"\r\n") * 20 + b"0\r\n\r\n", pieces))

    assert (status(taken), status(refused)) == (404, 413)


def test_body_and_pieces_at_once_are_no_second_request(installation, running):
    body = b"0\r\n\r\nGET /sv/ HTTP/1.1\r\nHost: localhost\r\n\r\n"

    answer = send(
        installation.port,
        form(installation.port, body, "Transfer-Encoding: chunked", f"Content-Length: {len(body)}"),
        finishes=False,
    )

    assert answer.count(b"HTTP/1.1 ") == 1


def test_senders_who_never_finish_hold_back_few_threads_and_no_page(installation, running):
    port = installation.port
    slow = [socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) for _ in range(24)]
    for connection in slow:
        connection.sendall(form(port, b"a=", "Content-Length: 500"))

    waited_for, refusals = told_apart(slow, most=MOST_READ * WORKERS)
    pages = [status(send(port, request("GET", "/sv/"), finishes=False)) for _ in range(6)]

    assert (1 <= len(waited_for) <= MOST_READ * WORKERS, set(refusals), pages) == (True, {503}, [200] * 6)
    for connection in waited_for:
        connection.close()
    assert taken_at_last(port) == 403


def told_apart(slow, *, most):
    """The connections still waited for, and the answers of the others: all but `most` are answered, however slowly."""
    waiting, answers, end = set(slow), [], time.monotonic() + PATIENCE_SECONDS
    while len(waiting) > most and time.monotonic() < end:
        for connection in select.select(list(waiting), [], [], 1)[0]:
            answers.append(status(read(connection)))
            connection.close()
            waiting.discard(connection)
    return waiting, answers


def taken_at_last(port):
    """What a form is answered once its turn has come; the server notices in its own time that a sender has gone."""
    end = time.monotonic() + PATIENCE_SECONDS
    while (answer := status(send(port, form(port, b"a=1", "Content-Length: 3"), finishes=False))) == 503:
        if time.monotonic() > end:
            break
    return answer
