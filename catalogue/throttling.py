"""How much one address may ask for: fixed windows counted atomically in Valkey.

Without the broker nobody is refused: to be reachable matters more than to count. A window is fixed, not sliding, so
that whoever stays within the rate in any minute is never refused.
"""

import ipaddress
import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any

import redis
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from limits import RateLimitItem, RateLimitItemPerMinute, parse
from limits.storage import RedisStorage
from limits.strategies import FixedWindowRateLimiter
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger(__name__)

# Whole municipalities share one address.
FEWEST_WRITES = RateLimitItemPerMinute(1000)
SECONDS_FOR_THE_BROKER = 0.25
# After a failure the broker is left alone for so many seconds, or every request would wait for it.
PAUSE = 5.0
IPV6_NETWORK = 64

_silent_until = 0.0


@dataclass(frozen=True, slots=True)
class Refusal:
    """`wait` is in whole seconds."""

    wait: int


def check(request: HttpRequest) -> Refusal | None:
    """Count a request of its address; answer a refusal when there were too many, POSTs and GETs counted apart."""
    is_read = request.method in {"GET", "HEAD", "OPTIONS"}
    rate = read_rate() if is_read else write_rate()
    return count(rate, "read" if is_read else "write", network_of(client_address(request)))


def count(rate: RateLimitItem, kind: str, network: str, *, times: int = 1) -> Refusal | None:
    global _silent_until  # noqa: PLW0603 - one broker per process
    if time.monotonic() < _silent_until:
        return None
    try:
        limiter = _limiter(settings.REDIS_URL)
        if limiter.hit(rate, kind, network, cost=times):
            return None
        reset_at, _left = limiter.get_window_stats(rate, kind, network)
    except (redis.RedisError, OSError):
        logger.warning("The broker does not answer: requests are not counted", exc_info=True)
        _silent_until = time.monotonic() + PAUSE
        return None
    return Refusal(max(1, math.ceil(reset_at - time.time())))


def count_caller(request: HttpRequest, rate: RateLimitItem, kind: str) -> Refusal | None:
    """Count what the caller's network does of this kind."""
    return count(rate, kind, network_of(client_address(request)))


def write_rate() -> RateLimitItem:
    """The rate that is set, but never below 1,000 a minute."""
    rate = parse(settings.WRITE_RATE)
    slowest = FEWEST_WRITES.amount / FEWEST_WRITES.get_expiry()
    is_enough = rate.amount >= FEWEST_WRITES.amount and rate.amount / rate.get_expiry() >= slowest
    return rate if is_enough else FEWEST_WRITES


def read_rate() -> RateLimitItem:
    return parse(settings.READ_RATE)


def limited(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Refuse a page's POST with 429 when its address has sent too many."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refusal = check(request) if request.method == "POST" else None
        return refuse(request, refusal) if refusal else view(request, *args, **kwargs)

    return guarded


def refuse(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page that says for how long to wait."""
    response = render(request, "429.html", {"wait": refusal.wait}, status=429)
    response["Retry-After"] = str(refusal.wait)
    return response


def client_address(request: HttpRequest) -> str:
    """The caller's address; X-Forwarded-For counts only as far as our own proxies wrote it."""
    remote = str(request.META.get("REMOTE_ADDR") or "")
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    if not settings.PROXIES or not hops:
        return remote
    claimed = hops[-min(settings.PROXIES, len(hops))]
    return claimed if _parsed(claimed) else remote


def network_of(address: str) -> str:
    """What is counted as one caller: an IPv4 address, or the /64 that one IPv6 subscriber has."""
    parsed = _parsed(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, IPV6_NETWORK), strict=False).network_address)
    return address


def _parsed(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(address)
    except ValueError:
        return None


@cache
def _limiter(url: str) -> FixedWindowRateLimiter:
    connections = redis.ConnectionPool.from_url(
        url.replace("redis+socket://", "unix://"),
        socket_timeout=SECONDS_FOR_THE_BROKER,
        socket_connect_timeout=SECONDS_FOR_THE_BROKER,
        retry=Retry(NoBackoff(), 0),
    )
    return FixedWindowRateLimiter(RedisStorage("redis://", connection_pool=connections))
