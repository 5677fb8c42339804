"""Fetching from real servers: what is followed, what is refused, and how it ends when a server means no good."""

import gzip
import time
import zlib

import pytest

from events.incoming import fetching
from events.incoming.fetching import Patience, Request, connecting
from events.incoming.reading.problems import CalendarError
from tests.events.incoming import servers
from tests.events.incoming.arrangements import calendar, vevent
from tests.events.incoming.servers import HOST, leads_to, resolver, sends, serving

CALENDAR = calendar(vevent())
HERE = resolver(calendar_example=[["127.0.0.1"]], other_example=[["127.0.0.1"]])
SHORT = Patience(resolving=2, connecting=2, reading=1, whole=2)


@pytest.fixture(autouse=True)
def own_network(settings):
    settings.INCOMING_NETWORKS = ["127.0.0.1/32"]


def get(server, path="/a.ics", *, host=HOST, resolve=HERE, patience=None, **given):
    request = Request(f"http://{host}:{server.port}{path}", **{"allows_http": True} | given)
    return fetching.fetch(request, resolver=resolve, patience=patience)


def refused(server, **given):
    with pytest.raises(CalendarError) as refusal:
        get(server, **given)
    return refusal.value.code


def test_calendar_is_fetched_and_asked_for_as_a_browser_would():
    with serving(sends(CALENDAR, ETag='"1"', Last_Modified="Sun, 22 Nov 2026 10:00:00 GMT")) as server:
        got = get(server, "/a.ics?key=1", etag='"0"', last_modified="Sat, 21 Nov 2026 10:00:00 GMT")

    assert got == fetching.Got(CALENDAR, '"1"', "Sun, 22 Nov 2026 10:00:00 GMT")
    [(path, headers)] = server.seen
    assert path == "/a.ics?key=1"
    assert headers["Host"] == f"{HOST}:{server.port}"
    assert headers["User-Agent"].startswith("Mozilla/5.0 ")
    assert (headers["If-None-Match"], headers["Accept-Encoding"]) == ('"0"', "gzip, deflate")
    assert "Referer" not in headers


def test_answer_that_nothing_has_changed_brings_nothing():
    with serving(sends(b"", 304)) as server:
        assert get(server, etag='"1"') == fetching.Got(None, '"1"', "")
        assert refused(server) == "bad_status"


def packed(wbits):
    packing = zlib.compressobj(wbits=wbits)
    return packing.compress(CALENDAR) + packing.flush()


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (gzip.compress(CALENDAR), "gzip"),
        (gzip.compress(CALENDAR[:20]) + gzip.compress(CALENDAR[20:]), "gzip"),
        (packed(15), "deflate"),
        (packed(-15), "deflate"),
    ],
)
def test_packed_calendar_is_unpacked(body, encoding):
    with serving(sends(body, Content_Encoding=encoding)) as server:
        assert get(server).content == CALENDAR


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (sends(b"", 404), "not_there"),
        (sends(b"", 410), "not_there"),
        (sends(b"", 401), "wants_to_know_who"),
        (sends(b"", 500), "bad_status"),
        (sends(b"", 302), "bad_status"),
        (sends(b"x" * 10, Content_Length="20"), "interrupted"),
        (sends(gzip.compress(CALENDAR)[:-20], Content_Encoding="gzip"), "interrupted"),
        (sends(CALENDAR, Content_Encoding="gzip"), "bad_encoding"),
        (sends(CALENDAR, Content_Encoding="br"), "bad_encoding"),
        (sends(CALENDAR, Content_Encoding="gzip, gzip"), "bad_encoding"),
        (sends(b"x" * 5_000_001), "too_large"),
        (sends(gzip.compress(b"x" * 200_000_000, 1), Content_Encoding="gzip"), "too_large"),
        (sends(gzip.compress(b"") * 5_000, Content_Encoding="gzip"), "bad_encoding"),
        (leads_to("ftp://calendar.example/"), "bad_address"),
        (leads_to("file:///etc/passwd"), "bad_address"),
        (leads_to("http://unknown.example/"), "unknown_host"),
    ],
)
def test_answer_that_is_no_calendar_is_refused_with_the_reason(answer, code):
    with serving(answer) as server:
        assert refused(server) == code


def test_three_redirects_are_followed_and_no_fourth():
    def answer(handler):
        left = int(handler.path[1:])
        (leads_to(f"/{left - 1}") if left else sends(CALENDAR))(handler)

    with serving(answer) as server:
        assert get(server, "/3").content == CALENDAR
        assert refused(server, path="/4") == "too_many_redirects"


