"""Both sides of every overlap there is have been told of it: until now each was mailed at once."""

from django.db import migrations, models
from django.db.models import F


def note_as_told(apps, _schema_editor):
    case = apps.get_model("events", "OverlapCase")
    case.objects.filter(told_at=None).update(told_at=F("opened_at"))


class Migration(migrations.Migration):
    dependencies = [("events", "0013_texts_of_overlaps")]

    operations = [
        migrations.AddField(
            model_name="overlapcase",
            name="told_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="both sides told"),
        ),
        migrations.RunPython(note_as_told, migrations.RunPython.noop, elidable=True),
    ]
