"""Entries carry what the feeds select by. They are derived rows: made anew, and filled by `refresh_feeds`."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0001_events_sessions_and_pools")]

    operations = [
        migrations.DeleteModel(name="SessionEntry"),
        migrations.CreateModel(
            name="SessionEntry",
            fields=[
                (
                    "session",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="entry",
                        serialize=False,
                        to="events.session",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="entries", to="events.event"
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("is_cancelled", models.BooleanField()),
                ("vevent_fi", models.TextField()),
                ("vevent_sv", models.TextField()),
                ("vevent_en", models.TextField()),
                ("digest_fi", models.CharField(max_length=32)),
                ("digest_sv", models.CharField(max_length=32)),
                ("digest_en", models.CharField(max_length=32)),
                ("significant", models.CharField(max_length=32)),
                ("shown", models.CharField(max_length=32)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["ends_at", "starts_at"],
                        include=("session", "event", "is_cancelled", "digest_fi", "digest_sv", "digest_en"),
                        name="entry_window",
                    )
                ],
            },
        ),
    ]
