"""Messages that name their registration among their details get it in a column of its own, a part at a time."""

from django.db import migrations

FILL = """
UPDATE catalogue_message AS message SET registration_id = registration.id, event_id = registration.event_id
FROM registrations_registration AS registration
WHERE registration.id = (message.context->>'registration')::uuid AND message.id IN (
    SELECT id FROM catalogue_message WHERE registration_id IS NULL AND context ? 'registration'
    AND EXISTS (
        SELECT FROM registrations_registration AS known
        WHERE known.id = (catalogue_message.context->>'registration')::uuid
    )
    LIMIT 5000
)
"""


def fill(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(FILL)
        while cursor.rowcount:
            cursor.execute(FILL)


class Migration(migrations.Migration):
    # Each part is done for good: nothing else waits for the whole.
    atomic = False

    dependencies = [
        ('catalogue', '0012_indexes_of_messages'),
        ('registrations', '0007_questions_and_consents'),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
