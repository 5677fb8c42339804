"""Figures for Prometheus, asked of the database when scraped: what is owed and late, taken and waited for."""

import hmac
import ipaddress
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.db.models import Count, Min, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from catalogue.models import Message
from events.models import Event, SeatPool
from registrations.models import Registration

PREFIX = "koulutuskalenteri"


class Figures(Collector):
    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Five queries, whatever the amount of data."""
        messages = Message.objects.values_list("state").annotate(Count("pk")).order_by()
        yield _by_state("messages", "Messages of the outbox by state.", messages)
        oldest = Message.objects.filter(state=Message.State.QUEUED).aggregate(at=Min("due_at"))["at"]
        late = max(0.0, (timezone.now() - oldest).total_seconds()) if oldest else 0.0
        yield GaugeMetricFamily(f"{PREFIX}_message_delay_seconds", "How late the oldest message is.", value=late)
        events = Event.objects.values_list("state").annotate(Count("pk")).order_by()
        yield _by_state("trainings", "Trainings by state.", events)
        registrations = Registration.objects.values_list("state").annotate(Count("pk")).order_by()
        yield _by_state("registrations", "Registrations by state.", registrations)
        coming = SeatPool.objects.filter(event__state=Event.State.PUBLISHED, event__ends_at__gt=timezone.now())
        seats = coming.aggregate(taken=Sum("taken", default=0), waiting=Sum("waiting", default=0))
        yield GaugeMetricFamily(f"{PREFIX}_seats_taken", "Seats taken in coming trainings.", value=seats["taken"])
        yield GaugeMetricFamily(f"{PREFIX}_people_waiting", "Places in coming queues.", value=seats["waiting"])


def _by_state(name: str, documentation: str, rows: Iterable[tuple[str, int]]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"{PREFIX}_{name}", documentation, labels=["state"])
    for state, count in rows:
        family.add_metric([state], count)
    return family


_registry = CollectorRegistry()
_registry.register(Figures())


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """For whoever has the token, and for this machine; not found by anybody else."""
    if not (_has_token(request) or _is_local(request)):
        raise Http404
    return HttpResponse(generate_latest(_registry), content_type=CONTENT_TYPE_LATEST)


def _has_token(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(settings.METRICS_TOKEN) and hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode())


def _is_local(request: HttpRequest) -> bool:
    """Straight from this machine: what a proxy passes on names whom it came from."""
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
