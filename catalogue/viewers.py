"""Who looks, and with which roles in which organisations: read once per request, units included."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpRequest

from catalogue.actors import PARTICIPANT, Actor, by_user
from catalogue.models import Membership, User

# A membership in an organisation holds in its units too. What an organisation requires of whoever signs in holds for
# its units, and for those whose role holds everywhere.
_ROLES = """
    WITH RECURSIVE held(role, organisation_id) AS (
        SELECT role, organisation_id FROM catalogue_membership WHERE user_id = %s
        UNION
        SELECT 'system_admin', NULL WHERE %s
        UNION
        SELECT held.role, unit.id
        FROM held JOIN catalogue_organisation unit ON unit.parent_id = held.organisation_id
    ), above(id) AS (
        SELECT organisation_id FROM held
        UNION
        SELECT unit.parent_id FROM above JOIN catalogue_organisation unit ON unit.id = above.id
    )
    SELECT role, organisation_id, EXISTS (
        SELECT FROM catalogue_organisation organisation
        WHERE requires_second_factor AND (
            organisation.id IN (SELECT id FROM above) OR EXISTS (SELECT FROM held WHERE organisation_id IS NULL)
        )
    )
    FROM held
"""
_KEPT = "_viewer"


@dataclass(frozen=True, slots=True)
class Viewer:
    """`roles` are pairs of a role and an organisation; a role held everywhere has None there.

    `actor` is who writes when this viewer changes something.
    """

    actor: Actor = PARTICIPANT
    roles: frozenset[tuple[str, int | None]] = frozenset()
    is_authenticated: bool = False
    is_system_admin: bool = False
    requires_second_factor: bool = False

    @property
    def user_id(self) -> int | None:
        return self.actor.user_id

    @property
    def is_member(self) -> bool:
        """Whether the workspace is theirs at all."""
        return self.is_system_admin or bool(self.roles)

    @property
    def organisation_ids(self) -> frozenset[int]:
        """Where the viewer has any role."""
        return frozenset(organisation_id for _role, organisation_id in self.roles if organisation_id is not None)

    def organisations(self, roles: Iterable[str]) -> frozenset[int]:
        """The organisations in which the viewer has one of these roles."""
        wanted = set(roles)
        return frozenset(
            organisation_id for role, organisation_id in self.roles if role in wanted and organisation_id is not None
        )

    def has_role(self, roles: Iterable[str]) -> bool:
        """Whether the viewer has one of these roles anywhere."""
        wanted = set(roles)
        return any(role in wanted for role, _organisation_id in self.roles)


ANONYMOUS = Viewer()


def of(request: HttpRequest) -> Viewer:
    """Answer who looks at this request's page; asks the database once, and only for somebody signed in."""
    known: Viewer | None = getattr(request, _KEPT, None)
    if known is None:
        known = of_user(request.user)
        setattr(request, _KEPT, known)
    return known


def of_user(user: User | AnonymousUser) -> Viewer:
    """Answer a user as viewer, with the roles of now."""
    if not user.is_authenticated or not user.is_active:
        return ANONYMOUS
    with connection.cursor() as cursor:
        cursor.execute(_ROLES, [user.pk, user.is_superuser])
        rows = cursor.fetchall()
    roles = frozenset((role, organisation_id) for role, organisation_id, _is_required in rows)
    return Viewer(
        by_user(user),
        roles,
        is_authenticated=True,
        is_system_admin=(Membership.Role.SYSTEM_ADMIN.value, None) in roles,
        requires_second_factor=any(is_required for _role, _organisation_id, is_required in rows),
    )
