"""A body is there whole, or the request is refused in time, however many senders never finish."""

import threading
import time
from io import BytesIO

import pytest
from django.test import Client

from config import bodies
from config.bodies import Bodies
from config.launcher import product
from tests.registrations.arrangements import open_event

FORM = "application/x-www-form-urlencoded"


class Endless:
    """A sender who never finishes, until the test lets go."""

    def __init__(self):
        self.let_go = threading.Event()

    def read(self, length):
        self.let_go.wait(30)
        return b"late"


@pytest.fixture
def endless():
    stream = Endless()
    yield stream
    stream.let_go.set()


def seen(stream, *, reader=None, method="POST", **environ):
    """What the application behind gets to see: its body, the length it is told, and the refusal."""
    shown = {}

    def application(environ, start_response):
        shown.update(environ)
        return []

    bodies.whole(application, reader)({"REQUEST_METHOD": method, "wsgi.input": stream} | environ, None)
    return shown["wsgi.input"].read(), shown.get("CONTENT_LENGTH"), shown.get(bodies.REFUSAL)


def test_body_that_is_there_is_handed_on_whole():
    assert seen(BytesIO(b"a=1"), CONTENT_LENGTH="3") == (b"a=1", "3", None)


@pytest.mark.parametrize("environ", [{"HTTP_TRANSFER_ENCODING": "chunked"}, {"SERVER_PROTOCOL": "HTTP/2.0"}])
def test_body_of_untold_length_is_counted(environ):
    assert seen(BytesIO(b"a=1"), **environ) == (b"a=1", "3", None)


@pytest.mark.parametrize(
    ("size", "refusal"), [(bodies.LARGEST - 1, None), (bodies.LARGEST, None), (bodies.LARGEST + 1, 413)]
)
@pytest.mark.parametrize("is_told", [True, False])
def test_body_may_be_as_large_as_the_limit_and_no_larger(size, refusal, is_told):
    told = {"CONTENT_LENGTH": str(size)} if is_told else {"HTTP_TRANSFER_ENCODING": "chunked"}
    kept = 0 if refusal else size

    assert seen(BytesIO(b"x" * size), **told) == (b"x" * kept, str(kept), refusal)


def test_body_that_breaks_off_is_refused():
    assert seen(BytesIO(b"a="), CONTENT_LENGTH="3") == (b"", "0", 400)


def test_reads_wait_for_no_body(endless):
    reader = Bodies(at_once=0, patience=30)

    assert seen(BytesIO(b""), reader=reader, method="GET", CONTENT_LENGTH="3")[2] is None


def test_body_that_comes_late_is_waited_for(endless):
    threading.Timer(0.1, endless.let_go.set).start()

    assert seen(endless, reader=Bodies(at_once=0, patience=30), CONTENT_LENGTH="4") == (b"late", "4", None)


def test_body_that_does_not_come_is_refused(endless):
    assert seen(endless, reader=Bodies(at_once=0, patience=0.05), CONTENT_LENGTH="4") == (b"", "0", 408)


def test_no_more_are_waited_for_than_leave_a_thread_free(endless):
    reader = Bodies(at_once=0, patience=30)
    waiting = [
        threading.Thread(target=seen, args=[endless], kwargs={"reader": reader, "CONTENT_LENGTH": "4"})
        for _ in range(bodies.MOST_AWAITED)
    ]
    for each in waiting:
        each.start()
    while reader._awaited._value:
        time.sleep(0.01)

    began = time.monotonic()
    refused = seen(endless, reader=reader, CONTENT_LENGTH="4")

    assert (refused[2], time.monotonic() - began < 10) == (408, True)
    assert bodies.MOST_AWAITED < product.THREADS
    endless.let_go.set()
    for each in waiting:
        each.join()


def test_senders_who_never_finish_are_counted_and_let_in_again_when_they_do(endless):
    reader = Bodies(at_once=0, patience=0)
    given_up = [seen(endless, reader=reader, CONTENT_LENGTH="4")[2] for _ in range(bodies.MOST_UNDER_WAY)]
    fresh = BytesIO(b"a=1")

    refused = seen(fresh, reader=reader, CONTENT_LENGTH="3")[2]
    endless.let_go.set()
    while reader._under_way._value < bodies.MOST_UNDER_WAY:
        time.sleep(0.01)

    assert (set(given_up), refused, fresh.tell()) == ({408}, 408, 0)
    assert seen(fresh, reader=Bodies(), CONTENT_LENGTH="3")[2] is None


@pytest.mark.django_db
@pytest.mark.parametrize(("refusal", "code"), [(408, "too_slow"), (413, "too_large"), (400, "bad_request")])
def test_refusal_is_said_on_a_page_and_as_a_problem(refusal, code):
    event = open_event()
    client = Client(**{bodies.REFUSAL: refusal})

    page = client.post(f"/sv/events/{event.slug}/register/", "", content_type=FORM)
    problem = client.post(f"/api/v1/events/{event.pk}/registrations", "", content_type="application/json")

    assert (page.status_code, '<html lang="sv">' in page.content.decode()) == (refusal, True)
    assert (problem.status_code, problem.json()["code"]) == (refusal, code)
