"""Whether this process lives, and whether what it needs answers: for load balancers and the launcher."""

from collections.abc import Callable

import psycopg
import redis
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

SECONDS_FOR_AN_ANSWER = 2


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(_request: HttpRequest) -> JsonResponse:
    """Database and broker answer, or 503 and the name of what does not."""
    parts = {"database": _answers(_ask_database), "broker": _answers(_ask_broker)}
    is_ready = all(parts.values())
    words = {name: "ok" if answered else "failing" for name, answered in parts.items()}
    return JsonResponse({"status": "ok" if is_ready else "failing", **words}, status=200 if is_ready else 503)


def _answers(ask: Callable[[], object]) -> bool:
    try:
        ask()
    except (psycopg.Error, redis.RedisError, OSError):
        return False
    return True


def _ask_database() -> None:
    """Over a connection of its own: waiting for a busy pool would say nothing about the database."""
    parameters = connection.get_connection_params() | {"connect_timeout": SECONDS_FOR_AN_ANSWER}
    with psycopg.connect(**parameters) as database:
        database.execute("SELECT 1")


def _ask_broker() -> None:
    with redis.from_url(settings.REDIS_URL, socket_timeout=SECONDS_FOR_AN_ANSWER) as broker:
        broker.ping()
