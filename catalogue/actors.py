"""Who does a write: a user, a participant with a link, an API token, or the system itself."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser

from catalogue.models import User
from catalogue.models.history import Change


@dataclass(frozen=True, slots=True)
class Actor:
    """`kind` is user, person, token or system; `label` names the command, task or token."""

    kind: str
    user_id: int | None = None
    label: str = ""

    def columns(self) -> dict[str, Any]:
        """The columns of a history row that say who."""
        return {"actor_kind": self.kind, "actor_user_id": self.user_id, "actor_label": self.label}

    @classmethod
    def of(cls, change: Change) -> "Actor":
        """Who made a change, for what follows from it."""
        return cls(change.actor_kind, change.actor_user_id, change.actor_label)


PARTICIPANT = Actor("person")


def by_user(user: User | AnonymousUser) -> Actor:
    """Answer the signed-in user as actor, or a participant when nobody is signed in."""
    return Actor("user", user_id=user.pk) if user.is_authenticated else PARTICIPANT


def by_system(label: str) -> Actor:
    """Answer the system as actor, naming the command or task that acts."""
    return Actor("system", label=label)
