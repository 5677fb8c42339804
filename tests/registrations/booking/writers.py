"""Everything that anybody can do to the seats of one training, drawn at random: for machines, crowds and the soak."""

import threading
from collections import Counter
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from catalogue.actors import by_system
from catalogue.models import Region
from catalogue.rules import RuleError
from events import capacity, locks, reserving
from events.models import Event, SeatPool
from registrations import (
    approving,
    cancelling,
    grouping,
    holding,
    offers,
    pool_changing,
    registering,
    staffing,
    substituting,
    terms,
    waiting_list,
)
from registrations.importing import running
from registrations.importing.people import Said
from registrations.models import GroupBooking, Registration
from registrations.registering import Participant, Wish
from tests.registrations.arrangements import keep_seats

BY = by_system("writers")
State = Registration.State
PEOPLE = 40


def participant(number):
    return Participant(
        first_name="Aino",
        last_name=f"Virtanen {number}",
        email=f"writer{number}@example.org",
        workplace="Koulu",
        language=("fi", "sv")[number % 2],
        municipality=("Rovaniemi", "Helsinki", "Muualla")[number % 3],
    )


class Writers:
    """Writers on one event; `dice` decides what they do. A refusal is an answer like any other."""

    def __init__(self, event_id, dice, people=PEOPLE):
        self.event_id, self.dice, self.people = event_id, dice, people

    def act(self, kind):
        """Let one writer of this kind write once; answer whether something came of it."""
        try:
            return getattr(self, kind)() is not False
        except RuleError:
            return False

    # --- Who comes -----------------------------------------------------------------------------------------------
    def register(self):
        registering.register_person(event_id=self.event_id, participant=self.somebody(), wish=self.wish())

    def register_group(self):
        size = self.dice.randint(2, 5)
        numbers = self.dice.sample(range(self.people), size)
        members = [participant(number) if self.dice.random() < 0.6 else None for number in numbers]
        grouping.register_group(
            event_id=self.event_id,
            contact=grouping.Contact(
                first_name="Kaisa", last_name="Koski", email="kaisa@example.org", workplace="Koulu", language="fi"
            ),
            members=members,
            wish=grouping.GroupWish(
                fit=self.dice.choice(list(grouping.Fit)), together=self.dice.random() < 0.5, seat=self.wish()
            ),
        )

    def name_seat(self):
        unnamed = self.active().filter(person=None)
        return self.on_one_of(unnamed, grouping.name_seat, participant=self.somebody())

    def add_by_staff(self):
        staffing.add_by_staff(
            by=BY,
            event_id=self.event_id,
            participant=self.somebody(),
            overbook=self.dice.random() < 0.3,
            reason="one more chair",
        )

    def import_people(self):
        numbers = self.dice.sample(range(self.people), 3)
        people = [
            Said(number=line, name="", email="", participant=participant(number), pool_ids=(), wrong=())
            for line, number in enumerate(numbers)
        ]
        if self.dice.random() < 0.2:
            people.append(Said(number=3, name="", email="", participant=None, pool_ids=(), wrong=("no name",)))
        only_right = self.dice.random() < 0.5
        report = running.import_people(by=BY, event_id=self.event_id, people=people, only_right=only_right)
        return report.is_done and report.new > 0

    # --- Who goes, or goes elsewhere -----------------------------------------------------------------------------
    def cancel(self):
        return self.on_one_of(self.active(), cancelling.cancel_registration)

    def substitute(self):
        seated = self.active().filter(state=State.CONFIRMED)
        return self.on_one_of(seated, substituting.substitute, participant=self.somebody())

    def change_pool(self):
        seated = self.active().filter(state=State.CONFIRMED)
        return self.on_one_of(seated, pool_changing.change_pool, pool_id=self.pool().pk)

    # --- The queue -----------------------------------------------------------------------------------------------
    def accept(self):
        return self.on_one_of(self.active().filter(state=State.OFFERED), offers.accept_offer)

    def decline(self):
        return self.on_one_of(self.active().filter(state=State.OFFERED), offers.decline_offer)

    def reorder(self):
        waiting = self.active().filter(state=State.WAITLISTED)
        place = self.dice.randint(1, 6)
        return self.on_one_of(waiting, waiting_list.reorder, by=BY, to_place=place, reason="agreed")

    def wait_together(self):
        group = self.one_of(GroupBooking.objects.filter(event=self.event_id))
        return group is not None and grouping.wait_together(group_id=group, together=self.dice.random() < 0.5)

    # --- The clock -----------------------------------------------------------------------------------------------
    def expire_offers(self):
        return offers.expire_offers(now=timezone.now() + timedelta(hours=49)) > 0

    def release_unverified(self):
        return holding.release_unverified(now=timezone.now() + timedelta(hours=25)) > 0

    def release_unnamed(self):
        return grouping.release_unnamed_seats(now=timezone.now() + timedelta(days=24)) > 0

    @transaction.atomic
    def release_reserved(self):
        """The moment comes until which seats are kept, and the clock's task at that very moment."""
        locks.lock_event(self.event_id)
        kept = SeatPool.objects.filter(event=self.event_id, reserved_until__gt=timezone.now())
        released = kept.update(reserved_until=timezone.now())
        waiting_list.pass_on_freed_seats()
        return released > 0

    def pass_on(self):
        waiting_list.pass_on_freed_seats()

    # --- Organisers ----------------------------------------------------------------------------------------------
    def change_capacity(self):
        pool = self.pool()
        # About as many as are taken: now some are over, now somebody is offered one.
        seats = self.dice.choice([None, 0, *(max(0, pool.taken + more) for more in (-2, -1, 1, 2, 3, 4))])
        capacity.change_capacity(by=BY, pool_id=pool.pk, capacity=seats)

    def set_ceiling(self):
        taken = sum(SeatPool.objects.filter(event=self.event_id).values_list("taken", flat=True))
        seats = self.dice.choice([None, None, max(0, taken - 1), taken + 1, taken + 2, taken + 4])
        reserving.set_ceiling(by=BY, event_id=self.event_id, capacity=seats)

    def reserve(self):
        until = timezone.now() + timedelta(days=20)
        region = Region.objects.filter(code="19").values_list("pk", flat=True).first()
        reservation = self.dice.choice(
            [
                None,
                reserving.Reservation(until=until, language="sv"),
                reserving.Reservation(until=until, region_id=region, language="" if region else "sv"),
            ]
        )
        keep_seats(self.pool(), reservation, by=BY)

    def change_terms(self):
        values = {
            "approval": self.dice.choice(["none", "none", "organiser"]),
            "holds_unverified": self.dice.choice(["auto", "always", "never"]),
        }
        terms.save_terms(by=BY, event_id=self.event_id, values=values)

    def approve(self):
        return self.on_one_of(self.awaiting(), approving.approve_registration, by=BY)

    def reject(self):
        return self.on_one_of(self.awaiting(), approving.reject_registration, by=BY)

    # --- Whom and what they write to -----------------------------------------------------------------------------
    def active(self):
        return Registration.objects.active().filter(event=self.event_id).order_by("created_at", "reference")

    def awaiting(self):
        return self.active().filter(state=State.AWAITING_APPROVAL)

    def on_one_of(self, rows, write, **values):
        registration_id = self.one_of(rows)
        return registration_id is not None and write(registration_id=registration_id, **values)

    def one_of(self, rows):
        found = list(rows.values_list("pk", flat=True))
        return self.dice.choice(found) if found else None

    def pool(self):
        return self.dice.choice(list(SeatPool.objects.filter(event=self.event_id).order_by("pk")))

    def somebody(self):
        return participant(self.dice.randrange(self.people))

    def wish(self):
        pools = [pool.pk for pool in Event.objects.get(pk=self.event_id).pools.order_by("pk")]
        chosen = self.dice.sample(pools, self.dice.randint(0, len(pools)))
        claimed = [pool for pool in pools if self.dice.random() < 0.2]
        return Wish(pool_ids=chosen, claimed=claimed)


