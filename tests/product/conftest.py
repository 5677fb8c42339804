"""One installation for all tests of the running product: making one takes as long as all they do with it."""

import pytest

from tests.product.installation import Installation


@pytest.fixture(scope="session")
def installation():
    made = Installation.make()
    yield made
    made.remove()


@pytest.fixture
def product(installation):
    """The running product with a row that every later start must find again."""
    running = installation.start().wait_until_ready()
    with installation.connect() as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (word text PRIMARY KEY)")
        connection.execute("INSERT INTO kept VALUES ('here') ON CONFLICT DO NOTHING")
    yield running
    running.kill()
