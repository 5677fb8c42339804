"""The demonstration: the same for a seed and a day, like the real thing, and the rows that single writes leave."""

import io
import itertools
import uuid
from collections import Counter
from datetime import date, timedelta
from statistics import median

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import Count, F, Max, Min, Q
from django.utils import timezone

from catalogue import actors, loading, vocabularies
from catalogue.models import Message, Person
from catalogue.rules import RuleError
from config import demonstration
from config.seeding import bulk, generation, lives, places, removal, showcase, stories, topics, turnout, writing
from config.seeding.generation import Amount
from config.seeding.rows import NUMBERED
from events import capacity, drafting, publishing, scheduling
from events.models import Event, EventSeries, SeatPool, Session, SessionEntry
from registrations import cancelling, registering
from registrations.models import Registration, RegistrationChange
from registrations.registering import Wish
from tests import factories
from tests.config.snapshots import WRITTEN_OUT, Snapshot

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
TINY = Amount(years=1.5, scale=0.03, seed=3, today=TODAY)


@pytest.fixture
def reference():
    loading.load_reference(by=actors.by_system("test"))
    demonstration.ensure_accounts()
    places.ensure(vocabularies.current())


def generate(amount, **options):
    generation.generate(amount, **options)
    connection.check_constraints()


def undone(write, *, identity):
    """What `write` leaves in the database, which then forgets it."""
    mark = transaction.savepoint()
    write()
    rows = Snapshot(identity=identity).rows()
    transaction.savepoint_rollback(mark)
    return rows


# --- The bank ---------------------------------------------------------------------------------------------------------
def test_bank_of_topics_has_enough_of_both_languages_and_knows_the_vocabularies(reference):
    known = vocabularies.current()

    bank = topics.load()

    every = [topic for found in bank.topics.values() for topic in found]
    parts = [part for found in bank.series.values() for series in found for part in series.parts]
    titles = {
        language: {topic.titles.get(language) for topic in [*every, *parts]} - {None} for language in ("fi", "sv")
    }
    assert len(titles["fi"]) >= 150
    assert len(titles["sv"]) >= 60
    assert not [code for topic in every for code in topic.audiences if known.audiences.get(code) is None]
    assert not [code for topic in every for code in topic.themes if known.themes.get(code) is None]
    assert all(summary.endswith((".", "?")) for topic in [*every, *parts] for summary in topic.summaries.values())


def test_agenda_of_an_online_training_serves_no_coffee():
    words = topics.load().words

    online = {line for language in ("fi", "sv") for line in words[f"{language} agenda online"]}

    assert not [line for line in online if line.startswith(("Kahvi", "Kaffe", "Lounas", "Lunch"))]


def test_trainings_with_an_agenda_take_the_one_of_their_way_to_take_part(reference):
    generate(Amount(years=1.5, scale=0.1, seed=3, today=TODAY))

    rows = Event.objects.filter(agenda__position=0).values_list("delivery", "agenda__title_fi", "agenda__title_sv")
    coffee = {"Kahvi ja ilmoittautuminen", "Kaffe och registrering"}
    served = {(delivery == Event.Delivery.ONLINE, (fi or sv) in coffee) for delivery, fi, sv in rows}

    assert served == {(True, False), (False, True)}


# --- The same rows ----------------------------------------------------------------------------------------------------
def test_generate_same_seed_and_day_leaves_the_same_rows(reference):
    first = undone(lambda: generate(TINY), identity=True)

    second = undone(lambda: generate(TINY), identity=True)

    assert second == first


def test_generate_other_seed_leaves_other_rows(reference):
    first = undone(lambda: generate(TINY), identity=True)

    second = undone(lambda: generate(Amount(years=1.5, scale=0.03, seed=4, today=TODAY)), identity=True)

    assert second["event"] != first["event"]


