"""Servers that mean harm, byte by byte: what never ends, what lies about its length, and where it would lead us."""

import gzip
import itertools
import time
import zlib

import pytest

from events.incoming import fetching, limits
from events.incoming.fetching import Patience, Request, answers
from events.incoming.reading.problems import CalendarError
from tests.events.incoming.arrangements import calendar, vevent
from tests.events.incoming.servers import HOST, certificate_of, leads_to, resolver, sends, serving

CALENDAR = calendar(vevent())
LENGTH = f"Content-Length: {len(CALENDAR)}\r\n".encode()
OK, CHUNKED = b"HTTP/1.1 200 OK\r\n", b"Transfer-Encoding: chunked\r\n\r\n"
HERE = resolver(calendar_example=[["127.0.0.1"]])
SHORT = Patience(resolving=5, connecting=5, reading=5, whole=2)


@pytest.fixture(autouse=True)
def own_network(settings):
    settings.INCOMING_NETWORKS = ["127.0.0.1/32"]


def chunk(content):
    return f"{len(content):x}\r\n".encode() + content + b"\r\n"


def says(*pieces):
    """Writes these bytes and nothing else."""

    def answer(handler):
        for piece in pieces:
            handler.wfile.write(piece)

    return answer


def goes_on(head, piece):
    """Writes the piece again and again for as long as somebody listens."""

    def answer(handler):
        try:
            handler.wfile.write(head)
            for _again in itertools.count():
                handler.wfile.write(piece)
        except OSError:
            pass

    return answer


def get(server, *, patience=None, resolve=HERE, **given):
    request = Request(f"http://{HOST}:{server.port}/a.ics", **{"allows_http": True} | given)
    return fetching.fetch(request, resolver=resolve, patience=patience)


def refused(server, **given):
    with pytest.raises(CalendarError) as refusal:
        get(server, **given)
    return refusal.value.code


