"""What the feeds say of a session: its VEVENT in each language, rendered when anything it shows changes."""

from django.db import models

from events.models.events import Event
from events.models.sessions import Session


class SessionEntry(models.Model):
    """A session as the feeds read it, with no look at any other table: only events.feeds.entries writes it.

    Three VEVENTs (CRLF lines, folded) with the digest of each. `significant` is the digest of what SEQUENCE watches,
    `shown` that of all they show. Only sessions of public events have an entry.
    """

    session = models.OneToOneField(Session, models.CASCADE, primary_key=True, related_name="entry")
    event = models.ForeignKey(Event, models.CASCADE, related_name="entries")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    is_cancelled = models.BooleanField()
    vevent_fi = models.TextField()
    vevent_sv = models.TextField()
    vevent_en = models.TextField()
    digest_fi = models.CharField(max_length=32)
    digest_sv = models.CharField(max_length=32)
    digest_en = models.CharField(max_length=32)
    significant = models.CharField(max_length=32)
    shown = models.CharField(max_length=32)

    class Meta:
        indexes = [
            # With all that an ETag needs, so that "304 Not Modified" reads the index alone.
            models.Index(
                fields=("ends_at", "starts_at"),
                include=("session", "event", "is_cancelled", "digest_fi", "digest_sv", "digest_en"),
                name="entry_window",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id}"
