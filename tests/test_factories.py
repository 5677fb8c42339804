"""Every factory makes a row that the database and the models' own validation accept."""

import pytest

from tests import factories

FACTORIES = [
    factory
    for name, factory in vars(factories).items()
    if name.endswith("Factory") and name not in ("TermFactory", "DjangoModelFactory")
]


@pytest.mark.django_db
@pytest.mark.parametrize("factory", FACTORIES)
def test_factory_twice_makes_valid_rows(factory):
    first, second = factory(), factory()

    for row in (first, second):
        row.full_clean(exclude=["password"] if hasattr(row, "password") else None)
    assert first.pk != second.pk
