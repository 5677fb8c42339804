"""Browsers that know nothing of each other."""

import pytest
from django.test import Client


@pytest.fixture
def client_elsewhere():
    return Client()
