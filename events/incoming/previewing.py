"""A calendar looked at before it is saved: fetched and read as it would be, and nothing is kept but a file."""

import datetime as dt
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from catalogue.rules import RuleError
from catalogue.vocabularies import Vocabularies
from events.incoming import fetching, keeping, mapping, parsing, wording
from events.incoming.fetching import Patience, Request
from events.incoming.keeping import CalendarDraft
from events.incoming.parsing import ReadCalendar
from events.incoming.reading.problems import CalendarError
from events.incoming.storing import Meant
from events.models import ExternalCalendar, ExternalUpload

# Somebody waits for the page, and a thread of the web server with them.
PATIENCE = Patience(resolving=3, connecting=3, reading=5, whole=10)
# Of an agency: who looks again and again fills no database.
UPLOADS_KEPT = 10
# Of one process at a time: the other threads answer everybody else.
_one = threading.Semaphore(1)


class PreviewError(RuleError):
    code = "calendar_not_read"
    status = 422


class PreviewBusyError(RuleError):
    code = "preview_busy"
    status = 503
    text = _("Somebody else is looking at a calendar just now. Try again in a moment.")


@dataclass(frozen=True, slots=True)
class Preview:
    """`items` are those that would be kept, with what they would be about."""

    read: ReadCalendar
    items: list[Meant]

    @property
    def left_out(self) -> int:
        return len(self.read.items) - len(self.items)


def look(
    draft: CalendarDraft,
    *,
    content: bytes | None,
    known: Vocabularies,
    now: dt.datetime,
    fetch: Callable[..., fetching.Got] = fetching.fetch,
) -> Preview:
    """Read what the draft leads to, or the content of its file; raises RuleError with the reason in words."""
    if not _one.acquire(timeout=1):
        raise PreviewBusyError
    field = "file" if draft.kind == ExternalCalendar.Kind.FILE else "address"
    try:
        if content is None:
            got = fetch(Request(draft.address, draft.allows_http), patience=PATIENCE)
            content = got.content or b""
        read = parsing.read(content, now=now)
    except CalendarError as error:
        raise PreviewError(wording.of_calendar(error.code, error.details), field=field) from None
    finally:
        _one.release()
    return Preview(read, mapping.kept(read.items, mapping.of_draft(draft, known)))


def keep_upload(content: bytes, *, organisation_id: int) -> uuid.UUID:
    """Keep a file for a day, so that it need not be sent again when it is saved; of an agency the last ones only."""
    upload = ExternalUpload.objects.create(
        id=uuid.uuid4(), organisation_id=organisation_id, content=keeping.packed(content)
    )
    kept = ExternalUpload.objects.filter(organisation_id=organisation_id).order_by("-created_at", "-id")
    ExternalUpload.objects.filter(pk__in=list(kept.values_list("pk", flat=True)[UPLOADS_KEPT:])).delete()
    return upload.pk


def uploaded(upload_id: uuid.UUID | None, *, organisation_id: int) -> bytes | None:
    """The file that was looked at by the same agency; None when it is forgotten."""
    if upload_id is None:
        return None
    upload = ExternalUpload.objects.filter(pk=upload_id, organisation_id=organisation_id).first()
    return keeping.unpacked(bytes(upload.content)) if upload else None
