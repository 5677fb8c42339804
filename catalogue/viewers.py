"""Who looks, and with which roles in which organisations: read once per request, units included.

Roles that an organisation opens with a second factor only are held back until one was used: for every page alike.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

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
    ), above(organisation_id, id) AS (
        SELECT organisation_id, organisation_id FROM held
        UNION
        SELECT above.organisation_id, unit.parent_id FROM above JOIN catalogue_organisation unit ON unit.id = above.id
    )
    SELECT role, organisation_id, EXISTS (
        SELECT FROM catalogue_organisation organisation
        WHERE requires_second_factor AND (
            held.organisation_id IS NULL
            OR organisation.id IN (SELECT id FROM above WHERE above.organisation_id = held.organisation_id)
        )
    )
    FROM held
"""
_KEPT = "_viewer"
# What tells whether a second factor was used: who has not been told of one has seen none.
_PROOF = "_second_factor"


@dataclass(frozen=True, slots=True)
class Viewer:
    """`roles` are pairs of a role and an organisation; a role held everywhere has None there.

    `guarded` are the roles that need a second factor, whether they are held back or not. `actor` is who writes when
    this viewer changes something.
    """

    actor: Actor = PARTICIPANT
    roles: frozenset[tuple[str, int | None]] = frozenset()
    is_authenticated: bool = False
    is_system_admin: bool = False
    guarded: frozenset[tuple[str, int | None]] = frozenset()

    @property
    def user_id(self) -> int | None:
        return self.actor.user_id

    @property
    def is_member(self) -> bool:
        """Whether the workspace is theirs at all, be it after a second factor."""
        return self.is_system_admin or bool(self.roles or self.guarded)

    @property
    def requires_second_factor(self) -> bool:
        return bool(self.guarded)

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

    def with_one_factor(self) -> "Viewer":
        """The same without what needs a second factor."""
        roles = self.roles - self.guarded
        return replace(self, roles=roles, is_system_admin=_ADMINISTRATOR in roles)


ANONYMOUS = Viewer()
_ADMINISTRATOR = (Membership.Role.SYSTEM_ADMIN.value, None)


def tell_second_factor(request: HttpRequest, was_used: Callable[[], bool]) -> None:
    """Say how to learn whether the session of this request began with two factors."""
    setattr(request, _PROOF, was_used)


def of(request: HttpRequest) -> Viewer:
    """Answer who looks at this request's page; asks the database once, and only for somebody signed in.

    What needs a second factor is not theirs before they have used one.
    """
    known: Viewer | None = getattr(request, _KEPT, None)
    if known is None:
        known = of_user(request.user)
        if known.guarded and not getattr(request, _PROOF, bool)():
            known = known.with_one_factor()
        setattr(request, _KEPT, known)
    return known


def of_user(user: User | AnonymousUser) -> Viewer:
    """Answer a user as viewer, with all roles of now."""
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
        is_system_admin=_ADMINISTRATOR in roles,
        guarded=frozenset((role, organisation_id) for role, organisation_id, is_required in rows if is_required),
    )
