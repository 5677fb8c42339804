from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # Registrations go on meanwhile.
    atomic = False

    dependencies = [
        ('catalogue', '0011_messages_about_trainings'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='message',
            index=models.Index(condition=models.Q(('event_id__isnull', False)), fields=['event_id', 'created_at'], name='message_of_event'),
        ),
        AddIndexConcurrently(
            model_name='message',
            index=models.Index(condition=models.Q(('registration_id__isnull', False)), fields=['registration_id'], name='message_of_registration'),
        ),
        AddIndexConcurrently(
            model_name='message',
            index=models.Index(condition=models.Q(('state__in', ('bounced', 'failed'))), fields=['event_id'], name='message_undelivered'),
        ),
    ]
