"""Five hundred people want twenty seats at once: nobody is lost, nobody too many, whatever breaks meanwhile."""

import json
import os
import re
import signal
import sys
import threading
from contextlib import closing
from urllib.request import urlopen

import pytest
import redis

from tests.product.crowd import ApiVisitor, FormVisitor, Training, rush
from tests.product.installation import wait_until

pytestmark = pytest.mark.product
PEOPLE, SEATS = 500, 20
PLACES = range(1, PEOPLE - SEATS + 1)
PLACE = re.compile(r"You are number (\d+) on the waiting list")


def open_training(installation):
    opening = installation.start(sys.executable, "-m", "tests.product.organising", "open", str(SEATS))
    return Training(**json.loads(opening.read().splitlines()[-1]))


def emails(word):
    return [f"{word}-{number}@example.org" for number in range(PEOPLE)]


def rows(installation, training):
    with closing(installation.connect()) as connection:
        return connection.execute(
            "SELECT email, state, queue_number FROM registrations_registration WHERE event_id = %s ORDER BY email",
            [training.id],
        ).fetchall()


def messages(installation, training):
    """Kind, address and state of every message of the training."""
    with closing(installation.connect()) as connection:
        return connection.execute(
            "SELECT kind, address, message.state FROM catalogue_message AS message"
            " JOIN registrations_registration AS registration"
            " ON registration.id = message.registration_id WHERE registration.event_id = %s",
            [training.id],
        ).fetchall()


def mailbox(installation, word):
    with urlopen(f"http://localhost:{installation.port}/mailbox.json", timeout=60) as answer:
        mails = json.load(answer)
    firsts = [mail for mail in mails if mail["cause"].startswith(("confirmed:", "waitlisted:"))]
    return [mail for mail in firsts if mail["to"].startswith(f"{word}-")]


def assert_all_is_right(installation, training, word, outcomes):
    """No error was answered; seats, queue, history and mail say the same, once for each person."""
    refused = [each for each in outcomes if each.status not in (201, 302)]
    assert [each for each in refused if each.status != 409 or each.attempts == 1] == []
    found = rows(installation, training)
    assert [email for email, _state, _number in found] == sorted(emails(word))
    assert [state for _email, state, _number in found].count("confirmed") == SEATS
    assert sorted(number for _email, state, number in found if state == "waitlisted") == list(PLACES)
    with closing(installation.connect()) as connection:
        pool = "SELECT capacity, taken, overbooked, waiting FROM events_seatpool WHERE id = %s"
        assert connection.execute(pool, [training.pool]).fetchone() == (SEATS, SEATS, 0, len(PLACES))
    wait_until(lambda: {state for _kind, _to, state in messages(installation, training)} == {"sent"})
    owed = [(kind, address) for kind, address, _state in messages(installation, training) if kind != "link_again"]
    assert sorted(owed) == sorted((state, email) for email, state, _number in found)
    mails = mailbox(installation, word)
    assert sorted(mail["to"] for mail in mails) == sorted(emails(word))
    said = [PLACE.search(mail["text"]) for mail in mails]
    assert sorted(int(place[1]) for place in said if place) == list(PLACES)


@pytest.fixture(scope="module")
def trainings(installation):
    """Open before the product starts: the calendar is not empty, so that nothing else is loaded."""
    made = [open_training(installation) for _rush in range(2)]
    running = installation.start(KALENTERI_DEMO="1").wait_until_ready()
    yield made
    running.stop()


def break_things(installation, training):
    """In the middle of the rush, end a web worker and the Celery worker as a power cut would, and empty the broker."""
    wait_until(lambda: len(rows(installation, training)) >= PEOPLE // 5)
    os.kill(installation.find("granian")[-1], signal.SIGKILL)
    worker = installation.find("celery", "worker")[0]
    os.kill(worker, signal.SIGKILL)
    wait_until(lambda: worker not in installation.processes())
    with closing(installation.connect()) as connection:  # a minute passes for what it held in its hands
        connection.execute("UPDATE catalogue_message SET claimed_until = now() WHERE claimed_until > now()")
    with redis.Redis(unix_socket_path=str(installation.data / "run" / "valkey.sock")) as broker:
        broker.flushall()


def test_five_hundred_people_at_the_form_for_twenty_seats(installation, trainings):
    training = trainings[0]

    outcomes = rush(FormVisitor, installation.port, training, emails("form"))

    assert {each.status for each in outcomes} == {302}
    assert_all_is_right(installation, training, "form", outcomes)


def test_five_hundred_people_at_the_api_while_workers_are_killed_and_the_broker_is_emptied(installation, trainings):
    training = trainings[1]
    breaking = threading.Thread(target=break_things, args=(installation, training))
    breaking.start()
    outcomes = rush(ApiVisitor, installation.port, training, emails("api"))
    breaking.join()

    assert {each.place for each in outcomes if each.status == 201} <= {None, *PLACES}
    assert_all_is_right(installation, training, "api", outcomes)
