"""A calendar from its address to its items: what is kept, what stays when something fails, and whose turn it is."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from events.incoming import keeping, leases, refreshing
from events.incoming.keeping import AboutDraft, RuleDraft
from events.models import ExternalCalendar, ExternalCalendarChange, ExternalCopy, ExternalItem
from tests.events.incoming.arrangements import BY, calendar, draft, vevent
from tests.events.incoming.servers import HOST, resolver, sends, serving
from tests.factories import OrganisationFactory, RegionFactory, SectorFactory, TargetGroupFactory, ThemeFactory

pytestmark = pytest.mark.django_db
HERE = resolver(calendar_example=[["127.0.0.1"]])
SOON = timezone.now().replace(hour=9, minute=0, second=0, microsecond=0) + dt.timedelta(days=20)


def session(uid, title="Koulutus", *lines, days=0):
    begins = SOON + dt.timedelta(days=days)
    times = {"start": f"DTSTART:{begins:%Y%m%dT%H%M%SZ}", "end": "DURATION:PT2H"}
    return vevent(*lines, uid=uid, title=title, **times)


@pytest.fixture(autouse=True)
def own_network(settings):
    settings.INCOMING_NETWORKS = ["127.0.0.1/32"]


@pytest.fixture
def server():
    with serving(sends(calendar(session("1"), session("2", days=1)))) as found:
        yield found


@pytest.fixture
def external(server):
    address = f"http://{HOST}:{server.port}/salaisuus.ics"
    return keeping.add_calendar(
        by=BY, organisation_id=OrganisationFactory().pk, draft=draft(address=address, allows_http=True)
    )


def refresh(external, *, later=None):
    """As if its turn had come."""
    now = timezone.now() + (later or dt.timedelta())
    ExternalCalendar.objects.filter(pk=external.pk).update(next_fetch_at=now, last_tried_at=None)
    fetch = refreshing.refresh(external.pk, now=now, resolver=HERE)
    external.refresh_from_db()
    return fetch


def titles(external):
    return list(ExternalItem.objects.filter(calendar=external).values_list("title", flat=True))


def counts(fetch):
    return fetch.outcome, fetch.found, fetch.added, fetch.changed, fetch.gone


def test_calendar_is_fetched_and_its_items_kept(external):
    fetch = refresh(external)

    assert counts(fetch) == ("good", 2, 2, 0, 0)
    item = ExternalItem.objects.get(uid="1")
    assert (item.starts_at, item.ends_at, item.title) == (SOON, SOON + dt.timedelta(hours=2), "Koulutus")
    assert (external.problem, external.failures, external.item_count, external.lease) == ("", 0, 2, None)
    assert external.next_fetch_at > timezone.now() + dt.timedelta(hours=4)


def test_second_fetch_writes_what_has_changed_and_tells_it(external, server):
    refresh(external)
    kept = ExternalItem.objects.get(uid="1").pk
    moved = session("2", "Toinen", days=3)
    server.answer = sends(calendar(session("1"), moved, session("3", "Uusi", days=4)))

    fetch = refresh(external)

    assert counts(fetch) == ("good", 3, 1, 1, 0)
    told = {(change["action"], change["title"]) for change in fetch.changes}
    assert told == {("changed", "Toinen"), ("added", "Uusi")}
    assert ExternalItem.objects.get(uid="1").pk == kept
    server.answer = sends(calendar(session("1")))
    assert counts(refresh(external)) == ("good", 1, 0, 0, 2)


def test_unchanged_calendar_is_asked_for_conditionally_and_not_read_again(external, server):
    server.answer = sends(calendar(session("1")), ETag='"1"')
    refresh(external)
    server.answer = sends(b"", 304)

    fetch = refresh(external)

    assert counts(fetch) == ("unchanged", 1, 0, 0, 0)
    assert server.seen[-1][1]["If-None-Match"] == '"1"'
    # A day later the window has moved: the copy is read again, without a change.
    assert counts(refresh(external, later=dt.timedelta(days=1))) == ("unchanged", 1, 0, 0, 0)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (sends(b"", 500), "bad_status"),
        (sends(b"<!DOCTYPE html>"), "is_web_page"),
        (sends(b"x", Content_Length="9"), "interrupted"),
    ],
)
def test_last_good_copy_stays_when_a_fetch_fails(external, server, answer, problem):
    refresh(external)
    server.answer = answer

    fetch = refresh(external)

    assert (fetch.outcome, fetch.problem, external.problem, external.failures) == ("failed", problem, problem, 1)
    assert titles(external) == ["Koulutus", "Koulutus"]
    assert external.last_good_at is not None
    server.answer = sends(calendar(session("1")))
    refresh(external)
    assert (external.problem, external.failures) == ("", 0)


def test_failures_in_a_row_are_tried_again_later_and_later():
    now = timezone.now()

    pauses = [(leases.next_after_failure(failures, now) - now).total_seconds() / 60 for failures in range(1, 12)]

    for failures, minutes in enumerate(pauses):
        expected = min(15 * 2**failures, 24 * 60)
        assert 0.8 * expected <= minutes <= 1.2 * expected


def test_address_stands_in_no_report_no_history_and_no_log(external, server, caplog):
    server.answer = sends(b"", 302, Location="http://unknown.example/salaisuus")
    refresh(external)
    keeping.change_calendar(by=BY, calendar_id=external.pk, draft=draft(address=f"https://{HOST}/salaisuus-2"))

    rows = [*external.fetches.values(), *external.changes.values()]

    assert "salaisuus" not in f"{rows} {caplog.text}"


def test_file_is_read_and_read_again_as_the_days_go_on():
    content = calendar(session("1"), session("2", days=600))
    external = keeping.add_calendar(
        by=BY, organisation_id=OrganisationFactory().pk, draft=draft(kind="file", address=""), content=content
    )

    found = [counts(refresh(external))[1], counts(refresh(external, later=dt.timedelta(days=90)))[1]]

    assert found == [1, 2]


def test_items_are_about_what_the_calendar_its_categories_and_their_titles_say(external, server):
    audience, teachers, sector, region, theme = (
        TargetGroupFactory(), TargetGroupFactory(), SectorFactory(), RegionFactory(), ThemeFactory()
    )  # fmt: skip
    about = AboutDraft(audience_ids=(audience.pk,), region_ids=(region.pk,))
    meant = AboutDraft(audience_ids=(teachers.pk,), sector_ids=(sector.pk,), theme_ids=(theme.pk,))
    rules = (
        RuleDraft(text="Opettajat", about=meant),
        RuleDraft(text="Sisäinen", leaves_out=True),
    )  # fmt: skip
    given = draft(address=external.address, allows_http=True, about=about, rules=rules)
    keeping.change_calendar(by=BY, calendar_id=external.pk, draft=given)
    server.answer = sends(
        calendar(
            session("1", "Muu", "CATEGORIES:OPETTAJAT ,Muu"),
            session("2", "Muu"),
            session("3", "X", "CATEGORIES:sisäinen"),
        )
    )  # fmt: skip

    refresh(external)

    rows = ExternalItem.objects.order_by("uid").values_list("audience_ids", "sector_ids", "region_ids", "theme_ids")
    assert list(rows) == [
        (sorted([audience.pk, teachers.pk]), [sector.pk], [region.pk], [theme.pk]),
        ([audience.pk], [], [region.pk], []),
    ]


def test_calendar_is_fetched_by_one_at_a_time_and_a_dead_workers_lease_ends(external):
    now = timezone.now()
    ExternalCalendar.objects.update(next_fetch_at=now)

    first = leases.claim(external.pk, now=now)

    assert first is not None
    assert leases.claim(external.pk, now=now) is None
    assert leases.due(now) == []
    later = now + leases.LEASE + dt.timedelta(seconds=1)
    assert leases.due(later) == [external.pk]
    assert leases.claim(external.pk, now=later) is not None


def test_who_has_lost_the_lease_writes_nothing(external, server):
    server.answer = sends(calendar(session("9", "Myöhässä")))
    now = timezone.now()
    ExternalCalendar.objects.update(next_fetch_at=now)
    calendar_row = leases.claim(external.pk, now=now)
    brought = refreshing._bring(calendar_row, now, HERE)
    ExternalCalendar.objects.update(lease=None)

    assert refreshing._keep(calendar_row, brought, now, 0.0) is None
    assert titles(external) == []


def test_calendar_that_was_changed_while_it_was_fetched_is_fetched_again(external):
    now = timezone.now()
    ExternalCalendar.objects.update(next_fetch_at=now)
    claimed = leases.claim(external.pk, now=now)
    brought = refreshing._bring(claimed, now, HERE)
    given = draft(name="Toinen nimi", address=external.address, allows_http=True)
    keeping.change_calendar(by=BY, calendar_id=external.pk, draft=given)

    assert refreshing._keep(claimed, brought, now, 0.0) is None
    assert titles(external) == []
    assert leases.due(timezone.now()) == [external.pk]


def test_server_is_asked_for_one_calendar_at_a_time(external):
    other = keeping.add_calendar(by=BY, organisation_id=external.organisation_id, draft=draft(address=external.address))
    now = timezone.now()
    assert leases.claim(external.pk, now=now) is not None

    assert leases.claim(other.pk, now=now) is None

    other.refresh_from_db()
    assert other.next_fetch_at == now + 2 * leases.PAUSE_OF_A_HOST


def test_organisation_that_has_ended_is_given_no_calendar():
    ended = OrganisationFactory(valid_to=timezone.localdate() - dt.timedelta(days=1))

    with pytest.raises(keeping.OwnerClosedError):
        keeping.add_calendar(by=BY, organisation_id=ended.pk, draft=draft())

    assert not ExternalCalendar.objects.exists()


def test_removed_calendar_leaves_its_history_alone(external):
    refresh(external)

    keeping.remove_calendar(by=BY, calendar_id=external.pk)

    external.refresh_from_db()
    assert (external.address, external.host, external.is_active) == ("", "", False)
    assert not ExternalItem.objects.exists()
    assert not ExternalCopy.objects.exists()
    actions = ExternalCalendarChange.objects.values_list("action", flat=True)
    assert list(actions) == ["add", "remove"]
    assert refresh(external) is None


def test_ten_thousand_events_are_kept_and_the_second_time_none_is_written(
    external, server, django_assert_max_num_queries
):
    many = [session(str(number), days=number % 300) for number in range(10_000)]
    server.answer = sends(calendar(*many))
    assert counts(refresh(external)) == ("good", 10_000, 10_000, 0, 0)
    server.answer = sends(calendar(*reversed(many)))

    with django_assert_max_num_queries(40):
        fetch = refresh(external)

    assert counts(fetch) == ("good", 10_000, 0, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_at_once_one_fetches(external, server):
    gate = threading.Barrier(2)
    now = timezone.now()
    ExternalCalendar.objects.update(next_fetch_at=now)

    def work(_number):
        gate.wait()
        try:
            return refreshing.refresh(external.pk, now=now, resolver=HERE)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(work, range(2)))

    assert sum(fetch is not None for fetch in done) == 1
    assert len(server.seen) == 1
    assert len(titles(external)) == 2
