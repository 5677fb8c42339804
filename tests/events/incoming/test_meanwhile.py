"""What happens to a calendar while it is fetched or read: what comes of that belongs to what it was before."""

import datetime as dt

import pytest
from django.utils import timezone

from events.incoming import fetching, keeping, leases, parsing, refreshing
from events.models import ExternalCalendar, ExternalCopy, ExternalFetch, ExternalItem
from tests.events.incoming.arrangements import BY, calendar, draft, vevent
from tests.events.incoming.servers import HOST, sends, serving
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db
SOON = timezone.now().replace(microsecond=0) + dt.timedelta(days=20)


def holding(title):
    return calendar(vevent(uid=title, title=title, start=f"DTSTART:{SOON:%Y%m%dT%H%M%SZ}", end="DURATION:PT1H"))


OLD, LATE, NEW = (holding(title) for title in ("Vanha", "Myöhässä", "Uusi"))


@pytest.fixture(autouse=True)
def own_network(settings):
    settings.INCOMING_NETWORKS = ["127.0.0.1/32"]


@pytest.fixture
def server():
    with serving(sends(OLD)) as found:
        yield found


@pytest.fixture
def external(server):
    """Fetched once, and due again."""
    given = draft(address=f"http://{HOST}:{server.port}/a.ics", allows_http=True)
    added = keeping.add_calendar(by=BY, organisation_id=OrganisationFactory().pk, draft=given)
    refreshing.refresh(added.pk, resolver=here)
    ExternalCalendar.objects.update(next_fetch_at=timezone.now(), last_tried_at=None)
    return added


def here(_host, _port):
    return ["127.0.0.1"]


@pytest.fixture
def refreshed(external, monkeypatch):
    """Fetches it; `meanwhile` happens once its server has answered and before anything of that is kept."""
    fetch = fetching.fetch

    def refresh(meanwhile, *, now=None):
        def interrupted(*given, **how):
            monkeypatch.setattr(fetching, "fetch", fetch)
            try:
                return fetch(*given, **how)
            finally:
                meanwhile()

        monkeypatch.setattr(fetching, "fetch", interrupted)
        return refreshing.refresh(external.pk, now=now, resolver=here)

    return refresh


def kept(external):
    """Its items, its copy and how many reports there are."""
    titles = list(ExternalItem.objects.filter(calendar=external).values_list("title", flat=True))
    return titles, keeping.copy_of(external), ExternalFetch.objects.filter(calendar=external).count()


def is_due(external):
    return external.pk in leases.due(timezone.now())


ANSWERS = {"good": sends(LATE), "same": sends(OLD), "failed": sends(b"", 500)}


@pytest.mark.parametrize("answer", ANSWERS)
def test_calendar_that_is_removed_while_it_is_fetched_leaves_nothing(external, refreshed, server, answer):
    server.answer = ANSWERS[answer]

    fetch = refreshed(lambda: keeping.remove_calendar(by=BY, calendar_id=external.pk))

    assert fetch is None
    assert kept(external) == ([], None, 0)
    external.refresh_from_db()
    assert (external.is_active, external.address, external.host, external.digest, external.items_of) == (
        False, "", "", "", ""
    )  # fmt: skip
    assert not is_due(external)


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("is_paused", [False, True])
def test_calendar_that_is_changed_while_it_is_fetched_is_fetched_anew_unless_paused(
    external, refreshed, server, answer, is_paused
):
    server.answer = ANSWERS[answer]
    given = draft(name="Toinen nimi", is_paused=is_paused, address=external.address, allows_http=True)

    fetch = refreshed(lambda: keeping.change_calendar(by=BY, calendar_id=external.pk, draft=given))

    assert fetch is None
    assert kept(external) == (["Vanha"], OLD, 1)
    external.refresh_from_db()
    assert (external.name, external.lease, external.failures) == ("Toinen nimi", None, 0)
    assert is_due(external) is not is_paused


