"""Composes a training: who, what, when, where and for whom, as an organiser would fill in the draft."""

import random
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from catalogue.models import Room
from catalogue.vocabularies import Vocabularies, Vocabulary
from config.seeding import timetable, topics
from config.seeding.organisers import Organiser, Organisers
from config.seeding.places import Places
from config.seeding.timetable import Timetable
from config.seeding.topics import Bank, Topic
from events.drafting import AgendaDraft, EventDraft, PoolDraft, SessionDraft
from events.models import Event

SOURCE = "demo"
Times = list[tuple[datetime, datetime]]

NATIONAL = 0.70
JOINT = 0.33
# Of trainings, how many are for those next door too.
WIDENED = 0.2
NEIGHBOURS = {
    "ecec": ["class_teacher"],
    "education": ["youth_worker"],
    "library": ["class_teacher"],
    "youth": ["student_welfare"],
    "sports": ["youth_worker"],
    "cross": ["ngo"],
}
DELIVERIES = {
    "online": (("online", 86), ("hybrid", 12), ("onsite", 2)),
    "webinar": (("online", 1),),
    "onsite": (("onsite", 80), ("hybrid", 20)),
    "two_days": (("onsite", 72), ("hybrid", 28)),
    "": (("online", 50), ("onsite", 30), ("hybrid", 20)),
}
ONSITE_SEATS = (16, 20, 20, 24, 25, 30, 30, 32, 36, 40, 40, 50)
GATHERING_SEATS = (40, 50, 60, 70, 80)
ONLINE_SEATS: tuple[int | None, ...] = (50, 60, 80, 100, 100, 120, 150, 200, 250, 300, None, None, None)
LEVELS = {
    "ecec_teacher": ("ecec", "preprimary"),
    "class_teacher": ("basic",),
    "assistant": ("basic",),
    "special_teacher": ("basic",),
    "preparatory": ("basic",),
    "subject_teacher": ("basic", "general_upper"),
    "principal": ("basic", "general_upper"),
    "counsellor": ("basic", "general_upper", "vocational"),
    "student_welfare": ("basic", "general_upper"),
    "vet_teacher": ("vocational",),
    "arts_teacher": ("arts",),
    "liberal_adult": ("liberal_adult",),
    "ecec_nurse": ("ecec",),
    "ecec_leader": ("ecec",),
    "ecec_special": ("ecec",),
}
POOL_NAMES = {
    "onsite": {"fi": "Paikan päällä", "sv": "På plats", "en": "On site"},
    "online": {"fi": "Verkossa", "sv": "På nätet", "en": "Online"},
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Idea:
    """What is decided of a training before its draft is written."""

    topic: Topic
    lead: Organiser
    times: Times
    delivery: str
    national: bool
    regions: Sequence[str]
    companions: Sequence[Organiser] = ()
    venue_id: int | None = None
    room: Room | None = None
    seats: int | None = None
    online_seats: int | None = None
    title_prefix: str = ""
    title_suffix: str = ""
    series_id: int | None = None
    series_part: int | None = None
    repeat_of_id: uuid.UUID | None = None

    @property
    def day(self) -> date:
        return self.times[0][0].astimezone(timetable.HELSINKI).date()


@dataclass
class Composer:
    vocabularies: Vocabularies
    bank: Bank
    organisers: Organisers
    places: Places
    table: Timetable

    def idea(self, rng: random.Random, topic: Topic, lead: Organiser, day: date) -> Idea:
        """Decide when, where and how widely a topic is trained."""
        if rng.random() < WIDENED:
            topic = replace(topic, audiences=[*topic.audiences, *NEIGHBOURS[topic.sector]])
        deliveries = DELIVERIES[topic.form]
        delivery = rng.choices([name for name, _weight in deliveries], [weight for _name, weight in deliveries])[0]
        national = not topic.is_regional and (rng.random() < NATIONAL or not lead.regions)
        regions: Sequence[str] = ()
        if topic.is_regional:
            regions = [rng.choice(list(lead.regions or ("01",)))]
        elif not national:
            regions = lead.regions if rng.random() < 0.6 else [rng.choice(list(lead.regions))]  # noqa: PLR2004
        idea = Idea(
            topic=topic,
            lead=lead,
            times=self._times(rng, topic, delivery, day),
            delivery=delivery,
            national=national,
            regions=regions,
            companions=self.organisers.companions(rng, lead, topic.language, topic.sector)
            if rng.random() < JOINT
            else (),
            seats=rng.choice(GATHERING_SEATS if topic.form == "two_days" else ONSITE_SEATS),
            online_seats=rng.choice(ONLINE_SEATS),
        )
        return idea if delivery == Event.Delivery.ONLINE else self.placed(rng, idea)

    def placed(self, rng: random.Random, idea: Idea) -> Idea:
        """The same in a venue of the organiser's area, with a room when one is free."""
        codes = [code for code in idea.regions or idea.lead.regions or ("01", "06") if self.places.by_region.get(code)]
        venue_id = rng.choice(self.places.by_region[rng.choice(codes or ["01"])])
        room = self.places.free_room(venue_id, idea.seats or 0, idea.times)
        return replace(idea, venue_id=venue_id, room=room)

    def draft(self, rng: random.Random, idea: Idea) -> EventDraft:
        """Write the draft of an idea."""
        topic, lead = idea.topic, idea.lead
        name, address, phone = rng.choice(list(lead.contacts))
        known = self.vocabularies
        return EventDraft(
            # In the stories nobody is asked, and nobody lets a seat go by.
            waiting_list_mode=Event.WaitingListMode.AUTOMATIC,
            lead_id=lead.id,
            delivery=idea.delivery,
            titles=self._titles(idea),
            summaries={code: self._filled(text, code, idea) for code, text in topic.summaries.items()},
            descriptions={
                code: self.bank.word(rng, code, idea.delivery)
                for code in topic.titles
                if f"{code} {idea.delivery}" in self.bank.words
            },
            languages=self._languages(rng, topic),
            national=idea.national,
            co_organiser_ids=[companion.id for companion in idea.companions],
            region_ids=_ids(known.regions, idea.regions),
            sector_ids=self._sector_ids(rng, topic),
            level_ids=_ids(known.levels, {level for code in topic.audiences for level in LEVELS.get(code, ())}),
            audience_ids=_ids(known.audiences, topic.audiences),
            theme_ids=_ids(known.themes, topic.themes),
            series_id=idea.series_id,
            series_part=idea.series_part,
            repeat_of_id=idea.repeat_of_id,
            contact_name=name,
            contact_email=address,
            contact_phone=phone,
            source=SOURCE,
            sessions=[self._session(rng, idea, start, end) for start, end in idea.times],
            pools=_pools(idea),
            agenda=self._agenda(rng, idea),
        )

    def _times(self, rng: random.Random, topic: Topic, delivery: str, day: date) -> Times:
        is_online = delivery == Event.Delivery.ONLINE
        if topic.form == "two_days" or (not is_online and rng.random() < 0.05):  # noqa: PLR2004 - some stay overnight
            return utc(timetable.two_days(rng, self.table, day))
        first = timetable.sitting(rng, day, is_online=is_online)
        if rng.random() < 0.03:  # noqa: PLR2004 - a course of three sittings
            return utc([time for weeks in (0, 14, 28) for time in timetable.shifted([first], weeks)])
        return utc([first])

    def _titles(self, idea: Idea) -> dict[str, str]:
        titles = {}
        for language, title in idea.topic.titles.items():
            # A series has a name in its own language only.
            prefix = f"{idea.title_prefix}: " if idea.title_prefix and language == idea.topic.language else ""
            titles[language] = f"{prefix}{self._filled(title, language, idea)}{idea.title_suffix}"
        return titles

    def _filled(self, text: str, language: str, idea: Idea) -> str:
        region = self.vocabularies.regions.get(idea.regions[0]) if idea.regions else None
        return topics.filled(text, language, idea.day, str(region.name(language)) if region else "")

    @staticmethod
    def _languages(rng: random.Random, topic: Topic) -> list[str]:
        """A topic with texts in two languages is often held in both."""
        return list(topic.titles) if len(topic.titles) > 1 and rng.random() < 0.6 else [topic.language]  # noqa: PLR2004

    def _sector_ids(self, rng: random.Random, topic: Topic) -> list[int]:
        codes = {topic.sector}
        cross = self.vocabularies.sectors.get("cross")
        for audience in self.vocabularies.audiences.many(_ids(self.vocabularies.audiences, topic.audiences)):
            if audience.sector_id and cross and audience.sector_id != cross.id and rng.random() < 0.85:  # noqa: PLR2004
                codes.add(self.vocabularies.sectors.by_id(audience.sector_id).code)
        return _ids(self.vocabularies.sectors, codes)

    def _session(self, rng: random.Random, idea: Idea, start: datetime, end: datetime) -> SessionDraft:
        is_online = idea.delivery != Event.Delivery.ONSITE
        code = f"{rng.getrandbits(40):010x}"
        trainers = self.places.trainers["sv" if idea.topic.language == "sv" else "fi"]
        return SessionDraft(
            starts_at=start,
            ends_at=end,
            venue_id=idea.venue_id,
            room_id=idea.room.pk if idea.room else None,
            is_online=is_online,
            join_url=f"https://meet.example/{code[:3]}-{code[3:7]}-{code[7:]}" if is_online else "",
            trainer_ids=rng.sample(trainers, rng.choice((0, 1, 1, 1, 2, 2, 3))),
        )

    def _agenda(self, rng: random.Random, idea: Idea) -> list[AgendaDraft]:
        """A programme for the first day of longer ones."""
        start, end = idea.times[0]
        language = idea.topic.language
        kind = "agenda online" if idea.delivery == Event.Delivery.ONLINE else "agenda"
        lines = self.bank.words.get(f"{language} {kind}", ())
        if end - start < timedelta(hours=3) or not lines or rng.random() < 0.3:  # noqa: PLR2004 - not everybody writes one
            return []
        step = (end - start) / len(lines)
        clocks = [(start + step * number).astimezone(timetable.HELSINKI) for number in range(len(lines))]
        return [
            AgendaDraft(
                titles={language: line},
                at=clock.replace(minute=clock.minute // 15 * 15, second=0, microsecond=0).time(),
            )
            for clock, line in zip(clocks, lines, strict=True)
        ]


def utc(times: Sequence[tuple[datetime, datetime]]) -> Times:
    """As the database answers them, so that what is written of them in words is the same."""
    return [(start.astimezone(UTC), end.astimezone(UTC)) for start, end in times]


def _pools(idea: Idea) -> list[PoolDraft]:
    onsite = PoolDraft(capacity=idea.seats, delivery="onsite")
    online = PoolDraft(capacity=idea.online_seats, delivery="online")
    if idea.delivery == Event.Delivery.HYBRID:
        return [replace(onsite, names=POOL_NAMES["onsite"]), replace(online, names=POOL_NAMES["online"])]
    return [onsite if idea.delivery == Event.Delivery.ONSITE else online]


def _ids(vocabulary: Vocabulary, codes: Iterable[str]) -> list[int]:
    return [term.id for code in sorted(codes) if (term := vocabulary.get(code))]
