"""The pages on which an agency writes its privacy texts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue.models import Membership
from registrations.models import ConsentText
from tests.factories import MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    return OrganisationFactory()


@pytest.fixture
def paula(client, agency):
    client.force_login(MembershipFactory(organisation=agency, role=Membership.Role.AGENCY_ADMIN).user)
    return client


def write(client, agency, kind="notice", **values):
    given = {"text_fi": "Seloste", "text_sv": "Text", "valid_from": timezone.localdate().isoformat()}
    return client.post(f"/fi/workspace/{agency.slug}/privacy-texts/{kind}/", given | values)


def test_new_version_begins_with_what_holds_today_and_is_listed(paula, agency):
    form = paula.get(f"/fi/workspace/{agency.slug}/privacy-texts/notice/").context["form"]
    assert form["text_sv"].value().startswith("Arrangören använder")

    answer = write(paula, agency)

    shelves = paula.get(answer.url).context["shelves"]
    assert [(shelf.kind, shelf.owner is None, len(shelf.versions)) for shelf in shelves] == [
        ("notice", False, 1),
        ("consent", True, 0),
    ]
    assert ConsentText.objects.get().written_by.email


def test_version_that_is_to_come_is_said_to_be(paula, agency):
    write(paula, agency, valid_from=(timezone.localdate() + timedelta(days=3)).isoformat())

    [notice, _consent] = paula.get(f"/fi/workspace/{agency.slug}/privacy-texts/").context["shelves"]

    assert [version.standing for version in notice.versions] == ["coming"]
    assert notice.owner is None


@pytest.mark.parametrize(
    ("values", "field"),
    [({"text_sv": ""}, "text_sv"), ({"valid_from": "x"}, "valid_from"), ({"text_fi": " "}, "text_fi")],
)
def test_version_that_lacks_something_is_refused_and_what_was_typed_stays(paula, agency, values, field):
    page = write(paula, agency, **values)

    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert not ConsentText.objects.exists()


def test_text_of_another_agency_is_not_written(paula):
    other = OrganisationFactory()

    assert write(paula, other).status_code == 404
    assert not ConsentText.objects.exists()


def test_kind_that_is_none_is_not_there(paula, agency):
    assert write(paula, agency, kind="cookies").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_page_of_privacy_texts_has_a_fixed_number_of_queries(paula, agency, count, django_assert_num_queries):
    for number in range(count):
        write(paula, agency, text_fi=f"Seloste {number}")
    paula.get(f"/fi/workspace/{agency.slug}/privacy-texts/")

    with django_assert_num_queries(6):
        paula.get(f"/fi/workspace/{agency.slug}/privacy-texts/")
