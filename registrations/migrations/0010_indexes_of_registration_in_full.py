from django.contrib.postgres.operations import AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):
    # Registrations go on meanwhile.
    atomic = False

    dependencies = [("registrations", "0009_registration_in_full")]

    operations = [
        ValidateConstraint("registration", "registration_of_a_person_or_a_group"),
        AddIndexConcurrently(
            model_name='registration',
            index=models.Index(condition=models.Q(('group__isnull', False)), fields=['group'], name='registration_of_a_group'),
        ),
        AddIndexConcurrently(
            model_name='registration',
            index=models.Index(condition=models.Q(('replaces__isnull', False)), fields=['replaces'], name='registration_in_place_of'),
        ),
        AddIndexConcurrently(
            model_name='registration',
            index=models.Index(condition=models.Q(('verify_by__isnull', False)), fields=['verify_by'], name='registration_unverified'),
        ),
    ]
