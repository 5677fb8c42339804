"""Trainings that are deleted, and tables that are emptied, raise the counter of the feeds too; so does a missing row.

Safe on a live database: triggers take a short lock on each table.
"""

from django.db import migrations

TABLES = (
    "sessionentry",
    "event",
    "eventseries",
    "event_audiences",
    "event_co_organisers",
    "event_levels",
    "event_regions",
    "event_sectors",
    "event_themes",
)
FUNCTION = """
CREATE OR REPLACE FUNCTION events_raise_feed_revision() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    now_at text := pg_current_xact_id()::text;
BEGIN
    IF current_setting('koulutuskalenteri.feeds_changed_in', true) IS DISTINCT FROM now_at THEN
        PERFORM set_config('koulutuskalenteri.feeds_changed_in', now_at, true);
        {raise_};
    END IF;
    RETURN NULL;
END $$;
"""
BEFORE = "UPDATE events_feedrevision SET number = number + 1"
AFTER = """INSERT INTO events_feedrevision AS kept (id, number) VALUES (1, 1)
        ON CONFLICT (id) DO UPDATE SET number = kept.number + 1"""


def when_emptied(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"""CREATE TRIGGER raise_feed_revision_when_emptied AFTER TRUNCATE ON events_{table}
            FOR EACH STATEMENT EXECUTE FUNCTION events_raise_feed_revision()""",
        f"DROP TRIGGER raise_feed_revision_when_emptied ON events_{table}",
    )


class Migration(migrations.Migration):
    dependencies = [("events", "0023_feed_revision")]

    operations = [
        migrations.RunSQL(FUNCTION.format(raise_=AFTER), FUNCTION.format(raise_=BEFORE)),
        migrations.RunSQL(
            """CREATE CONSTRAINT TRIGGER raise_feed_revision_when_deleted AFTER DELETE ON events_event
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION events_raise_feed_revision()""",
            "DROP TRIGGER raise_feed_revision_when_deleted ON events_event",
        ),
        *[when_emptied(table) for table in TABLES],
    ]
