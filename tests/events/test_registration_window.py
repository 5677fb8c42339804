"""The state of registration and its sentence."""

from datetime import datetime, timedelta

import pytest
from django.utils import translation

from events import registration_window
from events.models import Event, SeatPool
from events.registration_window import RegistrationState

NOW = datetime.fromisoformat("2027-03-01T12:00+02:00")
A_DAY = timedelta(days=1)


def status(pools=(None,), waiting=0, taken=0, **values):
    columns = {"state": "published", "starts_at": NOW + 5 * A_DAY, "ends_at": NOW + 6 * A_DAY}
    event = Event(**(columns | values), waiting=waiting)
    made = [SeatPool(event=event, capacity=capacity, taken=taken, waiting=waiting) for capacity in pools]
    return registration_window.status(event, made, NOW)


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({}, RegistrationState.OPEN),
        ({"pools": [2], "taken": 2}, RegistrationState.OPEN_QUEUE),
        ({"pools": [2], "taken": 2, "waiting": 1, "waiting_list_limit": 1}, RegistrationState.FULL),
        ({"pools": [2, None], "taken": 2}, RegistrationState.OPEN),
        ({"registration_opens_at": NOW + A_DAY}, RegistrationState.NOT_YET),
        ({"registration_closes_at": NOW - A_DAY}, RegistrationState.CLOSED),
        ({"registration_closes_at": NOW}, RegistrationState.CLOSED),
        ({"starts_at": NOW}, RegistrationState.STARTED),
        ({"starts_at": NOW - A_DAY, "registration_closes_at": NOW + A_DAY}, RegistrationState.OPEN),
        ({"ends_at": NOW, "starts_at": NOW - A_DAY}, RegistrationState.PAST),
        ({"state": "cancelled"}, RegistrationState.CANCELLED),
        ({"state": "postponed"}, RegistrationState.POSTPONED),
        ({"state": "planned"}, RegistrationState.NOT_PUBLISHED),
        ({"registration_mode": "elsewhere"}, RegistrationState.ELSEWHERE),
        ({"registration_mode": "none"}, RegistrationState.NONE),
    ],
)
def test_status_of_an_event(values, state):
    assert status(**values).state is state


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"registration_opens_at": NOW + 2 * A_DAY}, "Registration opens on 3 March at 12:00."),
        ({"registration_closes_at": NOW + 2 * A_DAY}, "Registration is open until 3 March at 12:00."),
        ({"registration_closes_at": NOW - 90 * A_DAY}, "Registration closed on 1 December 2026 at 12:00."),
        ({"pools": [1], "taken": 1}, "The training is full. You can join the waiting list."),
    ],
)
def test_sentence_tells_a_person(values, sentence):
    with translation.override("en"):
        assert status(**values).sentence == sentence


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "Plenty of room"),
        ({"pools": [30], "taken": 18}, "12 of 30 seats left"),
        ({"pools": [30], "taken": 29}, "Only 1 seat left"),
        ({"pools": [30], "taken": 30}, "Full"),
        ({"pools": [30], "taken": 30, "waiting": 4}, "Full: 4 in the queue"),
        ({"pools": [10, 20], "taken": 5}, "20 of 30 seats left"),
    ],
)
def test_seats_in_words(values, words):
    with translation.override("en"):
        assert status(**values).seats == words


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("state", list(RegistrationState))
def test_every_state_has_a_sentence(language, state):
    made = registration_window.RegistrationStatus(state, NOW, NOW, None, None, 0, NOW)

    with translation.override(language):
        assert made.sentence
