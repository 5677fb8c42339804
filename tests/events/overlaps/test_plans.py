"""How the database answers a live check: through the one GiST index, whatever else there is."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue import vocabularies
from events import likeness
from events.likeness import Texts
from events.overlaps import candidates, sides, spans
from tests.events.overlaps.arrangements import training
from tests.factories import RoomFactory, TargetGroupFactory, ThemeFactory

pytestmark = pytest.mark.django_db
INDEX = "overlap_span_audiences"
# Ten years of sessions as the search reads them, for other people.
YEARS = """
SET LOCAL session_replication_role = replica;
INSERT INTO events_overlapspan (session_id, event_id, uid, span, lead_id, audiences, themes, languages, regions,
    is_everywhere, is_national, is_online, trainers, room_id, series_id, content_of)
SELECT 1000000 + number, md5(number::text)::uuid, number || '@test', tstzrange(at, at + interval '2 hours'),
       number %% 8, ARRAY[1000 + number %% 30], ARRAY[1000 + number %% 20], '{fi}', '{}',
       true, true, true, '{}', NULL, NULL, md5(number::text)::uuid
FROM generate_series(1, 20000) AS number,
     LATERAL (SELECT timestamptz '2020-01-01 09:00+02' + number * interval '4 hours' AS at) AS day;
ANALYZE events_overlapspan;
"""
TEXT = likeness.profile_of(Texts({"fi": "Medialukutaito"}))


@pytest.fixture
def profile():
    """A training that meets others by its room, its days and its season."""
    event = training(
        audiences=[TargetGroupFactory()], themes=[ThemeFactory(parent=ThemeFactory())], rooms=RoomFactory()
    )
    with connection.cursor() as cursor:
        cursor.execute(YEARS, [])
    return sides.of_spans(spans.of_events([event.pk]), vocabularies.current())[event.pk]


def scans(profile):
    """The nodes that read spans, as the type with the index it uses."""
    known = vocabularies.current()
    with CaptureQueriesContext(connection) as queries:
        candidates.of(profile, TEXT, known)
    (asked,) = queries.captured_queries
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (FORMAT JSON) " + asked["sql"].replace("%", "%%"), [])
        answer = cursor.fetchone()[0]
    plan = (json.loads(answer) if isinstance(answer, str) else answer)[0]["Plan"]
    return set(_scans(plan))


def _scans(node):
    if "Scan" in node["Node Type"] and ("Index Name" in node or node["Node Type"] == "Seq Scan"):
        yield node.get("Index Name", "every row")
    for part in node.get("Plans", ()):
        yield from _scans(part)


def test_live_check_reads_the_one_index(profile):
    assert scans(profile) == {INDEX}


def test_without_the_index_every_row_is_read(profile):
    """The control: what the test above looks for is there when the index is not."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX {INDEX}")

    assert scans(profile) == {"every row"}
