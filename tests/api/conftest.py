"""Every test counts its requests from zero."""

import pytest
import redis
from django.conf import settings

from catalogue import throttling
from catalogue.models import CatalogueRevision


@pytest.fixture(autouse=True)
def fresh_counts(monkeypatch):
    with redis.from_url(settings.REDIS_URL) as broker:
        broker.flushdb()
    monkeypatch.setattr(throttling, "_silent_until", 0.0)


@pytest.fixture
def revision(transactional_db):
    """The one row that migrations make, which emptied tables lack."""
    CatalogueRevision.objects.get_or_create(pk=1)
