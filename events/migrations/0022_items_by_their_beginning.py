"""What stands in calendars of others is shown on public pages by its beginning."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # A table that workers write to meanwhile: nobody waits for the index.
    atomic = False

    dependencies = [("events", "0021_items_by_time_and_theme")]

    operations = [
        AddIndexConcurrently(
            model_name="externalitem",
            index=models.Index(fields=["starts_at", "id"], name="external_item_by_beginning"),
        )
    ]
