"""The workspace's pages of calendars of others: looked at before saving, saved, fetched, removed; by whom."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from catalogue.models import Membership
from config import refusals
from events.incoming import previewing, refreshing
from events.models import (
    ExternalCalendar,
    ExternalCalendarChange,
    ExternalFetch,
    ExternalItem,
    ExternalUpload,
)
from tests.events.incoming.arrangements import calendar, vevent
from tests.events.incoming.servers import sends, serving
from tests.factories import (
    ExternalCalendarFactory,
    ExternalItemFactory,
    MembershipFactory,
    OrganisationFactory,
    RegionFactory,
    TargetGroupFactory,
)

pytestmark = pytest.mark.django_db
BEGINS = (timezone.now() + dt.timedelta(days=14)).astimezone(dt.UTC).replace(microsecond=0)
START = f"DTSTART:{BEGINS:%Y%m%dT%H%M%SZ}"
FILE = calendar(
    vevent("CATEGORIES:Opettajat", start=START, end="DURATION:PT1H", title="<b>Lukeminen</b>"),
    vevent(uid="rikki", start="DTSTART:eilen", title="Rikkinäinen"),
)  # fmt: skip


@pytest.fixture
def own():
    return OrganisationFactory()


@pytest.fixture
def client(own):
    found = Client()
    found.force_login(MembershipFactory(organisation=own).user)
    return found


def written(own, **changed):
    return {
        "do": "save", "agency": own.slug, "name": "Yliopisto", "kind": "file", "refresh_hours": "6",
        "file": SimpleUploadedFile("a.ics", FILE),
    } | changed  # fmt: skip


def address(name, *args):
    return reverse(f"workspace-external{name}", args=args)


def text(response):
    return " ".join(response.content.decode().split())


def test_file_is_looked_at_and_saved_without_being_sent_again(client, own):
    audience = TargetGroupFactory(name_en="Readers")
    second, region = TargetGroupFactory(name_en="Writers"), RegionFactory()
    rule = {
        "rule-0-text": "opettajat",
        "rule-0-audiences": [audience.code, second.code],
        "rule-0-regions": [region.code],
    }

    looked = client.post(f"/en{address('-add')[3:]}", written(own, do="preview", **rule))

    shown = text(looked)
    assert looked.status_code == 200
    assert "&lt;b&gt;Lukeminen&lt;/b&gt;" in shown
    assert "Readers" in shown
    assert "“eilen” is not a date or a time." in shown
    assert "line 12" in shown
    assert not ExternalCalendar.objects.exists()
    upload = ExternalUpload.objects.get()
    saved = client.post(address("-add"), written(own, upload=str(upload.pk), file="", **rule))
    external = ExternalCalendar.objects.get()
    assert saved.url == address("-calendar", external.pk)
    refreshing.refresh(external.pk)
    item = ExternalItem.objects.get()
    assert (item.title, item.audience_ids) == ("<b>Lukeminen</b>", [audience.pk, second.pk])
    assert item.region_ids == [region.pk]
    changed = client.get(f"/en{address('-change', external.pk)[3:]}")
    assert [str(name) for name in changed.context["form"].rules[0].meaning[:2]] == ["Readers", "Writers"]
    assert ExternalCalendarChange.objects.get().actor_user is not None


def test_file_that_another_agency_has_sent_is_not_saved(client, own):
    upload = ExternalUpload.objects.create(id="0" * 32, organisation=OrganisationFactory(), content=b"")

    response = client.post(address("-add"), written(own, upload=str(upload.pk), file=""))

    assert response.status_code == 422
    assert not ExternalCalendar.objects.exists()


def test_of_files_that_are_looked_at_again_and_again_the_last_ones_are_kept(own):
    other = OrganisationFactory()
    theirs = previewing.keep_upload(FILE, organisation_id=other.pk)

    made = [previewing.keep_upload(FILE, organisation_id=own.pk) for _time in range(previewing.UPLOADS_KEPT + 2)]

    assert set(ExternalUpload.objects.values_list("pk", flat=True)) == {theirs, *made[2:]}
    assert previewing.uploaded(made[0], organisation_id=own.pk) is None
    assert previewing.uploaded(made[-1], organisation_id=own.pk) == FILE


def test_address_is_looked_at_saved_and_never_shown(client, own, settings, monkeypatch):
    settings.INCOMING_NETWORKS = ["127.0.0.1/32"]
    with serving(sends(FILE)) as server:
        given = {"kind": "address", "file": "", "allows_http": "on"}
        given["address"] = f"http://127.0.0.1:{server.port}/salaisuus.ics"
        looked = client.post(address("-add"), written(own, do="preview", **given))
        client.post(address("-add"), written(own, **given))

    assert "Rikkinäinen" in text(looked)
    external = ExternalCalendar.objects.get()
    for name in ("-calendar", "-change"):
        page = text(client.get(address(name, external.pk)))
        assert f"https://127.0.0.1:{server.port}/…" in page.replace("http://", "https://")
        assert "salaisuus" not in page


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"name": ""}, "name"),
        ({"file": ""}, "file"),
        ({"file": SimpleUploadedFile("a.ics", b"<html>")}, "file"),
        ({"kind": "address", "address": ""}, "address"),
        ({"kind": "address", "address": "file:///etc/passwd"}, "address"),
        ({"kind": "address", "address": "http://127.0.0.1/"}, "address"),
        ({"kind": "address", "address": "http://169.254.169.254/latest/meta-data/"}, "address"),
        ({"agency": "olematon"}, "agency"),
        ({"refresh_hours": "5"}, "refresh_hours"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(client, own, changed, problem):
    response = client.post(address("-add"), written(own, do="preview", **changed))

    assert response.status_code == 422
    assert problem in response.context["form"].errors


def test_meaning_without_its_category_is_said_beside_it(client, own):
    audience = TargetGroupFactory()

    response = client.post(address("-add"), written(own, **{"rule-1-audiences": [audience.code]}))

    assert response.status_code == 422
    assert list(response.context["form"].rules[1].errors) == ["text"]
    assert not ExternalCalendar.objects.exists()


def test_changed_calendar_keeps_its_address_and_says_what_others_have_changed(client, own):
    external = ExternalCalendarFactory(organisation=own, version=3)
    given = {"name": "Uusi nimi", "address": "", "refresh_hours": "24", "version": "3", "is_public": "on", "do": "save"}

    saved = client.post(address("-change", external.pk), given)
    late = client.post(address("-change", external.pk), given)

    external.refresh_from_db()
    assert (saved.status_code, late.status_code) == (302, 422)
    assert (external.name, external.address) == ("Uusi nimi", "https://calendar.example/kalenteri.ics")
    assert (external.refresh_hours, external.is_public, external.version) == (24, True, 4)


def test_calendar_of_another_agency_is_not_changed_fetched_or_removed(client):
    external = ExternalCalendarFactory()

    statuses = [client.post(address(name, external.pk)).status_code for name in ("-change", "-fetch", "-remove")]

    assert statuses == [403] * 3
    assert not ExternalCalendarChange.objects.exists()


def test_coordinator_sees_how_every_calendar_does_and_changes_none():
    external = ExternalCalendarFactory(failures=2, problem="bad_status", problem_details={"status": 500})
    client = Client()
    client.force_login(MembershipFactory(organisation=None, role=Membership.Role.COORDINATOR).user)

    page = client.get(f"/en{address('-calendar', external.pk)[3:]}")

    assert "The server answered with an error (500)." in text(page)
    assert client.get(address("-change", external.pk)).status_code == 403
    assert client.get(address("")).context["lines"][0].health.state == "failing"


def test_list_shows_other_agencies_calendars_without_how_they_do(client):
    ExternalCalendarFactory(problem="bad_status", problem_details={"status": 500}, failures=1)

    [line] = client.get(address("")).context["lines"]

    assert line.health is None


def test_fetch_is_asked_for_once_a_minute(client, own):
    external = ExternalCalendarFactory(organisation=own)

    client.post(address("-fetch", external.pk))

    external.refresh_from_db()
    assert external.next_fetch_at <= timezone.now()
    assert client.get(address("-calendar", external.pk)).context["health"].is_busy
    ExternalCalendar.objects.update(last_tried_at=timezone.now(), next_fetch_at=None)
    client.post(address("-fetch", external.pk))
    external.refresh_from_db()
    assert external.next_fetch_at is None


def test_removed_calendar_is_not_there(client, own):
    external = ExternalCalendarFactory(organisation=own)

    client.post(address("-remove", external.pk))

    assert client.get(address("-calendar", external.pk)).status_code == 404
    assert client.post(address("-remove", external.pk)).status_code == 404


def test_page_of_a_calendar_that_is_being_fetched_is_told_nothing_until_that_is_over(client, own):
    external = ExternalCalendarFactory(organisation=own, next_fetch_at=timezone.now(), last_good_at=timezone.now())

    during = client.get(address("-calendar", external.pk), headers={"HX-Request": "true"})

    assert (during.status_code, during.content) == (204, b"")
    ExternalCalendar.objects.update(next_fetch_at=timezone.now() + dt.timedelta(hours=6))
    after = client.get(address("-calendar", external.pk), headers={"HX-Request": "true"})
    assert after.status_code == 200
    assert 'id="calendar-parts"' in text(after)
    assert "health-good" in text(after)


def test_problems_of_events_are_shown_until_the_calendar_is_read_anew(client, own):
    external = ExternalCalendarFactory(organisation=own)
    problem = {"line": 12, "code": "no_start", "details": {}, "title": "Rikki", "is_left_out": True}
    long_ago = timezone.now() - dt.timedelta(hours=23)
    ExternalFetch.objects.create(
        calendar=external, at=long_ago, outcome="unchanged", problem_count=1, problems=[problem]
    )
    for hours in range(22):
        at = long_ago + dt.timedelta(hours=hours + 1)
        ExternalFetch.objects.create(calendar=external, at=at, outcome="failed", problem="unknown_host",
                                     problem_details={"host": "x.example"})  # fmt: skip

    page = text(client.get(f"/en{address('-calendar', external.pk)[3:]}"))

    assert "It does not say when it begins." in page
    assert page.count("There is no server called x.example. Check the address.") == 10
    assert "1 problem in its events" in text(client.get(f"/en{address('')[3:]}"))
    ExternalFetch.objects.create(calendar=external, outcome="good")
    assert "It does not say when it begins." not in text(client.get(f"/en{address('-calendar', external.pk)[3:]}"))
    assert "problem in its events" not in text(client.get(f"/en{address('')[3:]}"))


def test_list_does_not_count_the_problems_of_other_agencies_calendars(client):
    external = ExternalCalendarFactory()
    ExternalFetch.objects.create(calendar=external, outcome="good", problem_count=3)

    [line] = client.get(address("")).context["lines"]

    assert line.problem_count == 0


@pytest.mark.parametrize(
    ("path", "said"),
    [("/en/workspace/calendars/others/add/", "at most 5 MB"), ("/en/events/x/register/", "at most 256 kilobytes")],
)
def test_file_that_is_too_large_to_be_read_is_refused_with_the_limit_of_files(rf, path, said):
    request = rf.post(path)
    request.user = AnonymousUser()

    with translation.override("en"):
        page = refusals.page(request, 413)

    assert page.status_code == 413
    assert said in text(page)


def test_calendar_without_anything_to_come_says_so_before_it_is_saved(client, own):
    empty = SimpleUploadedFile("a.ics", calendar())

    response = client.post(f"/en{address('-add')[3:]}", written(own, do="preview", file=empty))

    assert "Nothing of it is coming" in text(response)


def test_form_says_how_often_in_the_language_of_its_page(client, own):
    external = ExternalCalendarFactory(organisation=own, kind="address", address="https://x.example/a.ics")

    pages = {
        language: text(client.get(f"/{language}{address('-change', external.pk)[3:]}"))
        for language in ("fi", "sv", "en")
    }

    assert {language for language, page in pages.items() if "6 tunnin välein" in page} == {"fi"}
    assert {language for language, page in pages.items() if "Every 6 hours" in page} == {"en"}


@pytest.mark.parametrize(
    ("changed", "said"),
    [({}, "Its file is being read."), ({"is_paused": "on"}, "It is paused.")],
)
def test_saving_says_what_becomes_of_the_calendar(client, own, changed, said):
    external = ExternalCalendarFactory(organisation=own, kind="file", address="")
    values = written(own, version=external.version, file="", **changed)

    saved = client.post(f"/en{address('-change', external.pk)[3:]}", values, follow=True)

    assert f"The calendar has been saved. {said}" in text(saved)


@pytest.mark.parametrize("count", [1, 3])
def test_pages_ask_a_fixed_number_of_queries(client, own, count, django_assert_num_queries):
    external = ExternalCalendarFactory.create_batch(count, organisation=own)[0]
    ExternalItemFactory.create_batch(count, calendar=external)
    for _number in range(count):
        ExternalFetch.objects.create(calendar=external, outcome="good", changes=[], problems=[])
        ExternalCalendarChange.objects.create(calendar=external, action="change", actor_kind="system")
    for name, args in (("", ()), ("-calendar", (external.pk,))):
        client.get(address(name, *args))

    with django_assert_num_queries(5):
        client.get(address(""))
    with django_assert_num_queries(9):
        client.get(address("-calendar", external.pk))
