"""What an organiser does meanwhile, as a process of its own: `python -m tests.product.organising open 20`."""

import json
import os
import sys
from datetime import timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def main(action, *arguments):
    from config import embedded

    with embedded.running_services():
        import django

        django.setup()
        sys.stdout.write(json.dumps(ACTIONS[action](*map(int, arguments))) + "\n")


def open_training(*seats):
    """A published training with pools of so many seats, in a calendar that need not have been started before."""
    from django.core.management import call_command
    from django.db import utils
    from django.utils import timezone

    from catalogue.actors import by_system
    from catalogue.models import Organisation
    from events import drafting, publishing

    try:
        is_filled = Organisation.objects.exists()
    except utils.ProgrammingError:
        is_filled = False
    if not is_filled:
        call_command("migrate", verbosity=0)
        call_command("load_reference", verbosity=0)
    starts_at = timezone.now() + timedelta(days=30)
    draft = drafting.EventDraft(
        lead_id=Organisation.objects.get(slug="esavi").pk,
        delivery="online",
        titles={"fi": "Kysytty koulutus", "en": "A training in demand"},
        languages=["fi"],
        sessions=[drafting.SessionDraft(starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), is_online=True)],
        pools=[drafting.PoolDraft(capacity=number) for number in seats],
        # Who is first gets a seat unasked where there is but one kind of seats, and is asked where there are more.
        waiting_list_mode="offer" if len(seats) > 1 else "automatic",
    )
    by = by_system("organising")
    event = drafting.create_event(by=by, draft=draft)
    publishing.publish_event(by=by, event_id=event.pk)
    return {"id": str(event.pk), "slug": event.slug, "pool": event.pools.first().pk}


def change_capacity(pool_id, seats):
    from catalogue.actors import by_system
    from events import capacity

    return capacity.change_capacity(by=by_system("organising"), pool_id=pool_id, capacity=seats, reason="rush").capacity


ACTIONS = {"open": open_training, "capacity": change_capacity}

if __name__ == "__main__":
    main(*sys.argv[1:])
