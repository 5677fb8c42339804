"""All rows that a demonstration consists of, with numbers from sequences replaced by what they stand for."""

import json
import re
import uuid
from collections import Counter

from catalogue.models import Message, Person
from events.models import AgendaItem, Event, EventChange, EventSeries, SeatPool, Session, SessionEntry
from registrations.models import Registration, RegistrationChange

# What a bulk writer does otherwise on purpose: its messages have been sent.
SENDING = {"state", "attempts", "sent_at"}
REFERENCE = re.compile(r'"reference": "[^"]*"')
UID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}@[a-z.]+")

# The database adds casts and brackets when it reads a condition of its own again.
WRITTEN_OUT = re.compile(r"::[a-z ]+(\[\])?|[()]")


class Snapshot:
    """`identity` False also leaves out what is drawn at random: ids, references, UIDs, pseudonyms."""

    def __init__(self, *, identity):
        self.identity = identity
        self.names = {}
        for event in Event.objects.prefetch_related("sessions", "pools", "changes").all():
            self.name("session", event, event.sessions.order_by("created_at", "pk"))
            self.name("pool", event, event.pools.order_by("position"))
            self.name("change", event, event.changes.order_by("at", "action"))
        self.names |= {("series", row.pk): row.slug for row in EventSeries.objects.all()}
        for row in Registration.objects.all():
            key = f"{row.event_id}/{row.email}/{row.created_at.isoformat()}"
            self.names["registration", row.pk] = str(row.pk) if identity else key
        people = Counter()
        for row in RegistrationChange.objects.order_by("registration", "at", "action"):
            people[row.registration_id] += 1
            name = self.names["registration", row.registration_id]
            self.names["registration change", row.pk] = f"{name}#{people[row.registration_id]}"
        self.emails = dict(Person.objects.values_list("pk", "email"))
        self.uids = {} if identity else dict(self.uid_names())

    def uid_names(self):
        for row in Session.objects.all():
            yield row.uid, self.names["session", row.pk]

    def name(self, kind, event, rows):
        for number, row in enumerate(rows):
            self.names[kind, row.pk] = f"{event.pk}/{kind}/{number}"

    def rows(self):
        """By table: its rows as sorted texts."""
        tables = {
            "event": [self.plain(row, but={"search"}, series=row.series_id) for row in Event.objects.all()],
            "series": [self.plain(row, but={"id"}) for row in EventSeries.objects.all()],
            "session": [self.of_session(row) for row in Session.objects.all()],
            "pool": [self.plain(row, but={"id"}) for row in SeatPool.objects.all()],
            "agenda": [self.plain(row, but={"id"}) for row in AgendaItem.objects.all()],
            "entry": [self.of_entry(row) for row in SessionEntry.objects.all()],
            "event change": [self.plain(row, but={"id"}) for row in EventChange.objects.all()],
            "person": [self.plain(row, but=self.drawn("id", "pseudonym")) for row in Person.objects.all()],
            "registration": [self.of_registration(row) for row in Registration.objects.all()],
            "registration change": [
                self.plain(row, but={"id"}, registration=row.registration_id)
                for row in RegistrationChange.objects.all()
            ],
            "message": [self.of_message(row) for row in Message.objects.all()],
            **dict(self.links()),
        }
        return {table: sorted(self.text(row) for row in rows) for table, rows in tables.items()}

    def links(self):
        for relation in Event._meta.many_to_many:
            rows = relation.remote_field.through.objects.values()
            yield relation.name, [{key: value for key, value in row.items() if key != "id"} for row in rows]
        yield (
            "trainers",
            [
                {"session": self.names["session", row.session_id], "trainer": row.trainer_id}
                for row in Session.trainers.through.objects.all()
            ],
        )

    def drawn(self, *names):
        return set() if self.identity else set(names)

    def plain(self, row, *, but, **named):
        values = {
            field.attname: getattr(row, field.attname)
            for field in row._meta.concrete_fields
            if field.attname not in but and field.name not in named
        }
        return values | {kind: self.names.get((kind, pk)) for kind, pk in named.items()}

    def of_session(self, row):
        return self.plain(row, but={"id"} | self.drawn("uid"))

    def of_entry(self, row):
        # A digest of the whole entry is one of its UID too; the other two say what the entry says.
        return self.plain(row, but=self.drawn("digest_fi", "digest_sv", "digest_en"), session=row.session_id)

    def of_registration(self, row):
        values = self.plain(row, but={"wanted_pools"} | self.drawn("id", "reference", "person_id"), pool=row.pool_id)
        wanted = [self.names["pool", pk] for pk in row.wanted_pools]
        return values | {"wanted": wanted, "person": self.emails[row.person_id]}

    def of_message(self, row):
        but = {"cause", "context", "registration_id"} | self.drawn("id", "person_id", *SENDING)
        values = self.plain(row, but=but, registration=row.registration_id)
        kind, *causes = row.cause.split(":")
        context = dict(row.context)
        if "change" in context:
            context["change"] = self.names["change", context["change"]]
        if "own_change" in context:
            context["own_change"] = self.names["registration change", context["own_change"]]
        number = "change" if len(causes) > 1 else "registration change"
        cause = [
            kind,
            *(
                self.names[number, int(part)] if part.isdigit() else self.names["registration", uuid.UUID(part)]
                for part in causes
            ),
        ]
        return values | {"cause": cause, "context": context, "person": self.emails[row.person_id]}

    def text(self, row):
        if isinstance(row.get("details"), dict):
            row["details"] = {self.uids.get(key, key): value for key, value in row["details"].items()}
        text = json.dumps(row, default=str, sort_keys=True, ensure_ascii=False)
        if not self.identity:
            # Of somebody else's registration, named in the history of a seat that has passed on.
            text = REFERENCE.sub('"reference": "…"', text)
        return UID.sub(lambda found: self.uids.get(found[0], found[0]), text)
