"""A pasted list is read as people write it, and in no time whatever is in it."""

import signal
from contextlib import contextmanager

import pytest

from registrations import pasting
from registrations.pasting import PastedPerson

# Of the processor: reading takes a hundredth of one, and what tries everything with everything takes hours.
SECONDS = 30


@contextmanager
def some_seconds_of_the_processor():
    def stop(*_):
        raise AssertionError("this takes for ever")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@pytest.mark.parametrize(
    "line",
    [
        "Aino Virtanen <aino@example.org>",
        "Aino Virtanen aino@example.org",
        "Aino\tVirtanen\taino@example.org",
        "Aino;Virtanen;aino@example.org",
        '"Aino","Virtanen","aino@example.org"',
    ],
)
def test_line_is_read_however_its_cells_stand_apart(line):
    found = pasting.read_people(f"Etunimi;Sukunimi;Sähköposti\n{line}\n")

    assert found == [PastedPerson("Aino", "Virtanen", "aino@example.org")]


@pytest.mark.parametrize("sign", ["@", "<", "<a@", "a<a@", " ", "\t", '"'])
def test_line_as_long_as_a_form_is_read_in_no_time(sign):
    line = "<" + sign * (200_000 // len(sign))

    with some_seconds_of_the_processor():
        found = pasting.read_people(line)

    assert len(found) == 1
