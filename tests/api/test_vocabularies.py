"""The vocabularies: whole, in three languages, parents first."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue import vocabularies
from tests.factories import OrganisationFactory, SectorFactory, TargetGroupFactory, ThemeFactory

pytestmark = pytest.mark.django_db


def vocabulary(client, name):
    answer = client.get(f"/api/v1/vocabularies/{name}")
    assert answer.status_code == 200
    return answer.json()


def test_terms_have_their_names_and_parent(client):
    parent = ThemeFactory(code="learning", name_fi="Oppiminen", name_sv="Lärande", name_en="Learning")
    ThemeFactory(code="assessment", name_fi="Arviointi", name_sv="", name_en="", parent=parent, is_active=False)

    assert vocabulary(client, "themes") == {
        "items": [
            {
                "code": "learning",
                "names": {"fi": "Oppiminen", "sv": "Lärande", "en": "Learning"},
                "parent": None,
                "in_use": True,
            },
            {
                "code": "assessment",
                "names": {"fi": "Arviointi", "sv": None, "en": None},
                "parent": "learning",
                "in_use": False,
            },
        ],
        "next": None,
    }


def test_organisations_tell_their_kind_and_validity(client):
    today = timezone.localdate()
    agency = OrganisationFactory(slug="psavi", abbreviation="PSAVI", valid_to=today)
    OrganisationFactory(slug="psavi-education", kind="unit", parent=agency, valid_to=today - timedelta(days=1))

    first, second = vocabulary(client, "organisations")["items"]

    assert {name: first[name] for name in first if name != "names"} == {
        "code": "psavi",
        "slug": "psavi",
        "parent": None,
        "in_use": True,
        "kind": "agency",
        "abbreviation": "PSAVI",
        "valid_from": None,
        "valid_to": today.isoformat(),
    }
    assert (second["kind"], second["parent"], second["in_use"]) == ("unit", "psavi", False)


def test_audiences_name_their_sector(client):
    TargetGroupFactory(code="librarians", sector=SectorFactory(code="library"))

    assert [item["sector"] for item in vocabulary(client, "audiences")["items"]] == ["library"]


@pytest.mark.parametrize("name", ["organisations", "regions", "sectors", "levels", "audiences", "themes"])
def test_every_vocabulary_takes_one_query(client, django_assert_num_queries, name):
    vocabularies.current()

    with django_assert_num_queries(1):
        vocabulary(client, name)
