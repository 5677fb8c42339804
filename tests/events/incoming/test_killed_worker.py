"""A worker killed while a calendar comes: what was there stays, its turn comes again, and nothing is there twice."""

import datetime as dt
import os
import subprocess
import sys
import threading
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection
from django.utils import timezone

from events.incoming import keeping, leases, refreshing
from events.models import ExternalCalendar, ExternalFetch, ExternalItem
from tests.events.incoming.arrangements import BY, calendar, draft, vevent
from tests.events.incoming.servers import HOST, resolver, sends, serving
from tests.factories import OrganisationFactory

HERE = resolver(calendar_example=[["127.0.0.1"]])
SOON = timezone.now().replace(microsecond=0) + dt.timedelta(days=20)
START = f"DTSTART:{SOON:%Y%m%dT%H%M%SZ}"
WORKER = """
import sys, django
django.setup()
from events.incoming import refreshing
refreshing.refresh(int(sys.argv[1]), resolver=lambda host, port: ["127.0.0.1"])
"""


def event(uid, title):
    return vevent(uid=uid, title=title, start=START, end="DURATION:PT1H")


OLD = calendar(event("1", "Vanha"), event("2", "Poistuva"))
NEW = calendar(event("1", "Uusi"), event("3", "Kolmas"))


class Stalling:
    """Sends half of the new calendar, and no more until it is let go."""

    def __init__(self):
        self.is_half_sent, self.let_go = threading.Event(), threading.Event()

    def __call__(self, handler):
        sends(b"", Content_Length=str(len(NEW)))(handler)
        handler.wfile.write(NEW[: len(NEW) // 2])
        handler.wfile.flush()
        self.is_half_sent.set()
        self.let_go.wait(60)


def worker(calendar_id):
    """A process of its own at the tests' database."""
    url = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}"))
    env = os.environ | {"DATABASE_URL": url, "KALENTERI_CALENDAR_NETWORKS": "127.0.0.1/32"}
    env["DJANGO_SETTINGS_MODULE"] = "config.settings"
    return subprocess.Popen([sys.executable, "-c", WORKER, str(calendar_id)], env=env)


def titles():
    return sorted(ExternalItem.objects.values_list("title", flat=True))


@pytest.mark.django_db(transaction=True)
def test_killed_worker_leaves_the_last_good_copy_and_the_next_one_fetches_what_it_began(settings):
    settings.INCOMING_NETWORKS = ["127.0.0.1/32"]
    stalling = Stalling()
    with serving(sends(OLD)) as server:
        given = draft(address=f"http://{HOST}:{server.port}/a.ics", allows_http=True)
        external = keeping.add_calendar(by=BY, organisation_id=OrganisationFactory().pk, draft=given)
        refreshing.refresh(external.pk, resolver=HERE)
        ExternalCalendar.objects.update(next_fetch_at=timezone.now(), last_tried_at=None)
        server.answer = stalling

        killed = worker(external.pk)
        try:
            assert stalling.is_half_sent.wait(120)
        finally:
            killed.kill()
            killed.wait()
            stalling.let_go.set()

        external.refresh_from_db()
        assert titles() == ["Poistuva", "Vanha"]
        assert (external.problem, external.item_count) == ("", 2)
        now = timezone.now()
        assert external.lease is not None
        assert (leases.due(now), leases.claim(external.pk, now=now)) == ([], None)
        later = external.leased_until + dt.timedelta(seconds=1)
        assert leases.due(later) == [external.pk]
        server.answer = sends(NEW)
        fetch = refreshing.refresh(external.pk, now=later, resolver=HERE)

    assert (fetch.outcome, fetch.added, fetch.changed, fetch.gone) == ("good", 1, 1, 1)
    assert titles() == ["Kolmas", "Uusi"]
    assert ExternalFetch.objects.count() == 2
    external.refresh_from_db()
    assert (external.lease, external.item_count) == (None, 2)
