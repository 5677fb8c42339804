"""Calendars of others in the demonstration: read at once, about something, one of them failing, without a network."""

import socket

import pytest
from django.utils import timezone

from catalogue import actors, loading, vocabularies
from config import demonstration
from config.seeding import outside, showcase
from events.models import ExternalCalendar, ExternalItem
from tests.factories import EventFactory, SessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def calendars(monkeypatch):
    def refuse(*_args, **_named):
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    loading.load_reference(by=actors.by_system("test"))
    demonstration.ensure_accounts()
    beside = SessionFactory(event=EventFactory(pk=showcase.id_of("series-2")))
    outside.add(timezone.now())
    return beside, list(ExternalCalendar.objects.order_by("pk"))


def test_three_calendars_hold_something_to_come_and_one_has_failed_since(calendars):
    _beside, (university, city, agency) = calendars

    assert [each.organisation.slug for each in (university, city, agency)] == ["esavi", "psavi", "esavi"]
    assert [each.problem for each in (university, city, agency)] == ["", "", "unknown_host"]
    assert [each.item_count for each in (university, city, agency)] == [13, 4, 4]
    assert [each.is_public for each in (university, city, agency)] == [True, False, False]
    assert (agency.kind, agency.failures) == ("address", 1)
    assert agency.last_good_at < agency.last_tried_at < agency.next_fetch_at
    assert ExternalItem.objects.filter(ends_at__gt=timezone.now()).count() == ExternalItem.objects.count() == 21


def test_university_takes_place_beside_ours_and_its_problems_are_told(calendars):
    beside, (university, _city, _agency) = calendars

    item = university.items.get(title__startswith="Lukemisen ja kirjoittamisen tuki")
    assert timezone.localdate(item.starts_at) == timezone.localdate(beside.starts_at)
    teachers = vocabularies.current().audiences.get("teachers")
    assert item.audience_ids == [teachers.id]
    assert not university.items.filter(categories=["Sisäinen"]).exists()
    fetch = university.fetches.get()
    assert sorted(each["code"] for each in fetch.problems) == ["bad_sequence", "unknown_zone"]
