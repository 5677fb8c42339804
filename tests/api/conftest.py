"""Every test counts its requests from zero."""

import pytest
import redis
from django.conf import settings

from catalogue import throttling


@pytest.fixture(autouse=True)
def fresh_counts(monkeypatch):
    with redis.from_url(settings.REDIS_URL) as broker:
        broker.flushdb()
    monkeypatch.setattr(throttling, "_silent_until", 0.0)
