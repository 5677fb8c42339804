"""The smallest valid rows: `EventFactory()` is a published online training with one unlimited pool and no sessions."""

from datetime import date, timedelta

import factory
from django.db.models import F
from django.utils import timezone
from factory.django import DjangoModelFactory

from catalogue.models import (
    CalendarPeriod,
    EducationLevel,
    Membership,
    Organisation,
    Person,
    Region,
    Room,
    Sector,
    TargetGroup,
    Theme,
    Trainer,
    User,
    Venue,
)
from events.models import Event, EventSeries, ExternalCalendar, ExternalItem, SeatPool, Session
from registrations.models import Registration


class TermFactory(DjangoModelFactory):
    class Meta:
        abstract = True

    code = factory.Sequence(lambda n: f"term-{n:06}")
    name_fi = factory.Sequence(lambda n: f"Termi {n}")
    name_sv = factory.Sequence(lambda n: f"Term {n}")
    name_en = factory.Sequence(lambda n: f"Term {n}")


class RegionFactory(TermFactory):
    class Meta:
        model = Region


class SectorFactory(TermFactory):
    class Meta:
        model = Sector


class EducationLevelFactory(TermFactory):
    class Meta:
        model = EducationLevel


class ThemeFactory(TermFactory):
    class Meta:
        model = Theme


class TargetGroupFactory(TermFactory):
    class Meta:
        model = TargetGroup

    sector = factory.SubFactory(SectorFactory)


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    slug = factory.Sequence(lambda n: f"organisation-{n:06}")
    kind = Organisation.Kind.AGENCY
    name_fi = factory.Sequence(lambda n: f"Virasto {n}")
    name_sv = factory.Sequence(lambda n: f"Verk {n}")
    name_en = factory.Sequence(lambda n: f"Agency {n}")


class VenueFactory(DjangoModelFactory):
    class Meta:
        model = Venue

    name_fi = factory.Sequence(lambda n: f"Talo {n}")
    municipality = "Oulu"


class RoomFactory(DjangoModelFactory):
    class Meta:
        model = Room

    venue = factory.SubFactory(VenueFactory)
    name = factory.Sequence(lambda n: f"Sali {n}")


class TrainerFactory(DjangoModelFactory):
    class Meta:
        model = Trainer

    name = factory.Sequence(lambda n: f"Kouluttaja {n}")


class CalendarPeriodFactory(DjangoModelFactory):
    """The fourth of May 2027, blocked for all agencies."""

    class Meta:
        model = CalendarPeriod

    kind = CalendarPeriod.Kind.BLOCKED
    name_fi = "Kehittämispäivä"
    first_on = date(2027, 5, 4)
    last_on = factory.SelfAttribute("first_on")


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"user{n}@example.org")


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = Membership.Role.ORGANISER


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    email = factory.Sequence(lambda n: f"person{n}@example.org")


class EventSeriesFactory(DjangoModelFactory):
    class Meta:
        model = EventSeries

    slug = factory.Sequence(lambda n: f"series-{n:06}")
    title_fi = factory.Sequence(lambda n: f"Sarja {n}")


class EventFactory(DjangoModelFactory):
    """`pools=[20, None]` makes two pools; `themes=[…]`, `sectors=[…]` and the other sets are filled as given."""

    class Meta:
        model = Event
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"koulutus-{n:06}")
    title_fi = factory.Sequence(lambda n: f"Koulutus {n}")
    lead = factory.SubFactory(OrganisationFactory)
    languages = ["fi"]
    delivery = Event.Delivery.ONLINE
    state = Event.State.PUBLISHED
    waiting_list_mode = Event.WaitingListMode.AUTOMATIC
    published_at = factory.LazyAttribute(
        lambda event: None if event.state in (Event.State.DRAFT, Event.State.PLANNED) else timezone.now()
    )

    @factory.post_generation
    def pools(self, create, extracted, **kwargs):
        for position, capacity in enumerate([None] if extracted is None else extracted):
            SeatPool.objects.create(event=self, position=position, capacity=capacity)

    @factory.post_generation
    def co_organisers(self, create, extracted, **kwargs):
        self.co_organisers.set(extracted or ())

    @factory.post_generation
    def regions(self, create, extracted, **kwargs):
        self.regions.set(extracted or ())

    @factory.post_generation
    def sectors(self, create, extracted, **kwargs):
        self.sectors.set(extracted or ())

    @factory.post_generation
    def levels(self, create, extracted, **kwargs):
        self.levels.set(extracted or ())

    @factory.post_generation
    def audiences(self, create, extracted, **kwargs):
        self.audiences.set(extracted or ())

    @factory.post_generation
    def themes(self, create, extracted, **kwargs):
        self.themes.set(extracted or ())


