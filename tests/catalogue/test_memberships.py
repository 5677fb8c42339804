"""Memberships: invited, changed, ended, each with its history; an agency is never left without an administrator."""

import re
import threading
from functools import partial

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from catalogue import invitations, memberships, outbox
from catalogue.actors import by_user
from catalogue.memberships import Invited
from catalogue.models import AccessChange, Membership, Message, User
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory
from tests.registrations.test_races import at_once

pytestmark = pytest.mark.django_db
Role = Membership.Role
AINO = Invited(email="Aino@Example.org", first_name="Aino", last_name="Virtanen", language="sv")


def invite(organisation, invited=AINO, role=Role.ORGANISER, by=None):
    actor = by_user(by or UserFactory())
    return memberships.invite_member(
        by=actor, organisation_id=organisation.pk if organisation else None, invited=invited, role=role
    )


def history():
    return [(row.action, row.from_state, row.to_state) for row in AccessChange.objects.all()]


def letter():
    outbox.sweep(now=timezone.now() + outbox.GRACE)
    return mail.outbox[-1]


def link_in(message):
    return re.search(r"http\S+(/\w\w/account/invitation/\S+)", message.body).group(1)


def test_invited_person_gets_an_account_a_role_and_a_letter_in_their_language():
    admin, organisation = UserFactory(first_name="Eero", last_name="Laine"), OrganisationFactory(name_sv="Verket")

    membership = invite(organisation, by=admin)

    user = User.objects.get(email="aino@example.org")
    assert (membership.user, membership.role, membership.granted_by) == (user, Role.ORGANISER, admin)
    assert (user.get_full_name(), user.language, user.is_staff) == ("Aino Virtanen", "sv", False)
    assert history() == [("invite", "", "organiser")]
    sent = letter()
    assert (sent.to, "Verket" in sent.body, "Eero Laine" in sent.body) == (["aino@example.org"], True, True)
    assert link_in(sent).startswith("/sv/account/invitation/")


def test_link_of_the_letter_signs_in_once_and_only_by_its_button(client, client_elsewhere):
    invite(OrganisationFactory())
    link = link_in(letter())

    assert client.get(link).status_code == 200
    assert not client.get("/fi/").context["user"].is_authenticated
    client.post(link)

    assert client.get("/fi/").context["user"].email == "aino@example.org"
    assert (client_elsewhere.get(link).status_code, client_elsewhere.post(link).status_code) == (404, 404)


@pytest.fixture
def client_elsewhere():
    from django.test import Client

    return Client()


def test_link_is_kept_nowhere_once_it_is_sent():
    invite(OrganisationFactory())
    outbox.sweep(now=timezone.now() + outbox.GRACE)

    message = Message.objects.get()

    assert "/account/invitation/" in mail.outbox[0].body
    assert (message.state, message.text, message.html, message.context) == ("sent", "", "", {})


@pytest.mark.django_db(transaction=True)
def test_link_lets_one_in_of_many_at_once():
    invite(OrganisationFactory())
    change = AccessChange.objects.select_related("user").get()
    address = f"/fi/account/invitation/{invitations.token_of(change, change.user)}/"

    results = at_once([lambda: Client().post(address).status_code] * 6)

    assert sorted(results) == [302, *[404] * 5]


@pytest.mark.django_db(transaction=True)
def test_role_that_many_take_away_at_once_is_taken_away_once():
    organisation = OrganisationFactory()
    MembershipFactory(organisation=organisation, role=Role.AGENCY_ADMIN)
    membership = MembershipFactory(organisation=organisation)
    end = partial(memberships.end_membership, by=by_user(UserFactory()), membership_id=membership.pk)

    results = at_once([end] * 4)

    assert sorted(type(each).__name__ for each in results) == [*["MembershipEndedError"] * 3, "NoneType"]


def test_link_is_of_no_use_after_two_weeks_nor_when_the_role_was_taken_away():
    organisation = OrganisationFactory()
    first, second = invite(organisation), invite(organisation, role=Role.CLERK)
    changes = list(AccessChange.objects.select_related("user"))
    links = [invitations.token_of(change, change.user) for change in changes]
    now = timezone.now()
    assert all(invitations.find(link, now=now) for link in links)

    memberships.end_membership(by=by_user(UserFactory()), membership_id=second.pk)

    assert invitations.find(links[0], now=now) == changes[0]
    assert invitations.find(links[1], now=now) is None
    assert invitations.find(links[0], now=now + invitations.VALID * 1.01) is None
    assert first.user_id == changes[0].user_id


@pytest.mark.parametrize("token", ["", "x", "z" * 45, "٣" * 45])
def test_invitation_that_is_not_genuine_is_over(client, token):
    invite(OrganisationFactory())

    assert invitations.find(token, now=timezone.now()) is None
    assert client.get(f"/fi/account/invitation/{token or 'x'}/").status_code == 404


def test_person_with_an_account_keeps_name_and_language_and_is_told_without_a_link_that_opens():
    user = UserFactory(email="aino@example.org", first_name="Anna", language="fi", last_login=timezone.now())

    invite(OrganisationFactory())

    user.refresh_from_db()
    sent = letter()
    assert (user.first_name, user.language) == ("Anna", "fi")
    assert "/account/invitation/" not in sent.body