# --- What never ends --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (goes_on(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1_000), "too_large"),
        (goes_on(b"HTTP/1.1 200 ", b"a" * 65_536), "interrupted"),
        (goes_on(OK + b"X: ", b"a" * 65_536), "interrupted"),
        (goes_on(OK, b"X: a\r\n" * 1_000), "interrupted"),
        (goes_on(OK + b"\r\n", b"a" * 65_536), "too_large"),
        (goes_on(OK + CHUNKED, chunk(b"a" * 65_536)), "too_large"),
        (goes_on(OK + CHUNKED, chunk(b"a") * 10_000), "too_large"),
        (goes_on(OK + CHUNKED + b"1;", b"a" * 65_536), "interrupted"),
        (goes_on(OK + CHUNKED + chunk(CALENDAR) + b"0\r\n", b"X: a\r\n" * 1_000), "too_large"),
        (goes_on(OK + b"Content-Encoding: gzip\r\n\r\n", gzip.compress(b"")), "bad_encoding"),
        (
            goes_on(OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"")[:10], b"\0\0\0\xff\xff" * 9_999),
            "too_large",
        ),
        (goes_on(OK + b"Content-Encoding: gzip\r\n\r\n\x1f\x8b\x08\x08\0\0\0\0\0\3", b"a" * 65_536), "too_large"),
    ],
    ids=["continues", "status", "header", "headers", "body", "chunks", "tiny chunks", "chunk head", "trailers",
         "gzip members", "empty blocks", "gzip name"],
)  # fmt: skip
def test_answer_without_an_end_is_counted_and_given_up(answer, code, monkeypatch):
    # So that a slow machine, too, counts to the end before the time is over.
    monkeypatch.setattr(answers, "MOST_OCTETS", limits.MOST_BYTES // 5)
    monkeypatch.setattr(limits, "MOST_BYTES", limits.MOST_BYTES // 10)

    with serving(answer) as server:
        assert refused(server, patience=Patience(whole=120)) == code


@pytest.mark.parametrize("head", [b"", OK, OK + b"X: ", OK + b"\r\n", OK + b"\r\n" + CALENDAR])
def test_what_ends_because_the_time_is_over_is_no_calendar(head):
    def drips(handler):
        try:
            handler.wfile.write(head)
            while True:
                handler.wfile.write(b"\n" if head.endswith(CALENDAR) else b"a")
                time.sleep(0.05)
        except OSError:
            pass

    with serving(drips) as server:
        assert refused(server, patience=SHORT) == "timed_out"


# --- What lies --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (says(OK, b"Content-Length: 10\r\n", LENGTH, b"\r\n", CALENDAR), "interrupted"),
        (says(OK, b"Content-Length: 99999999999999999999\r\n\r\n", CALENDAR), "interrupted"),
        (says(OK, CHUNKED, b"ffffffff\r\n", CALENDAR), "interrupted"),
        (says(OK, CHUNKED, b"7fffffffffffffff\r\n", CALENDAR), "interrupted"),
        (says(OK, CHUNKED, b"-5\r\nhello\r\n0\r\n\r\n"), "interrupted"),
        (says(OK, CHUNKED, chunk(CALENDAR)), "interrupted"),
        (says(OK, b"\r\n", CALENDAR[: len(CALENDAR) // 2]), "interrupted"),
        (says(CALENDAR), "interrupted"),
        (says(b"HTTP/1.1 abc OK\r\n\r\n"), "interrupted"),
        (says(b"HTTP/1.1 206 Partial\r\n", LENGTH, b"\r\n", CALENDAR), "bad_status"),
        (says(b"HTTP/1.1 101 Switching\r\n\r\n", CALENDAR), "bad_status"),
        (says(b"HTTP/1.1 304 Not Modified\r\n\r\n"), "bad_status"),
        (sends(CALENDAR, Content_Encoding="zstd"), "bad_encoding"),
        (sends(CALENDAR, Content_Encoding="deflate"), "bad_encoding"),
        (sends(zlib.compress(b"x" * 90_000_000, 1), Content_Encoding="deflate"), "too_large"),
        (sends(gzip.compress(b"x" * 90_000_000, 1), Content_Encoding="x-gzip"), "too_large"),
    ],
)  # fmt: skip
def test_answer_that_is_not_what_it_says_is_refused(answer, code):
    with serving(answer) as server:
        assert refused(server) == code


@pytest.mark.parametrize(
    "answer",
    [
        says(OK, b"\r\n", CALENDAR),
        says(OK, b"\r\n", CALENDAR, b"\r\n\r\n"),
        says(OK, LENGTH, LENGTH, b"\r\n", CALENDAR),
        says(OK, b"Content-Length: 3\r\n", CHUNKED, chunk(CALENDAR[:9]), chunk(CALENDAR[9:]), b"0\r\nX: a\r\n\r\n"),
        says(b"HTTP/1.1 100 Continue\r\n\r\n", OK, LENGTH, b"\r\n", CALENDAR),
        sends(gzip.compress(CALENDAR), Content_Encoding="X-GZIP"),
    ],
)
def test_unusual_answer_is_read_all_the_same(answer):
    with serving(answer) as server:
        assert get(server).content.strip() == CALENDAR.strip()


def test_what_is_packed_twice_is_unpacked_once():
    bomb = gzip.compress(gzip.compress(b"x" * 90_000_000, 1))

    with serving(sends(bomb, Content_Encoding="gzip")) as server:
        assert len(get(server).content) < limits.MOST_BYTES


# --- Where it would lead us -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("http://127.0.0.2:{port}/", "forbidden_address"),
        ("http://calendar.example@127.0.0.2:{port}/", "forbidden_address"),
        ("http://calendar.example\\@127.0.0.2:{port}/", "forbidden_address"),
        ("//127.0.0.2:{port}/", "forbidden_address"),
        ("http://0x7f000002:{port}/", "forbidden_address"),
        ("http://[::ffff:127.0.0.2]:{port}/", "forbidden_address"),
        ("http://[::ffff:7f00:2]:{port}/", "forbidden_address"),
        ("http://[64:ff9b::7f00:2]:{port}/", "forbidden_address"),
        ("http://[2002:7f00:2::]:{port}/", "forbidden_address"),
        ("http://[fe80::1%25lo]:{port}/", "bad_address"),
        ("http://[::1", "bad_address"),
        ("http://calendar.example:22/", "bad_address"),
        ("http://calendar.example/\0", "bad_address"),
        ("http://" + "ä" * 1_900 + ".example/", "bad_address"),
        ("http://calendar.example/" + "a" * 60_000, "bad_address"),
        ("file:///etc/passwd", "bad_address"),
        ("gopher://127.0.0.2:{port}/", "bad_address"),
        ("data:text/calendar,BEGIN:VCALENDAR", "bad_address"),
    ],
)
@pytest.mark.parametrize("hop", [1, 3])
def test_redirect_inside_is_refused_at_the_first_hop_and_at_the_last(location, code, hop):
    def knowing(host, _port):
        known = {HOST: "127.0.0.1", "0x7f000002": "127.0.0.2"}
        return [known.get(host, host)]

    with serving(sends(b"secret"), address="127.0.0.2") as secret:
        target = location.format(port=secret.port)

        def answer(handler):
            left = int(handler.path.partition("?")[2] or hop) - 1
            say = f"/a.ics?{left}" if left else target
            says(b"HTTP/1.1 302 Found\r\nLocation: ", say.encode(), b"\r\n\r\n")(handler)

        with serving(answer) as server:
            assert refused(server, resolve=knowing) == code
            assert len(server.seen) == hop

    assert secret.seen == []


def test_proxies_of_the_environment_are_not_asked(monkeypatch):
    with serving(sends(b"proxied")) as proxy, serving(sends(CALENDAR)) as server:
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")

        assert get(server).content == CALENDAR

    assert proxy.seen == []


def test_cookies_are_neither_kept_nor_sent():
    def answer(handler):
        is_first = "?" not in handler.path
        if is_first:
            sends(b"", 302, Location="/a.ics?again", Set_Cookie="who=we; Path=/")(handler)
        else:
            sends(CALENDAR, Set_Cookie="who=we")(handler)

    with serving(answer) as server:
        get(server)
        get(server)

    assert not any("Cookie" in headers for _path, headers in server.seen)


def test_password_does_not_follow_from_the_encrypted_to_the_plain_server(tmp_path, monkeypatch):
    from events.incoming.fetching import connecting

    context, trusted = certificate_of(tmp_path, HOST)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    connecting.trust.cache_clear()
    try:
        with (
            serving(sends(CALENDAR)) as plain,
            serving(leads_to(f"http://{HOST}:{plain.port}/"), tls=context) as server,
        ):
            address = f"https://aino:salaisuus@{HOST}:{server.port}/"
            got = fetching.fetch(Request(address, allows_http=True), resolver=HERE)
    finally:
        connecting.trust.cache_clear()

    assert got.content == CALENDAR
    assert "Authorization" in server.seen[0][1]
    assert "Authorization" not in plain.seen[0][1]
