"""The trainings of a month: single ones, series, repeats, and those of two agencies that get in each other's way."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from catalogue.texts import columns
from config.seeding import lives, timetable, topics
from config.seeding.composing import Composer, Idea, utc
from config.seeding.organisers import Organiser
from config.seeding.rows import uuid_from
from config.seeding.stories import Story
from config.seeding.timetable import Timetable
from config.seeding.topics import SeriesTopic, Topic
from events.models import EventSeries

SECTORS = {"education": 42, "ecec": 17, "library": 16, "youth": 12, "sports": 7, "cross": 6}
LANGUAGES = {"fi": 862, "sv": 124, "en": 14}
# Of what is planned: a third of trainings end up in a series.
SERIES, REPEATED, COLLIDING = 0.145, 0.08, 0.075
PARTS = (3, 3, 4, 4, 5)
PAUSES = (7, 14, 14, 21, 28)
NAMED_DAYS = {"tiistai": 1, "keskiviik": 2, "onsdag": 2, "torstai": 3, "torsdag": 3, "perjantai": 4}
NAMED_HOURS = {
    "aamu": (time(8, 30), 60),
    "morgon": (time(8, 30), 60),
    "kahvit": (time(13, 0), 60),
    "kaffe": (time(14, 0), 60),
    "iltapäiv": (time(13, 0), 120),
    "perjantai": (time(9, 0), 60),
}


@dataclass
class Trainings:
    """Answers stories without registrations, and the series they belong to. Topics are not repeated at once."""

    rng: random.Random
    composer: Composer
    now: datetime
    series_numbers: Iterator[int]
    series: dict[int, EventSeries] = field(default_factory=dict)
    _lately: dict[tuple[str, str], list[Topic]] = field(default_factory=dict)

    def of_month(self, days: Sequence[date], weights: Sequence[float], count: int) -> Iterator[Story]:
        made = 0
        while made < count:
            day = self.rng.choices(days, weights)[0]
            for story in self._something(day, count - made):
                made += 1
                yield story

    def story(self, idea: Idea) -> Story:
        return lives.live(self.rng, self.composer, idea, uuid_from(self.rng), self.now)

    def _something(self, day: date, at_most: int) -> Iterator[Story]:
        rng = self.rng
        language = rng.choices(list(LANGUAGES), list(LANGUAGES.values()))[0]
        if rng.random() < SERIES and language in self.composer.bank.series and at_most > 1:
            yield from self._series(rng.choice(self.composer.bank.series[language]), day, at_most)
            return
        topic = self._topic(language)
        idea = self.composer.idea(rng, topic, self.composer.organisers.lead(rng, language, topic.sector), day)
        yield (first := self.story(idea))
        if at_most > 1 and rng.random() < REPEATED and not topic.is_regional:
            yield self._repeat(idea, first)
        elif at_most > 1 and language == "fi" and rng.random() < COLLIDING:
            yield self._collision(idea)

    def _topic(self, language: str) -> Topic:
        """A topic of any sector, but none of those that had their turn lately."""
        rng, bank = self.rng, self.composer.bank
        sectors = {sector: weight for sector, weight in SECTORS.items() if (language, sector) in bank.topics}
        sector = rng.choices(list(sectors), list(sectors.values()))[0]
        return self._fresh(language, sector)

    def _fresh(self, language: str, sector: str) -> Topic:
        every = self.composer.bank.topics[language, sector]
        lately = self._lately.setdefault((language, sector), [])
        topic = self.rng.choice([topic for topic in every if topic not in lately] or list(every))
        lately.append(topic)
        del lately[: max(0, len(lately) - len(every) * 2 // 3)]
        return topic

    def _series(self, what: SeriesTopic, day: date, at_most: int) -> Iterator[Story]:
        rng, language = self.rng, what.language
        lead = self.composer.organisers.lead(rng, language, what.sector)
        day, hours = _as_named(self.composer.table, what.title, day)
        parts = (what.parts or self._parts(what))[: max(2, at_most)]
        title = topics.filled(what.title, language, day)
        series = self._new_series(language, title)
        pause = rng.choice(PAUSES)
        prefix = title if what.parts else title.partition(", ")[0]
        for number, part in enumerate(parts):
            on = timetable.term_day(self.composer.table, day + timedelta(days=pause * number))
            part = replace(part, form=what.form or part.form)  # noqa: PLW2901 - the series decides how it is held
            idea = self.composer.idea(rng, part, lead, on)
            hours = hours or idea.times[0]
            idea = replace(
                idea,
                national=True,
                regions=(),
                times=_same_hours(hours, on) if idea.delivery == "online" else idea.times,
                title_prefix=prefix,
                series_id=series.pk,
                series_part=number + 1,
            )
            yield self.story(idea)

    def _parts(self, what: SeriesTopic) -> list[Topic]:
        """Topics of the sector for the people whom the series is for."""
        every = self.composer.bank.topics[what.language, what.sector]
        unfit = {"two_days", "onsite"} if what.form == "webinar" else {"two_days"}
        fitting = [topic for topic in every if not topic.is_regional and topic.form not in unfit]
        close = [topic for topic in fitting if set(topic.audiences) & set(what.audiences)]
        number = self.rng.choice(PARTS)
        return self.rng.sample(close if len(close) >= number else fitting, number)

    def _new_series(self, language: str, title: str) -> EventSeries:
        from django.utils.text import slugify

        number = next(self.series_numbers)
        slug = f"{slugify(title)[:80].strip('-')}-{self.rng.getrandbits(24):06x}"
        series = EventSeries(pk=number, slug=slug, **columns("title", {language: title}))
        self.series[number] = series
        return series

    def _repeat(self, idea: Idea, first: Story) -> Story:
        """The same content again some weeks later, in another town or at another hour."""
        on = timetable.term_day(self.composer.table, idea.day + timedelta(days=self.rng.choice((7, 14, 21, 28))))
        again = replace(idea, times=_same_hours(idea.times[0], on), repeat_of_id=first.event_id, room=None)
        if idea.venue_id:
            again = self.composer.placed(self.rng, again)
            town = self.composer.places.venues[again.venue_id or 0].municipality
            again = replace(again, title_suffix=f" ({town})")
        return self.story(again)

    def _collision(self, idea: Idea) -> Story:
        """Another agency trains the same people in the same thing: at the same hour, in the same days, or soon."""
        rng = self.rng
        other: Organiser = self.composer.organisers.other_agency(rng, idea.lead)
        shift = rng.choice((0, 0, 0, 1, 2, 3, 14, 28, 45))
        on = timetable.term_day(self.composer.table, idea.day + timedelta(days=shift))
        twin = self.composer.idea(rng, idea.topic, other, on)
        if shift == 0 and len(idea.times) == len(twin.times) == 1:
            twin = replace(twin, times=idea.times)
            twin = self.composer.placed(rng, twin) if twin.venue_id else twin
        return self.story(twin)


def _as_named(table: Timetable, title: str, day: date) -> tuple[date, tuple[datetime, datetime] | None]:
    """A series of Fridays is held on Fridays, and morning coffee is had in the morning, for an hour."""
    name = title.casefold()
    for word, weekday in NAMED_DAYS.items():
        if word in name:
            day = timetable.term_day(table, day + timedelta(days=(weekday - day.weekday()) % 7))
    for word, (start, minutes) in NAMED_HOURS.items():
        if word in name:
            return day, (timetable.at(day, start), timetable.at(day, start) + timedelta(minutes=minutes))
    return day, None


def _same_hours(like: tuple[datetime, datetime], on: date) -> list[tuple[datetime, datetime]]:
    start, end = (moment.astimezone(timetable.HELSINKI) for moment in like)
    return utc([(timetable.at(on, start.time()), timetable.at(on, start.time()) + (end - start))])
