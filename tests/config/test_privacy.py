"""The privacy notice says of every declared column what it is, what for, on which basis and how long."""

import pytest
from django.conf import settings as project
from django.utils import translation
from django.utils.functional import Promise

from catalogue import personal_data
from catalogue.personal_data import Basis, Kept
from config import privacy

COLUMNS = [
    (f"{model._meta.model_name}.{name}", declared)
    for model, columns in personal_data.personal_columns().items()
    for name, declared in columns.items()
]


@pytest.mark.parametrize(("column", "declared"), COLUMNS, ids=[name for name, _declared in COLUMNS])
def test_column_is_declared_in_words_that_can_be_translated(column, declared):
    assert isinstance(declared.what, Promise)
    assert isinstance(declared.purpose, Promise)
    assert isinstance(declared.basis, Basis)


@pytest.mark.parametrize("kept", Kept)
def test_every_time_has_words(kept):
    assert privacy._KEPT[kept]()


@pytest.mark.parametrize("basis", Basis)
def test_every_basis_has_words(basis):
    assert privacy.BASES[basis]


def test_notice_leaves_no_column_out():
    with translation.override("en"):
        shown = {what for of in (True, False) for group in privacy.groups(of_participants=of) for what in group.entries}
        declared = {str(each.what) for _name, each in COLUMNS}

    assert shown == declared


def test_notice_tells_participants_and_planners_apart():
    with translation.override("en"):
        of_participants = {what for group in privacy.groups(of_participants=True) for what in group.entries}
        of_staff = {what for group in privacy.groups(of_participants=False) for what in group.entries}

    assert {"E-mail", "Telephone", "Messages that we send"} <= of_participants
    assert {"Roles and keys of programs", "Ways of signing in"} <= of_staff
    assert of_participants & of_staff <= {"Who made which change"}


@pytest.mark.parametrize(
    ("days", "words"), [(365, "1 year after"), (3 * 365, "3 years after"), (90, "90 days after"), (1, "1 day after")]
)
def test_notice_says_how_long_as_it_is_set(client, settings, days, words, db):
    settings.REGISTRATIONS_KEPT_DAYS = days

    assert words in client.get("/en/privacy/").content.decode()


@pytest.mark.parametrize("language", [code for code, _name in project.LANGUAGES])
def test_notice_takes_no_query_of_its_own(client, language, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        assert client.get(f"/{language}/privacy/").status_code == 200
