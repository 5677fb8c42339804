"""Raise the catalogue's revision whenever a vocabulary or organisation row changes, whoever changes it."""

from django.db import migrations

TABLES = (
    "organisation",
    "organisation_regions",
    "succession",
    "region",
    "sector",
    "educationlevel",
    "targetgroup",
    "theme",
)

CREATE_FUNCTION = """
INSERT INTO catalogue_cataloguerevision (id, number) VALUES (1, 1);
CREATE FUNCTION catalogue_raise_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO catalogue_cataloguerevision AS kept (id, number) VALUES (1, 1)
    ON CONFLICT (id) DO UPDATE SET number = kept.number + 1;
    RETURN NULL;
END $$;
"""
DROP_FUNCTION = """
DROP FUNCTION catalogue_raise_revision();
DELETE FROM catalogue_cataloguerevision;
"""


def trigger(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"""CREATE TRIGGER raise_revision AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON catalogue_{table}
            FOR EACH STATEMENT EXECUTE FUNCTION catalogue_raise_revision()""",
        f"DROP TRIGGER raise_revision ON catalogue_{table}",
    )


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_organisations_people_and_messages")]

    operations = [
        migrations.RunSQL(CREATE_FUNCTION, DROP_FUNCTION),
        *[trigger(table) for table in TABLES],
    ]
