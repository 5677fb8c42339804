"""What the feeds say of a session: its VEVENT in each language, rendered when anything it shows changes."""

from django.db import models

from events.models.sessions import Session


class SessionEntry(models.Model):
    """Three VEVENTs (CRLF lines, folded) with the digest of each; `significant` is what SEQUENCE watches."""

    session = models.OneToOneField(Session, models.CASCADE, primary_key=True, related_name="entry")
    vevent_fi = models.TextField()
    vevent_sv = models.TextField()
    vevent_en = models.TextField()
    digest_fi = models.CharField(max_length=32)
    digest_sv = models.CharField(max_length=32)
    digest_en = models.CharField(max_length=32)
    significant = models.CharField(max_length=32)
    shown = models.CharField(max_length=32)

    def __str__(self) -> str:
        return f"{self.session_id}"
