"""Memberships: who is invited to an agency, in which role, and who no longer belongs to it."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue import invitations, mail_addresses
from catalogue.actors import Actor
from catalogue.mail_addresses import AddressError
from catalogue.models import AccessChange, Membership, Organisation, User
from catalogue.rules import RuleError

Role = Membership.Role
# What one can be in an agency, and what holds everywhere.
IN_AN_AGENCY = (Role.ORGANISER, Role.AGENCY_ADMIN, Role.CLERK, Role.ANALYST)
EVERYWHERE = (Role.COORDINATOR, Role.SYSTEM_ADMIN)
# Somebody must be left who can invite the others.
NEVER_WITHOUT = (Role.AGENCY_ADMIN, Role.SYSTEM_ADMIN)


class WrongAddressError(RuleError):
    code = "wrong_address"
    status = 422
    text = _("Mail cannot reach this e-mail address.")


class WrongRoleError(RuleError):
    code = "wrong_role"
    status = 422
    text = _("This role cannot be held here.")


class AlreadyMemberError(RuleError):
    code = "already_member"
    text = _("This person already has this role here.")


class AccountClosedError(RuleError):
    code = "account_closed"
    text = _("The account of this person is closed. Ask a system administrator to open it.")


class MembershipEndedError(RuleError):
    code = "membership_ended"
    text = _("Somebody else has taken this role away in the meantime.")


class LastAdministratorError(RuleError):
    code = "last_administrator"
    text = _("This is the last administrator. Give somebody else the role first.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Invited:
    """Whom to invite. For somebody with an account the name and the language stay what they are."""

    email: str
    first_name: str = ""
    last_name: str = ""
    language: str = "fi"


@transaction.atomic
def invite_member(
    *, by: Actor, organisation_id: int | None, invited: Invited, role: str, now: datetime | None = None
) -> Membership:
    """Give somebody a role and owe them the letter that says so; an account is made for an address without one."""
    now = now or timezone.now()
    _refuse_wrong_role(role, organisation_id)
    _lock(organisation_id)
    user = _user_of(invited)
    if Membership.objects.filter(_here(organisation_id), user=user, role=role).exists():
        raise AlreadyMemberError(field="email")
    membership = Membership.objects.create(
        user=user, organisation_id=organisation_id, role=role, granted_at=now, granted_by_id=by.user_id
    )
    _open_administration(user, role)
    change = _record("invite", membership, by, now, to_state=role)
    invitations.send(change, user, now=now)
    return membership


@transaction.atomic
def invite_again(*, by: Actor, membership_id: int, now: datetime | None = None) -> None:
    """Send the letter once more, with a link that begins its time anew."""
    now = now or timezone.now()
    membership = _locked(membership_id)
    change = _record("invite", membership, by, now, from_state=membership.role, to_state=membership.role)
    invitations.send(change, membership.user, now=now)


@transaction.atomic
def change_role(*, by: Actor, membership_id: int, role: str, now: datetime | None = None) -> Membership:
    """Give a member another role in the place of the one they have."""
    membership = _locked(membership_id)
    _refuse_wrong_role(role, membership.organisation_id)
    before = membership.role
    if role == before:
        return membership
    others = Membership.objects.filter(_here(membership.organisation_id), user_id=membership.user_id)
    if others.filter(role=role).exists():
        raise AlreadyMemberError(field="role")
    _refuse_last_administrator(membership)
    membership.role = role
    membership.save(update_fields=["role"])
    _close_administration(membership.user, before)
    _open_administration(membership.user, role)
    _record("change_role", membership, by, now or timezone.now(), from_state=before, to_state=role)
    return membership


@transaction.atomic
def end_membership(*, by: Actor, membership_id: int, now: datetime | None = None) -> None:
    """Take a role away; the account stays, with whatever other roles it has."""
    membership = _locked(membership_id)
    _refuse_last_administrator(membership)
    _record("end_membership", membership, by, now or timezone.now(), from_state=membership.role)
    _close_administration(membership.user, membership.role)
    membership.delete()


@transaction.atomic
def require_second_factor(
    *, by: Actor, organisation_id: int, is_required: bool, now: datetime | None = None
) -> Organisation:
    """Say whether members of the organisation sign in with a second factor."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation_id)
    if organisation.requires_second_factor != is_required:
        organisation.requires_second_factor = is_required
        organisation.save(update_fields=["requires_second_factor"])
        AccessChange.objects.create(
            organisation=organisation,
            action="require_second_factor" if is_required else "allow_one_factor",
            at=now or timezone.now(),
            **by.columns(),
        )
    return organisation


def _user_of(invited: Invited) -> User:
    try:
        email = mail_addresses.canonical(invited.email)
    except AddressError as error:
        raise WrongAddressError(field="email") from error
    user, _is_new = User.objects.get_or_create(
        email=email,
        defaults={
            "first_name": invited.first_name,
            "last_name": invited.last_name,
            "language": invited.language,
            "password": make_password(None),
        },
    )
    if not user.is_active:
        raise AccountClosedError(field="email")
    return user


def _locked(membership_id: int) -> Membership:
    """The membership, after the lock that all changes in its organisation take; raises MembershipEndedError."""
    try:
        _lock(Membership.objects.values_list("organisation_id", flat=True).get(pk=membership_id))
        return Membership.objects.select_related("user").get(pk=membership_id)
    except Membership.DoesNotExist:
        raise MembershipEndedError from None


def _lock(organisation_id: int | None) -> None:
    if organisation_id is None:
        list(Membership.objects.filter(organisation=None).order_by("pk").select_for_update())
    else:
        Organisation.objects.select_for_update().get(pk=organisation_id)


def _here(organisation_id: int | None) -> Q:
    return Q(organisation__isnull=True) if organisation_id is None else Q(organisation_id=organisation_id)


def _refuse_wrong_role(role: str, organisation_id: int | None) -> None:
    if role not in (EVERYWHERE if organisation_id is None else IN_AN_AGENCY):
        raise WrongRoleError(field="role")


def _refuse_last_administrator(membership: Membership) -> None:
    others = Membership.objects.filter(_here(membership.organisation_id), role=membership.role, user__is_active=True)
    if membership.role in NEVER_WITHOUT and not others.exclude(pk=membership.pk).exists():
        raise LastAdministratorError


def _open_administration(user: User, role: str) -> None:
    """The administration is for system administrators; Django asks two columns of the account."""
    if role == Role.SYSTEM_ADMIN:
        user.is_superuser = user.is_staff = True
        user.save(update_fields=["is_superuser", "is_staff"])


def _close_administration(user: User, role: str) -> None:
    if role == Role.SYSTEM_ADMIN:
        user.is_superuser = user.is_staff = False
        user.save(update_fields=["is_superuser", "is_staff"])


def _record(
    action: str, membership: Membership, by: Actor, now: datetime, *, from_state: str = "", to_state: str = ""
) -> AccessChange:
    return AccessChange.objects.create(
        organisation_id=membership.organisation_id,
        user_id=membership.user_id,
        action=action,
        from_state=from_state,
        to_state=to_state,
        at=now,
        **by.columns(),
    )
