"""A POST repeated with its Idempotency-Key is done once and answered the same again, for a day.

The row that remembers the answer is inserted in the transaction of the work itself. Who comes second with the same key
waits at the row until the first has committed, then replays; when the first has failed, the second does the work.
"""

import hashlib
import hmac
import re
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue import throttling
from catalogue.inputs import FieldError, InvalidError
from catalogue.models import StoredAnswer
from catalogue.rules import RuleError

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
LONGEST_PATH = 300
ANSWERS_KEPT = timedelta(hours=24)
_KEY = re.compile(r"[\x20-\x7e]{1,200}")
_TOO_MANY, _SERVER_ERROR = 429, 500

Run = Callable[..., HttpResponse]


class MismatchError(RuleError):
    code = "idempotency_mismatch"
    status = 422
    text = gettext_lazy("This Idempotency-Key has already been used here with another request.")


def answer_once(run: Run) -> Run:
    """Wrap an operation that answers its refusals itself: remembered as well, but for failures (5xx) and 429."""

    @wraps(run)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        key = request.headers.get(HEADER)
        if key is None or request.method != "POST":
            return run(request, **kwargs)
        if not _KEY.fullmatch(key):
            raise InvalidError([FieldError(HEADER, "invalid", _("Use 1 to 200 printable ASCII characters."))])
        return _answer(request, key, lambda: run(request, **kwargs))

    return guarded


def forget_expired_answers() -> int:
    """Delete stored answers of more than a day: they are personal data and of no use any more."""
    deleted, _per_model = StoredAnswer.objects.filter(created_at__lt=timezone.now() - ANSWERS_KEPT).delete()
    return deleted


def _answer(request: HttpRequest, key: str, work: Callable[[], HttpResponse]) -> HttpResponse:
    place = {"caller": _caller(request), "path": _path(request), "key": key}
    digest = hashlib.sha256(request.body).hexdigest()
    with transaction.atomic():
        if not _claim(**place, digest=digest):
            return _replay(StoredAnswer.objects.get(**place), digest)
        response = work()
        if response.status_code == _TOO_MANY or response.status_code >= _SERVER_ERROR:
            transaction.set_rollback(True)
            return response
        StoredAnswer.objects.filter(**place).update(
            status=response.status_code,
            body=response.content.decode(),
            content_type=response.headers["Content-Type"],
        )
        return response


def _claim(*, caller: str, path: str, key: str, digest: str) -> bool:
    """Insert the row, or take over one that has expired; wait for whoever holds it."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO catalogue_storedanswer AS kept (caller, path, key, body_digest, body, content_type, created_at)
            VALUES (%s, %s, %s, %s, '', '', %s)
            ON CONFLICT (caller, path, key) DO UPDATE
               SET body_digest = excluded.body_digest, created_at = excluded.created_at
             WHERE kept.created_at < %s
            """,
            [caller, path, key, digest, now, now - ANSWERS_KEPT],
        )
        return bool(cursor.rowcount)


def _replay(kept: StoredAnswer, digest: str) -> HttpResponse:
    if not hmac.compare_digest(kept.body_digest, digest):
        raise MismatchError
    response = HttpResponse(kept.body, status=kept.status, content_type=kept.content_type)
    response[REPLAYED] = "true"
    return response


def _caller(request: HttpRequest) -> str:
    """Who asks, as a keyed digest: the secret that was presented, else the address."""
    secret = request.headers.get("Authorization") or request.GET.get("key")
    source = f"secret\n{secret}" if secret else f"address\n{throttling.client_address(request)}"
    return hmac.new(settings.SECRET_KEY.encode(), source.encode(), hashlib.sha256).hexdigest()


def _path(request: HttpRequest) -> str:
    path = request.path
    if len(path) <= LONGEST_PATH and "\x00" not in path:
        return path
    return hashlib.sha256(path.encode()).hexdigest()
