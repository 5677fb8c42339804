"""A counter that rises with every change of what public feeds show, so that kept copies of them know when to go.

It rises once in a transaction, when that is committed: whoever changes trainings waits for nobody meanwhile, and the
counter's row is always the last one locked. Safe on a live database: triggers take a short lock on each table.
"""

from django.db import migrations, models

LINKS = ("audiences", "co_organisers", "levels", "regions", "sectors", "themes")
# Of a training, what filters ask and calendars are called by; all else that feeds show stands in the entries.
ASKED = (
    "slug",
    "state",
    "published_at",
    "title_fi",
    "title_sv",
    "title_en",
    "lead_id",
    "languages",
    "delivery",
    "national",
    "series_id",
)

CREATE_FUNCTION = """
INSERT INTO events_feedrevision (id, number) VALUES (1, 1);
CREATE FUNCTION events_raise_feed_revision() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    now_at text := pg_current_xact_id()::text;
BEGIN
    IF current_setting('koulutuskalenteri.feeds_changed_in', true) IS DISTINCT FROM now_at THEN
        PERFORM set_config('koulutuskalenteri.feeds_changed_in', now_at, true);
        UPDATE events_feedrevision SET number = number + 1;
    END IF;
    RETURN NULL;
END $$;
"""
DROP_FUNCTION = """
DROP FUNCTION events_raise_feed_revision();
DELETE FROM events_feedrevision;
"""


def trigger(table: str, when: str, condition: str = "") -> migrations.RunSQL:
    return migrations.RunSQL(
        f"""CREATE CONSTRAINT TRIGGER raise_feed_revision AFTER {when} ON {table}
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW {condition} EXECUTE FUNCTION events_raise_feed_revision()""",
        f"DROP TRIGGER raise_feed_revision ON {table}",
    )


def differs(columns: tuple[str, ...]) -> str:
    old, new = (", ".join(f"{row}.{column}" for column in columns) for row in ("OLD", "NEW"))
    return f"WHEN (({old}) IS DISTINCT FROM ({new}))"


class Migration(migrations.Migration):
    dependencies = [("events", "0022_items_by_their_beginning")]

    operations = [
        migrations.CreateModel(
            name="FeedRevision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.BigIntegerField(default=1)),
            ],
        ),
        migrations.AddConstraint(
            model_name="feedrevision",
            constraint=models.CheckConstraint(condition=models.Q(("id", 1)), name="one_feed_revision"),
        ),
        migrations.RunSQL(CREATE_FUNCTION, DROP_FUNCTION),
        trigger("events_sessionentry", "INSERT OR UPDATE OR DELETE"),
        trigger("events_event", "UPDATE", differs(ASKED)),
        trigger("events_eventseries", "UPDATE"),
        *[trigger(f"events_event_{link}", "INSERT OR UPDATE OR DELETE") for link in LINKS],
    ]
