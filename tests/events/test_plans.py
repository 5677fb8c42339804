"""How the database answers: on a calendar of some years, the indexes and not every row of the large tables."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from catalogue import outbox
from events.models import Event
from registrations import notices, waiting_list
from registrations.models import Registration
from tests.factories import OrganisationFactory, SectorFactory

pytestmark = pytest.mark.django_db
LARGE = {
    "events_event",
    "events_session",
    "events_sessionentry",
    "events_seatpool",
    "registrations_registration",
    "catalogue_message",
}
# Ten years, of which a few weeks are to come.
YEARS = """
INSERT INTO events_event (
    id, slug, version, state, title_fi, title_sv, title_en, summary_fi, summary_sv, summary_en,
    description_fi, description_sv, description_en, audience_note_fi, audience_note_sv, audience_note_en,
    registration_note_fi, registration_note_sv, registration_note_en, lead_id, languages, delivery, national,
    registration_mode, registration_url, waiting_list_mode, queue_counter, contact_name, contact_email, contact_phone,
    source, external_id, source_url, starts_at, ends_at, published_at, created_at, updated_at
)
SELECT gen_random_uuid(), 'koulutus-' || number, 1, 'published', 'Koulutus ' || number, '', '',
       repeat('Lukutaito. ', 9), '', '', repeat('Päivän ohjelma. ', 40), '', '', '', '', '', '', '', '',
       %s, '{fi}', 'online', true, 'here', '', 'automatic', 0, '', '', '', '', '', '', at, at + interval '2 hours',
       at - interval '60 days', at - interval '90 days', at - interval '60 days'
FROM generate_series(1, 6000) AS number, LATERAL (SELECT now() + (number - 5900) * interval '15 hours' AS at) AS day;

INSERT INTO events_event_sectors (event_id, sector_id) SELECT id, %s FROM events_event;

INSERT INTO events_session (
    event_id, uid, state, title_fi, title_sv, title_en, starts_at, ends_at, all_day, is_online, join_url, holds_room,
    sequence, created_at, changed_at
)
SELECT id, id || '@test', 'scheduled', '', '', '', starts_at, ends_at, false, true, '', false, 0, created_at, updated_at
FROM events_event;

INSERT INTO events_sessionentry (
    session_id, event_id, starts_at, ends_at, is_cancelled, vevent_fi, vevent_sv, vevent_en,
    digest_fi, digest_sv, digest_en, significant, shown
)
SELECT id, event_id, starts_at, ends_at, false, repeat('X-COMMENT:pitkä', 40), '', '', md5(uid), '', '', '', ''
FROM events_session;

INSERT INTO events_seatpool (
    event_id, position, name_fi, name_sv, name_en, delivery, capacity, taken, overbooked, waiting
)
SELECT id, 0, '', '', '', '', 20, 5, 0, CASE WHEN right(slug, 2) = '07' THEN 3 ELSE 0 END FROM events_event;

INSERT INTO catalogue_person (id, pseudonym, email, language, link_version, created_at)
SELECT gen_random_uuid(), gen_random_uuid(), 'somebody' || number || '@kunta.example', 'fi', 1, now()
FROM generate_series(1, 2) AS number;

INSERT INTO registrations_registration (
    id, reference, event_id, person_id, state, pool_id, wanted_pools, first_name, last_name, email, phone, workplace,
    unit, municipality, professional_group, job_title, language, channel, link_version, revision, created_at, updated_at
)
SELECT gen_random_uuid(), left(md5(pool.id || person.email), 14), pool.event_id, person.id, 'confirmed', pool.id,
       ARRAY[pool.id], 'Aino', 'Virtanen', person.email, '', 'Kunta', '', '', '', '', 'fi', 'page', 1, 1, now(), now()
FROM events_seatpool AS pool CROSS JOIN catalogue_person AS person;

INSERT INTO catalogue_message (
    id, kind, cause, person_id, address, language, context, subject, text, html, state, attempts, due_at, last_error,
    created_at
)
SELECT id, 'confirmed', 'confirmed:' || id, person_id, email, 'fi', '{}', '', '', '', 'sent', 1, created_at, '',
       created_at
FROM registrations_registration;

ANALYZE;
"""


@pytest.fixture
def ten_years():
    with connection.cursor() as cursor:
        cursor.execute(YEARS, [OrganisationFactory().pk, SectorFactory(code="library").pk])


def read_whole(queries):
    """The large tables that any of these statements reads from the first row to the last."""
    found = set()
    for query in queries.captured_queries:
        if query["sql"].split(maxsplit=1)[0] in {"SELECT", "WITH", "UPDATE", "DELETE"}:
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN (FORMAT JSON) " + query["sql"].replace("%", "%%"), [])
                found |= _sequential(_plan(cursor.fetchone()[0]))
    return found & LARGE


def _plan(answer):
    return (json.loads(answer) if isinstance(answer, str) else answer)[0]["Plan"]


def _sequential(node):
    tables = {node["Relation Name"]} if node["Node Type"] == "Seq Scan" else set()
    return tables.union(*(_sequential(part) for part in node.get("Plans", ())))


def asked(client, path):
    client.get(path)  # what is kept in memory is there
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return queries


def test_pages_of_what_is_to_come_read_no_large_table_whole(client, ten_years):
    paths = [
        "/fi/",
        "/fi/events/",
        "/fi/events/?page=3",
        "/fi/events/?sector=library&open=1",
        "/fi/events/?view=month",
        "/fi/events/?view=week",
        "/api/v1/events",
        "/api/v1/events?sector=library&open=true",
        "/feeds/events.ics",
    ]

    assert [path for path in paths if read_whole(asked(client, path))] == []


def test_page_deep_in_the_past_reads_no_large_table_whole(client, ten_years):
    client.get("/fi/events/?past=1")  # counts beside the filters are kept from here on

    assert read_whole(asked(client, "/fi/events/?past=1&page=200")) == set()


def test_pages_of_one_training_read_no_large_table_whole(client, ten_years):
    event = Event.objects.filter(starts_at__gt=timezone.now()).first()
    registration = Registration.objects.filter(event=event).first()
    paths = [
        reverse("event", args=[event.slug]),
        reverse("register", args=[event.slug]),
        notices.page_path(registration, "fi"),
        f"/api/v1/events/{event.pk}",
        f"/feeds/events/{event.pk}.ics",
    ]

    assert [path for path in paths if read_whole(asked(client, path))] == []


def test_work_that_comes_again_and_again_reads_no_large_table_whole(ten_years):
    with CaptureQueriesContext(connection) as queries:
        outbox.sweep()
        waiting_list.pass_on_freed_seats()

    assert read_whole(queries) == set()


def test_list_without_its_index_reads_all_trainings(client, ten_years):
    """The control: what the tests above look for is there when the index is not."""
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX event_published_ends; DROP INDEX session_window; DROP INDEX session_of_event")

    assert read_whole(asked(client, "/fi/events/")) >= {"events_event"}