KINDS = (
    "register",
    "register_group",
    "name_seat",
    "add_by_staff",
    "import_people",
    "cancel",
    "substitute",
    "change_pool",
    "accept",
    "decline",
    "reorder",
    "wait_together",
    "expire_offers",
    "release_unverified",
    "release_unnamed",
    "release_reserved",
    "pass_on",
    "change_capacity",
    "set_ceiling",
    "reserve",
    "change_terms",
    "approve",
    "reject",
)
# What people do most of the time.
OFTEN = ("register", "register_group", "cancel", "accept", "expire_offers", "change_capacity")


class Tally:
    """How often writers of each kind have tried, and how often something came of it; for several threads."""

    def __init__(self):
        self.tried, self.done, self._lock = Counter(), Counter(), threading.Lock()

    def draw(self, dice):
        """What comes next; often what has come off least, for writers that are always refused prove nothing."""
        least = min(self.done[kind] for kind in KINDS)
        rare = [kind for kind in KINDS if self.done[kind] == least]
        return dice.choice(dice.choice((KINDS, OFTEN, rare)))

    def count(self, kind, *, is_done):
        with self._lock:
            self.tried[kind] += 1
            self.done[kind] += is_done

    @property
    def missing(self):
        """The kinds that nothing has come of yet."""
        return [kind for kind in KINDS if not self.done[kind]]
