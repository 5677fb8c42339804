"""What the feeds say of a session, rendered when anything it shows changes; and the secret addresses of plans."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import Organisation, User
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


class FeedRevision(models.Model):
    """One row: a counter that the database raises with every change of what public feeds show, when it is committed.

    Registrations do not: no feed of everybody counts seats.
    """

    number = models.BigIntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_feed_revision")]

    def __str__(self) -> str:
        return str(self.number)


class WorkspaceFeed(models.Model):
    """The secret address of an organisation's plans that one of its people has; `version` rises when it is made anew.

    It opens nothing once its owner may not see the organisation's workspace any more.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, verbose_name=_("user"), related_name="workspace_feeds")
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, verbose_name=_("organisation"), related_name="workspace_feeds"
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("user", "organisation"), name="one_workspace_feed_per_person"),
        ]
        verbose_name = _("calendar of an agency’s plans")
        verbose_name_plural = _("calendars of agencies’ plans")

    def __str__(self) -> str:
        return f"{self.user_id} {self.organisation_id}"