def test_generate_in_bulk_leaves_the_rows_of_the_single_writes(reference, monkeypatch):
    for name in ("CANCELLED", "POSTPONED", "MOVED"):
        monkeypatch.setattr(lives, name, 0.15)
    monkeypatch.setattr(turnout, "ENLARGED", 1)
    monkeypatch.setattr(turnout, "ONLINE_CROWD", (4.6, 0.4))

    bulk = undone(lambda: generate(TINY), identity=False)
    single = undone(lambda: tell_by_single_writes(TINY), identity=False)

    sent = {text.replace('"state": "sent"', '"state": "queued"') for text in bulk["message"]}
    assert len(sent) == len(bulk["message"])
    assert {table: len(rows) for table, rows in bulk.items()} == {table: len(rows) for table, rows in single.items()}
    for table, rows in single.items():
        assert bulk[table] == rows, table
    # The stories were eventful enough to prove something.
    changes = "".join([*single["event change"], *single["registration change"]])
    assert not [action for action in ACTIONS if f'"action": "{action}"' not in changes]


def test_generate_alone_leaves_the_same_rows_behind_the_same_constraints(reference):
    gently = undone(lambda: generate(TINY), identity=True)
    constraints, indexes = promises()

    alone = undone(lambda: generate(TINY, is_alone=True), identity=True)
    generate(TINY, is_alone=True)

    assert alone == gently
    assert promises() == (constraints, indexes)


