"""Writing trainers: those who are named for the first time come into the catalogue."""

from collections.abc import Iterable

from django.db import transaction

from catalogue.actors import Actor
from catalogue.models import Trainer


@transaction.atomic
def ensure_trainers(*, by: Actor, named: Iterable[tuple[str, str]]) -> list[Trainer]:  # noqa: ARG001 - a write says who
    """The trainers of these names and organisations; those that are missing are made. Two at once make one."""
    wanted = [(name, affiliation) for name, affiliation in dict.fromkeys(named) if name]
    Trainer.objects.bulk_create(
        [Trainer(name=name, affiliation=affiliation) for name, affiliation in wanted], ignore_conflicts=True
    )
    return [Trainer.objects.get(name=name, affiliation=affiliation) for name, affiliation in wanted]