@pytest.mark.parametrize("answer", ANSWERS)
def test_calendar_whose_owner_ends_while_it_is_fetched_is_fetched_anew_for_the_heir(
    external, refreshed, server, answer
):
    server.answer = ANSWERS[answer]
    heir = OrganisationFactory()

    def pass_on():
        keeping.pass_on_calendar(
            by=BY, calendar_id=external.pk, from_id=external.organisation_id, to_id=heir.pk, reason="Uudistus"
        )

    fetch = refreshed(pass_on)

    assert fetch is None
    assert kept(external) == (["Vanha"], OLD, 1)
    external.refresh_from_db()
    assert (external.organisation_id, external.lease) == (heir.pk, None)
    assert is_due(external)
    ExternalCalendar.objects.update(last_tried_at=None)
    server.answer = sends(NEW)
    refreshing.refresh(external.pk, resolver=here)
    external.refresh_from_db()
    assert (kept(external), external.organisation_id) == ((["Uusi"], NEW, 2), heir.pk)


def test_calendar_whose_owner_ends_without_an_heir_stays_right_for_everybody_who_plans(external, refreshed, server):
    owner = external.organisation
    server.answer = sends(NEW)

    def end():
        owner.valid_to = timezone.localdate() - dt.timedelta(days=1)
        owner.save()

    fetch = refreshed(end)

    assert fetch is not None
    assert kept(external) == (["Uusi"], NEW, 2)


def test_worker_that_comes_back_after_its_lease_does_not_undo_what_another_has_fetched(external, refreshed, server):
    now = timezone.now()

    def overtake():
        server.answer = sends(NEW)
        refreshing.refresh(external.pk, now=now + leases.LEASE + dt.timedelta(seconds=1), resolver=here)

    server.answer = sends(LATE)
    fetch = refreshed(overtake, now=now)

    assert fetch is None
    assert kept(external) == (["Uusi"], NEW, 2)


def test_second_fetch_of_a_calendar_finds_the_first_at_work(external, refreshed, server):
    server.answer = sends(NEW)
    second = []

    fetch = refreshed(lambda: second.append(refreshing.refresh(external.pk, resolver=here)))

    assert second == [None]
    assert fetch is not None
    assert (len(server.seen), kept(external)) == (2, (["Uusi"], NEW, 2))


def test_file_that_is_replaced_while_it_is_read_is_read_anew(monkeypatch):
    external = keeping.add_calendar(
        by=BY, organisation_id=OrganisationFactory().pk, draft=draft(kind="file", address=""), content=OLD
    )
    read = parsing.read

    def replaced(content, *, now):
        monkeypatch.setattr(parsing, "read", read)
        given = draft(kind="file", address="")
        keeping.change_calendar(by=BY, calendar_id=external.pk, draft=given, content=NEW)
        return read(content, now=now)

    monkeypatch.setattr(parsing, "read", replaced)

    assert refreshing.refresh(external.pk) is None
    assert kept(external) == ([], NEW, 0)
    assert is_due(external)
    refreshing.refresh(external.pk)
    assert kept(external) == (["Uusi"], NEW, 1)


@pytest.mark.parametrize("title", ["x" * 301, "a\x00b", "\ud800"])
def test_what_the_database_does_not_take_is_a_failure_that_its_owner_sees(external, server, monkeypatch, title):
    server.answer = sends(NEW)
    read = parsing.read

    def careless(content, *, now):
        found = read(content, now=now)
        object.__setattr__(found.items[0], "title", title)
        return found

    monkeypatch.setattr(parsing, "read", careless)

    fetch = refreshing.refresh(external.pk, resolver=here)

    assert (fetch.outcome, fetch.problem) == ("failed", "failed")
    assert kept(external) == (["Vanha"], OLD, 2)
    external.refresh_from_db()
    assert (external.lease, external.failures) == (None, 1)
    assert external.next_fetch_at > timezone.now()
    assert ExternalCopy.objects.count() == 1
