"""API tokens: known by their digest, in force for their time, recorded in history."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from catalogue import tokens, viewers
from catalogue.actors import Actor, by_user
from catalogue.models import AccessChange, ApiToken, Membership
from catalogue.viewers import Viewer
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
Role = Membership.Role
A_YEAR = timedelta(days=365)


def organisation_token(**changes):
    now = timezone.now()
    values = {"role": Role.ORGANISER, "name": "Julkaisujärjestelmä", "expires_at": now + A_YEAR, "now": now}
    values |= {"by": by_user(UserFactory())} | changes
    if "organisation_id" not in values:
        values["organisation_id"] = OrganisationFactory().pk
    return tokens.create_organisation_token(**values)


def personal_token(user, **changes):
    values = {"name": "Oma ohjelma", "expires_at": timezone.now() + A_YEAR} | changes
    return tokens.create_personal_token(by=by_user(user), user_id=user.pk, **values)


def test_token_is_found_by_its_secret_and_the_secret_is_kept_nowhere():
    made = organisation_token()

    assert tokens.find(made.secret) == made.token
    assert made.secret not in str(list(ApiToken.objects.values()))
    assert made.secret.startswith(made.token.prefix)


@pytest.mark.parametrize("secret", ["", "kalenteri_", "kalenteri_x", "Bearer", "kalenteri_\x00", "ä" * 60])
def test_secret_that_is_none_finds_nothing(secret):
    organisation_token()

    assert tokens.find(secret) is None


def test_digest_is_no_secret():
    made = organisation_token()

    assert tokens.find(made.token.digest) is None
    assert tokens.find(tokens.MARK + made.token.digest) is None


def test_token_that_is_revoked_opens_nothing_and_a_second_time_changes_nothing():
    made, user = organisation_token(), UserFactory()

    for _attempt in range(2):
        tokens.revoke_token(by=by_user(user), token_id=made.token.pk)

    assert tokens.find(made.secret) is None
    assert [change.action for change in AccessChange.objects.all()] == ["create_token", "revoke_token"]
    assert AccessChange.objects.last().actor_user == user


def test_token_whose_time_is_over_opens_nothing():
    made = organisation_token()
    end = made.token.expires_at

    assert tokens.find(made.secret, now=end - timedelta(seconds=1)) == made.token
    assert tokens.find(made.secret, now=end) is None


def test_use_is_noted_by_the_day_and_once_a_day(django_assert_num_queries):
    made, now = organisation_token(), timezone.now()

    with django_assert_num_queries(2):
        tokens.find(made.secret, now=now)
    with django_assert_num_queries(1):
        tokens.find(made.secret, now=now)

    assert ApiToken.objects.get().last_used_on == timezone.localdate(now)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"name": "  "}, tokens.TokenNameMissingError),
        ({"role": Role.SYSTEM_ADMIN}, tokens.TokenRoleError),
        ({"role": ""}, tokens.TokenRoleError),
        ({"expires_at": timezone.now() - A_YEAR}, tokens.TokenLifeError),
        ({"expires_at": timezone.now() + 3 * A_YEAR}, tokens.TokenLifeError),
    ],
)
def test_token_without_purpose_end_or_proper_role_is_refused(changes, error):
    with pytest.raises(error):
        organisation_token(**changes)

    assert not ApiToken.objects.exists()
    assert not AccessChange.objects.exists()


def test_token_belongs_to_an_organisation_or_a_person_and_the_database_says_so():
    membership = MembershipFactory()
    made = personal_token(membership.user)
    owned = ApiToken.objects.filter(pk=made.token.pk)

    for change in ({"organisation": membership.organisation}, {"user": None}, {"role": "organiser"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            owned.update(**change)


def test_organisations_token_has_its_role_there_and_in_the_units():
    organisation = OrganisationFactory()
    unit = OrganisationFactory(parent=organisation)
    made = organisation_token(organisation_id=organisation.pk, role=Role.ANALYST)

    viewer = tokens.viewer_of(made.secret)

    actor = Actor("token", label=made.token.prefix)
    roles = frozenset({(Role.ANALYST, organisation.pk), (Role.ANALYST, unit.pk)})
    assert viewer == Viewer(actor, roles, is_authenticated=True)


def test_personal_token_has_the_roles_its_person_has_now():
    membership = MembershipFactory()
    user = membership.user
    made = personal_token(user)
    before = tokens.viewer_of(made.secret)

    membership.delete()

    assert before.roles == frozenset({(Role.ORGANISER, membership.organisation_id)})
    assert tokens.viewer_of(made.secret).roles == viewers.of_user(user).roles == frozenset()
    assert before.actor == Actor("token", user_id=user.pk, label=made.token.prefix)


def test_token_of_a_closed_account_opens_nothing():
    user = UserFactory()
    made = personal_token(user)

    user.is_active = False
    user.save()

    assert tokens.viewer_of(made.secret) is None


def test_viewer_of_no_token_is_nobody():
    assert tokens.viewer_of("kalenteri_nothing") is None
