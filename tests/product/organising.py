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
    from django.utils import timezone

    from catalogue.actors import by_system
    from catalogue.models import Organisation
    from events import drafting, publishing

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


def hammer(pool_id, seconds, seed):
    """Write at random to the training of a pool, of every kind of write; whatever the database refuses is tried on."""
    import random
    import time
    from collections import Counter

    from django.db import connection, utils

    from events.models import SeatPool
    from tests.registrations.booking.writers import KINDS, Writers

    dice = random.Random(seed)
    writers = Writers(SeatPool.objects.get(pk=pool_id).event_id, dice, people=400)
    done, ends_at = Counter(), time.monotonic() + seconds
    while time.monotonic() < ends_at:
        kind = dice.choice(KINDS)
        try:
            done[kind] += writers.act(kind)
        except (utils.OperationalError, utils.InterfaceError):
            # The database is away: it has done what it was asked, or nothing.
            connection.close()
            time.sleep(0.3)
    return dict(done)


ACTIONS = {"open": open_training, "capacity": change_capacity, "hammer": hammer}

if __name__ == "__main__":
    main(*sys.argv[1:])