def test_letter_of_a_role_that_was_taken_away_is_not_sent():
    membership = invite(OrganisationFactory())

    memberships.end_membership(by=by_user(UserFactory()), membership_id=membership.pk)
    outbox.sweep(now=timezone.now() + outbox.GRACE)

    assert Message.objects.get().state == "withdrawn"


def test_same_role_twice_is_refused_and_another_role_is_given():
    organisation = OrganisationFactory()
    invite(organisation)

    with pytest.raises(memberships.AlreadyMemberError):
        invite(organisation)
    invite(organisation, role=Role.ANALYST)

    assert Membership.objects.count() == 2


@pytest.mark.parametrize(("role", "here"), [(Role.SYSTEM_ADMIN, True), (Role.ORGANISER, False), ("king", True)])
def test_role_that_cannot_be_held_there_is_refused(role, here):
    with pytest.raises(memberships.WrongRoleError):
        invite(OrganisationFactory() if here else None, role=role)

    assert not User.objects.filter(email="aino@example.org").exists()


@pytest.mark.parametrize("email", ["nobody", "a@b", "x@[127.0.0.1]"])
def test_address_that_mail_cannot_reach_is_refused(email):
    with pytest.raises(memberships.WrongAddressError):
        invite(OrganisationFactory(), Invited(email=email))


def test_closed_account_is_not_opened_by_an_invitation():
    UserFactory(email="aino@example.org", is_active=False)

    with pytest.raises(memberships.AccountClosedError):
        invite(OrganisationFactory())


def test_role_is_changed_with_history():
    membership = MembershipFactory()

    for _again in range(2):
        memberships.change_role(by=by_user(UserFactory()), membership_id=membership.pk, role=Role.CLERK)

    membership.refresh_from_db()
    assert (membership.role, history()) == (Role.CLERK, [("change_role", "organiser", "clerk")])


def test_change_to_a_role_one_has_already_is_refused():
    membership = MembershipFactory()
    MembershipFactory(user=membership.user, organisation=membership.organisation, role=Role.CLERK)

    with pytest.raises(memberships.AlreadyMemberError):
        memberships.change_role(by=by_user(UserFactory()), membership_id=membership.pk, role=Role.CLERK)


@pytest.mark.parametrize("change", ["end", "change"])
def test_last_administrator_stays(change):
    organisation = OrganisationFactory()
    last = MembershipFactory(organisation=organisation, role=Role.AGENCY_ADMIN)
    MembershipFactory(organisation=organisation, role=Role.AGENCY_ADMIN, user__is_active=False)
    MembershipFactory(role=Role.AGENCY_ADMIN)
    values = {"by": by_user(UserFactory()), "membership_id": last.pk}

    with pytest.raises(memberships.LastAdministratorError):
        memberships.end_membership(**values) if change == "end" else memberships.change_role(**values, role="clerk")

    last.refresh_from_db()
    assert (last.role, history()) == (Role.AGENCY_ADMIN, [])


def test_administrator_goes_when_another_is_left():
    organisation = OrganisationFactory()
    first, second = (MembershipFactory(organisation=organisation, role=Role.AGENCY_ADMIN) for _each in range(2))

    memberships.end_membership(by=by_user(UserFactory()), membership_id=first.pk)

    assert list(Membership.objects.all()) == [second]


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_end_each_other_at_once_do_not_both_go():
    organisation = OrganisationFactory()
    pair = [MembershipFactory(organisation=organisation, role=Role.AGENCY_ADMIN) for _each in range(2)]
    refused, start = [], threading.Barrier(2)

    def end(membership):
        start.wait()
        try:
            memberships.end_membership(by=by_user(UserFactory()), membership_id=membership.pk)
        except memberships.LastAdministratorError:
            refused.append(membership)
        finally:
            connection.close()

    threads = [threading.Thread(target=end, args=[membership]) for membership in pair]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (Membership.objects.count(), len(refused)) == (1, 1)


def test_system_administrator_may_open_the_whole_administration_and_no_longer_afterwards():
    MembershipFactory(organisation=None, role=Role.SYSTEM_ADMIN)
    membership = invite(None, role=Role.SYSTEM_ADMIN)
    assert (membership.user.is_staff, membership.user.is_superuser) == (True, True)

    memberships.end_membership(by=by_user(UserFactory()), membership_id=membership.pk)

    user = User.objects.get(email="aino@example.org")
    assert (user.is_staff, user.is_superuser) == (False, False)


def test_first_administrator_comes_from_the_command_line(capsys):
    organisation = OrganisationFactory(slug="esavi")

    call_command("invite_member", "aino@example.org", "--agency", "esavi", "--role", "agency_admin")

    membership = Membership.objects.get()
    assert (membership.organisation, membership.role) == (organisation, Role.AGENCY_ADMIN)
    assert AccessChange.objects.get().actor_label == "invite_member"
    for wrong in (["--agency", "moon"], ["--role", "organiser"]):
        with pytest.raises(CommandError):
            call_command("invite_member", "aino@example.org", *wrong)
