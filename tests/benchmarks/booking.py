"""Booking beside bare SQL: the same rows in the same database, with the same number of clients."""

import itertools
import os
import secrets
import uuid
from datetime import timedelta
from functools import partial
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from tests.benchmarks.crew import Client, Crew
from tests.benchmarks.measuring import Section, compare

SECONDS = 1.2
CLIENTS = (1, 16, 64)
MANY = 100
SEATS = 10_000_000


def measure(crew: Crew) -> Section:
    rows = []
    for clients, events in itertools.product(CLIENTS, (1, MANY)):
        ids = _make_events(events)
        ours = partial(crew.rate, product_client, clients=clients, seconds=SECONDS, targets=ids)
        bare = partial(crew.rate, bare_client, clients=clients, seconds=SECONDS, targets=ids)
        where = "one event" if events == 1 else f"{events} events"
        rows.append(compare(f"{clients:2} clients, {where}", ours, bare, unit="registrations/s"))
    return Section(
        "booking",
        "Booking: registering.register_person",
        "a bare psycopg transaction that writes the same rows",
        rows,
        [
            "Clients are threads, shared by two processes as in the product; every registration is a new person's.",
            "Ours takes its connection from the process's pool and gives it back each time, as a request does.",
        ],
        {"lowest_ratio": min(row.ratio for row in rows)},
    )


def _make_events(count: int) -> list[tuple[str, int]]:
    """Open trainings with seats for all; answers the ids of each and of its pool."""
    from django.utils import timezone

    from catalogue.actors import by_system
    from catalogue.models import Organisation
    from events import drafting, publishing
    from events.drafting import EventDraft, PoolDraft, SessionDraft

    starts_at = timezone.now() + timedelta(days=60)
    draft = EventDraft(
        lead_id=Organisation.objects.values_list("pk", flat=True)[0],
        delivery="online",
        titles={"fi": "Mittaus"},
        languages=["fi"],
        sessions=[SessionDraft(starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), is_online=True)],
        pools=[PoolDraft(capacity=SEATS)],
    )
    by, made = by_system("benchmark"), []
    for _ in range(count):
        event = drafting.create_event(by=by, draft=draft)
        publishing.publish_event(by=by, event_id=event.pk)
        made.append((str(event.pk), event.pools.get().pk))
    return made


def product_client(*, number: int, targets: list[tuple[str, int]]) -> Client:
    from django.db import connection

    from registrations import registering
    from registrations.registering import Participant

    addresses, order = _addresses(number), itertools.cycle(targets)

    def step() -> None:
        event_id, _pool_id = next(order)
        participant = Participant(
            first_name="Aino", last_name="Virtanen", email=next(addresses), workplace="Keskuskoulu", language="fi"
        )
        registering.register_person(event_id=uuid.UUID(event_id), participant=participant)
        connection.close()  # back to the pool, as at the end of a request

    for _ in range(number % 1000 * 7 % len(targets)):  # not all clients at the same event
        next(order)
    return step, connection.close


def bare_client(*, number: int, targets: list[tuple[str, int]]) -> Client:
    connection = psycopg.connect(os.environ["DATABASE_URL"].replace("postgres://", "postgresql://"))
    addresses, order = _addresses(number), itertools.cycle(targets)
    for _ in range(number % 1000 * 7 % len(targets)):
        next(order)

    def step() -> None:
        event_id, pool_id = next(order)
        with connection.transaction(), connection.cursor() as cursor:
            _register(cursor, event_id, pool_id, next(addresses))

    return step, connection.close


def _register(cursor: psycopg.Cursor[Any], event_id: str, pool_id: int, email: str) -> None:
    person_id, registration_id, message_id = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    cursor.execute(PERSON, [person_id, uuid.uuid4(), email])
    cursor.execute("SELECT id FROM events_event WHERE id = %s FOR NO KEY UPDATE", [event_id])
    cursor.execute(SEAT, [pool_id])
    values = [registration_id, secrets.token_hex(6), event_id, person_id, pool_id, [pool_id], email]
    cursor.execute(REGISTRATION, values)
    cursor.execute(CHANGE, [registration_id])
    cause = f"bare:{registration_id}"
    context = Jsonb({"registration": str(registration_id)})
    cursor.execute(MESSAGE, [message_id, cause, person_id, event_id, registration_id, email, context])


def _addresses(number: int) -> "itertools.chain[str]":
    mark = secrets.token_hex(6)
    return itertools.chain(f"{mark}-{number}-{count}@example.org" for count in itertools.count())


PERSON = """INSERT INTO catalogue_person (id, pseudonym, email, language, link_version, created_at)
VALUES (%s, %s, %s, 'fi', 1, now())"""
SEAT = "UPDATE events_seatpool SET taken = taken + 1 WHERE id = %s AND (capacity IS NULL OR taken < capacity)"
REGISTRATION = """INSERT INTO registrations_registration (
    id, reference, event_id, person_id, state, pool_id, wanted_pools, first_name, last_name, email, phone, workplace,
    unit, municipality, professional_group, job_title, language, channel, link_version, revision, verify_by, created_at,
    updated_at
) VALUES (%s, %s, %s, %s, 'confirmed', %s, %s, 'Aino', 'Virtanen', %s, '', 'Keskuskoulu',
    '', '', '', '', 'fi', 'page', 1, 0, now() + interval '1 day', now(), now())"""
CHANGE = """INSERT INTO registrations_registrationchange (
    registration_id, at, actor_kind, actor_label, action, from_state, to_state, reason, details
) VALUES (%s, now(), 'person', '', 'register', '', 'confirmed', '', '{}')"""
MESSAGE = """INSERT INTO catalogue_message (
    id, kind, cause, person_id, event_id, registration_id, address, language, context, subject, text, html, state,
    attempts, due_at, last_error, created_at
) VALUES (%s, 'confirmed', %s, %s, %s, %s, %s, 'fi', %s, '', '', '', 'queued', 0, now(), '', now())"""