def promises():
    """What the database keeps: constraints, and indexes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated, condeferred"
            " FROM pg_constraint ORDER BY 1, 2"
        )
        constraints = cursor.fetchall()
        cursor.execute("SELECT indexdef FROM pg_indexes ORDER BY indexname")
        return constraints, [WRITTEN_OUT.sub("", definition) for (definition,) in cursor.fetchall()]


def test_load_of_a_broken_reference_is_refused_and_leaves_every_constraint(reference):
    before = promises()

    with pytest.raises(IntegrityError, match="events_seatpool_event"), transaction.atomic():
        load_a_pool_of_no_event()

    assert promises() == before
    assert not SeatPool.objects.exists()


def load_a_pool_of_no_event():
    with bulk.set_aside(["events_event", "events_seatpool"]), writing.second_hand() as copy:
        copy({SeatPool: [SeatPool(pk=1, event_id=uuid.uuid4(), position=0)]})


def test_is_alone_knows_whether_anybody_else_is_connected(reference):
    alone = bulk.is_alone()

    with connection.connection.cursor() as cursor, psycopg.connect(cursor.connection.info.dsn):
        accompanied = bulk.is_alone()

    assert (alone, accompanied) == (True, False)


ACTIONS = ("create", "plan", "publish", "postpone", "cancel", "move", "change_capacity", "register", "promote")


def tell_by_single_writes(amount):
    """Every step of every story by the write that a person would use, in the order in which they happened."""
    told = generation.prepare(amount, {model: itertools.count(1_000_000) for model in NUMBERED})
    everything = []
    for _month, series, found in told.months():
        EventSeries.objects.bulk_create(series)
        everything += found
    steps = [(story.created_at, number, story, None) for number, story in enumerate(everything)]
    steps += [(step.at, number, story, step) for number, story in enumerate(everything) for step in story.steps]
    for at, _number, story, step in sorted(steps, key=lambda each: each[:2]):
        if step is None:
            drafting.create_event(by=story.by, draft=story.draft, event_id=story.event_id, now=at)
        else:
            take(step, story)


def take(step, story):
    event = {"by": story.by, "event_id": story.event_id, "now": step.at}
    match step:
        case stories.Plan():
            publishing.plan_event(**event)
        case stories.Publish():
            publishing.publish_event(**event)
        case stories.Postpone():
            publishing.postpone_event(**event, reason=step.reason)
        case stories.Cancel():
            publishing.cancel_event(**event, reason=step.reason)
        case stories.Move():
            scheduling.move_event(**event, moves=moves(story, step), reason=step.reason)
        case stories.Enlarge():
            pool = SeatPool.objects.get(event=story.event_id, position=step.position)
            capacity.change_capacity(
                by=story.by, pool_id=pool.pk, capacity=step.capacity, reason=step.reason, now=step.at
            )
        case stories.Register():
            register(step, story)
        case stories.Withdraw():
            withdraw(step, story)


def moves(story, step):
    sessions = Session.objects.filter(event=story.event_id).order_by("pk").values_list("pk", flat=True)
    return [
        scheduling.SessionMove(session_id=pk, starts_at=start, ends_at=end)
        for pk, (start, end) in zip(sessions, step.times, strict=True)
    ]


def register(step, story):
    pools = dict(SeatPool.objects.filter(event=story.event_id).values_list("position", "pk"))
    try:
        with transaction.atomic():
            # The people of the stories have opened a mail of ours.
            registering.add_people([step.participant], step.at)
            people = Person.objects.filter(email=step.participant.email, email_verified_at=None)
            people.update(email_verified_at=step.at)
            registering.register_person(
                event_id=story.event_id,
                participant=step.participant,
                wish=Wish(pool_ids=[pools[position] for position in step.positions]),
                now=step.at,
            )
    except RuleError:
        return


def withdraw(step, story):
    registration = Registration.objects.active().filter(event=story.event_id, email=step.email).first()
    if registration:
        try:
            cancelling.cancel_registration(registration_id=registration.pk, now=step.at)
        except RuleError:
            return


# --- Like the real thing ----------------------------------------------------------------------------------------------
# Each of these looks at one generated calendar in many ways: generating is what takes the time.
@pytest.fixture
def calendar(reference):
    generate(Amount(years=2, scale=0.3, today=TODAY))


def share(condition):
    return Event.objects.filter(condition).distinct().count() / Event.objects.count()


def test_generate_two_years_have_the_statistics_of_real_trainings(calendar):
    starts = [timezone.localtime(moment) for moment in Event.objects.values_list("starts_at", flat=True)]
    weekdays = Counter(moment.weekday() for moment in starts)
    months = Counter(moment.month for moment in starts)
    hours = Counter(moment.time().isoformat("minutes") for moment in starts)
    lengths = [
        (end - start).total_seconds() / 3600 for start, end in Session.objects.values_list("starts_at", "ends_at")
    ]
    several = Event.objects.annotate(number=Count("sectors")).filter(number__gt=1).count() / Event.objects.count()
    now = Amount(today=TODAY).now
    coming = Event.objects.filter(starts_at__gt=now)

    assert 288 <= Event.objects.count() <= 320
    assert weekdays[1] > 0.25 * len(starts)
    assert weekdays[0] < 0.1 * len(starts)
    assert months[7] <= 3
    assert months[10] > months[6]
    assert [hour for hour, _count in hours.most_common(2)] == ["09:00", "13:00"]
    assert 2 <= median(lengths) <= 3
    assert 0.65 <= share(Q(national=True)) <= 0.85
    assert 0.5 <= share(Q(delivery="online")) <= 0.75
    assert 0.2 <= several <= 0.45
    assert 0.2 <= share(Q(co_organisers__isnull=False)) <= 0.45
    assert 0.2 <= share(Q(series__isnull=False)) <= 0.45
    assert 0.07 <= share(Q(lead__slug="svenska")) <= 0.2
    assert 0.01 <= share(Q(state="cancelled")) <= 0.08
    assert coming.published().filter(starts_at__lt=now + timedelta(days=14)).count() >= 10
    assert coming.filter(registration_opens_at__lt=now, registration_closes_at__gt=now).count() >= 15
    assert coming.filter(state="planned").count() >= 30
    assert coming.filter(state="draft").exists()


def test_generate_two_years_people_come_back_and_have_addresses_that_do_not_exist(calendar):
    registrations, people = Registration.objects.count(), Person.objects.count()

    assert 8_000 <= registrations <= 16_000
    assert 0.2 * registrations <= people <= 0.6 * registrations
    assert not Person.objects.exclude(email__endswith=".example").exists()
    assert not Registration.objects.exclude(email__endswith=".example").exists()
    assert not Event.objects.exclude(contact_email__endswith=".example").exists()


def test_generate_two_years_keep_every_promise_of_seats_queues_and_history(calendar):
    assert_seats_and_queues_add_up()
    assert_queue_tickets_have_no_gaps_and_follow_time()
    assert_every_state_has_its_history_and_every_change_its_message()
    twice = Registration.objects.active().values("event", "person").annotate(number=Count("pk")).filter(number__gt=1)
    assert not twice.exists()
    assert SessionEntry.objects.count() == Session.objects.filter(event__in=Event.objects.public()).count()


def assert_seats_and_queues_add_up():
    held = Count("registrations", Q(registrations__state="confirmed"))
    assert not SeatPool.objects.annotate(held=held).exclude(held=F("taken")).exists()
    assert not SeatPool.objects.filter(taken__gt=F("capacity") + F("overbooked")).exists()
    crowded = SeatPool.objects.filter(waiting__gt=0).select_related("event")
    assert len(crowded) >= 3
    for pool in crowded:
        queue = Registration.objects.waiting().filter(event=pool.event)
        assert pool.waiting == sum(pool.pk in entry.wanted_pools for entry in queue)
        assert pool.free == 0 or pool.event.state != "published"


def assert_queue_tickets_have_no_gaps_and_follow_time():
    for event in Event.objects.filter(queue_counter__gt=0):
        tickets = event.registrations.filter(queue_number__isnull=False).order_by("created_at")
        assert list(tickets.values_list("queue_number", flat=True)) == list(range(1, event.queue_counter + 1))


def assert_every_state_has_its_history_and_every_change_its_message():
    last = RegistrationChange.objects.order_by("registration", "-at", "-id").distinct("registration")
    assert all(change.to_state == change.registration.state for change in last.select_related("registration"))
    assert last.count() == Registration.objects.count()
    assert Message.objects.exclude(kind__startswith="event_").count() == RegistrationChange.objects.count()
    assert not Message.objects.exclude(state="sent").exists()
    told = Event.objects.annotate(first=Min("changes__at"), last=Max("changes__at"), number=Count("changes"))
    assert not told.exclude(first=F("created_at"), last=F("updated_at"), number=F("version")).exists()


# --- The showcase and the commands ------------------------------------------------------------------------------------
@pytest.mark.parametrize("today", [TODAY, date(2026, 12, 22), date(2027, 3, 25), date(2027, 7, 10)])
def test_generate_shows_a_training_in_every_state_worth_seeing(reference, today):
    generate(Amount(scale=0.01, today=today))

    shown = {scene.key: Event.objects.get(title_fi=scene.title) for scene in showcase.SCENES if scene.language == "fi"}
    now = Amount(today=today).now

    assert shown["few-seats"].pools.get().free == 2
    assert (shown["full"].pools.get().free, shown["full"].pools.get().waiting) == (0, 7)
    assert shown["not-open"].registration_opens_at > now
    assert shown["closed"].registration_closes_at < now < shown["closed"].starts_at
    assert shown["cancelled"].state == "cancelled"
    assert shown["postponed"].state == "postponed"
    assert shown["hybrid"].pools.count() == 2
    assert EventSeries.objects.get(slug=showcase.SERIES_SLUG).events.count() == 3
    assert Event.objects.get(title_sv="Att bygga läsglädje i högstadiet").lead.slug == "svenska"
    assert shown["few-seats"].slug == "lukupiirin-ohjaajan-tyopaja-" + shown["few-seats"].pk.hex[:6]


@pytest.fixture
def _demonstration(settings):
    settings.DEMONSTRATION = True


def seed(**options):
    out = io.StringIO()
    call_command("seed_demo", scale=0.02, today=TODAY, stdout=out, **options)
    return out.getvalue()


@pytest.mark.usefixtures("_demonstration")
def test_seed_demo_twice_is_refused_unless_replacing(reference):
    first = seed()

    with pytest.raises(CommandError, match="--replace"):
        seed()
    second = seed(replace=True)

    assert "trainings and" in first
    assert second.startswith("Removed ")


@pytest.mark.usefixtures("_demonstration")
def test_seed_demo_without_reference_data_is_refused():
    with pytest.raises(CommandError, match="load_reference"):
        seed()


def test_seed_demo_outside_a_demonstration_is_refused(settings, reference):
    settings.DEMONSTRATION = False

    with pytest.raises(CommandError, match="KALENTERI_DEMO"):
        seed()


def test_remove_demonstration_leaves_everything_else_alone(reference):
    registration = factories.RegistrationFactory()
    before = Snapshot(identity=True).rows()
    generate(Amount(scale=0.02, today=TODAY))

    removal.remove_demonstration()

    assert Snapshot(identity=True).rows() == before
    assert Registration.objects.get() == registration


@pytest.mark.usefixtures("_demonstration")
def test_load_demonstration_fills_an_empty_calendar_only(reference, monkeypatch):
    monkeypatch.setattr("config.management.commands.load_demonstration.SCALE", 0.02)

    call_command("load_demonstration", today=TODAY, verbosity=0)
    number = Event.objects.count()
    call_command("load_demonstration", today=TODAY, verbosity=0)

    assert Event.objects.filter(source="demo").count() >= len(showcase.SCENES)
    assert Event.objects.count() == number