@pytest.mark.parametrize("inner", ["http://127.0.0.2:{port}/", "http://[::1]:{port}/", "http://inner.example:{port}/"])
def test_redirect_into_an_inner_network_is_not_followed(inner):
    resolve = resolver(
        calendar_example=[["127.0.0.1"]], inner_example=[["127.0.0.2"]], **{"127_0_0_2": [["127.0.0.2"]]}
    )

    def knowing(host, port):
        return ["::1"] if host == "::1" else resolve(host, port)

    with (
        serving(sends(b"secret"), address="127.0.0.2") as secret,
        serving(leads_to(inner.format(port=secret.port))) as server,
    ):
        assert refused(server, resolve=knowing) == "forbidden_address"

    assert secret.seen == []


def test_name_that_changes_its_address_is_connected_to_where_it_was_checked():
    rebinding = resolver(calendar_example=[["127.0.0.1"], ["127.0.0.1"], ["127.0.0.2"]])
    with (
        serving(sends(b"secret"), address="127.0.0.2") as secret,
        serving(sends(CALENDAR), port=secret.port) as server,
    ):
        first = get(server, resolve=rebinding)
        again = refused(server, resolve=rebinding)

    assert first.content == CALENDAR
    assert again == "forbidden_address"
    assert secret.seen == []


def test_password_in_an_address_stays_with_its_server():
    with serving(sends(CALENDAR)) as other, serving(leads_to(f"http://other.example:{other.port}/b")) as server:
        got = get(server, host=f"aino:salaisuus@{HOST}")

    assert got.content == CALENDAR
    assert server.seen[-1][1]["Authorization"] == "Basic YWlubzpzYWxhaXN1dXM="
    assert "Authorization" not in other.seen[-1][1]


def test_unencrypted_calendar_is_fetched_only_when_that_is_allowed():
    with serving(sends(CALENDAR)) as server:
        assert refused(server, allows_http=False) == "cannot_connect"

    assert server.seen == []


@pytest.mark.parametrize("part", ["headers", "body", "nothing"])
def test_server_that_never_finishes_is_given_up(part):
    def answer(handler):
        try:
            if part == "nothing":
                time.sleep(8)
            if part == "body":
                sends(b"", Content_Length="1000")(handler)
            for _second in range(40):
                handler.wfile.write(b"X")
                handler.wfile.flush()
                time.sleep(0.2)
        except OSError:
            pass

    started = time.monotonic()
    with serving(answer) as server:
        assert refused(server, patience=SHORT) == "timed_out"

    # Less than the 8 seconds for which the server would go on.
    assert time.monotonic() - started < 7.5


@pytest.fixture
def trusted(tmp_path, monkeypatch):
    context, file = servers.certificate_of(tmp_path, HOST)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    connecting.trust.cache_clear()
    yield context
    connecting.trust.cache_clear()


def test_encrypted_calendar_is_fetched_by_the_name_on_its_certificate(trusted):
    with serving(sends(CALENDAR), tls=trusted) as server:
        for scheme in ("https", "webcal", "http"):
            request = Request(f"{scheme}://{HOST}:{server.port}/a.ics")
            assert fetching.fetch(request, resolver=HERE).content == CALENDAR


def test_certificate_of_another_name_is_refused(trusted):
    with serving(sends(CALENDAR), tls=trusted) as server, pytest.raises(CalendarError) as refusal:
        fetching.fetch(Request(f"https://other.example:{server.port}/"), resolver=HERE)

    assert refusal.value.code == "bad_certificate"
    assert server.seen == []


def test_encrypted_address_does_not_lead_to_an_unencrypted_one(trusted):
    with (
        serving(sends(CALENDAR)) as plain,
        serving(leads_to(f"http://{HOST}:{plain.port}/"), tls=trusted) as server,
        pytest.raises(CalendarError) as refusal,
    ):
        fetching.fetch(Request(f"https://{HOST}:{server.port}/"), resolver=HERE)

    assert refusal.value.code == "leads_to_http"
    assert plain.seen == []


def test_refusal_never_holds_the_address():
    with serving(leads_to("http://unknown.example/salaisuus")) as server, pytest.raises(CalendarError) as refusal:
        get(server, "/salaisuus?key=salaisuus")

    assert "salaisuus" not in f"{refusal.value!r} {refusal.value.details} {refusal.value.__context__!r}"
    assert "salaisuus" not in repr(Request("https://x.example/salaisuus"))