def in_a_week():
    """In a week at ten o'clock: what a test begins with is of one day, whenever the test runs."""
    return timezone.localtime().replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=7)


class SessionFactory(DjangoModelFactory):
    """Two hours, in a week at ten o'clock; the event's span grows with it as events.scheduling would."""

    class Meta:
        model = Session
        skip_postgeneration_save = True

    event = factory.SubFactory(EventFactory)
    starts_at = factory.LazyFunction(in_a_week)
    ends_at = factory.LazyAttribute(lambda session: session.starts_at + timedelta(hours=2))
    is_online = True

    @factory.post_generation
    def trainers(self, create, extracted, **kwargs):
        self.trainers.set(extracted or ())

    @factory.post_generation
    def span(self, create, extracted, **kwargs):
        sessions = list(Session.objects.filter(event=self.event))
        counted = [each for each in sessions if each.state == Session.State.SCHEDULED] or sessions
        self.event.starts_at = min(each.starts_at for each in counted)
        self.event.ends_at = max(each.ends_at for each in counted)
        self.event.save(update_fields=["starts_at", "ends_at"])


class ExternalCalendarFactory(DjangoModelFactory):
    """An address that has not been fetched yet."""

    class Meta:
        model = ExternalCalendar

    organisation = factory.SubFactory(OrganisationFactory)
    name = "Yliopiston kalenteri"
    kind = ExternalCalendar.Kind.ADDRESS
    address = "https://calendar.example/kalenteri.ics"
    host = "calendar.example"


class ExternalItemFactory(DjangoModelFactory):
    """Two hours, in a week at ten o'clock, as those of SessionFactory."""

    class Meta:
        model = ExternalItem

    calendar = factory.SubFactory(ExternalCalendarFactory)
    uid = factory.Sequence("item-{}@calendar.example".format)
    title = "Yliopiston koulutus"
    starts_at = factory.LazyFunction(in_a_week)
    ends_at = factory.LazyAttribute(lambda item: item.starts_at + timedelta(hours=2))


class SeatPoolFactory(DjangoModelFactory):
    class Meta:
        model = SeatPool

    event = factory.SubFactory(EventFactory, pools=[])
    position = factory.LazyAttribute(lambda pool: SeatPool.objects.filter(event=pool.event).count())


class RegistrationFactory(DjangoModelFactory):
    """A confirmed registration in the event's first pool; pool counts and queue counter follow the state."""

    class Meta:
        model = Registration
        skip_postgeneration_save = True

    event = factory.SubFactory(EventFactory)
    person = factory.SubFactory(PersonFactory)
    state = Registration.State.CONFIRMED
    pool = factory.LazyAttribute(
        lambda entry: entry.event.pools.first() if entry.state in Registration.HOLDS_SEAT else None
    )
    wanted_pools = factory.LazyAttribute(lambda entry: list(entry.event.pools.values_list("id", flat=True)))
    queue_number = factory.LazyAttribute(
        lambda entry: entry.event.queue_counter + 1 if entry.state == Registration.State.WAITLISTED else None
    )
    first_name = "Aino"
    last_name = "Virtanen"
    email = factory.SelfAttribute("person.email")
    workplace = "Keskuskoulu"
    language = "fi"

    @factory.post_generation
    def counts(self, create, extracted, **kwargs):
        pools = SeatPool.objects.filter(event=self.event)
        if self.state in Registration.HOLDS_SEAT:
            pools.filter(pk=self.pool_id).update(taken=F("taken") + 1)
        if self.state == Registration.State.WAITLISTED:
            pools.filter(pk__in=self.wanted_pools).update(waiting=F("waiting") + 1)
            self.event.queue_counter = max(self.event.queue_counter, self.queue_number)
            self.event.waiting += 1
            self.event.save(update_fields=["queue_counter", "waiting"])
