"""A few trainings that every demonstration has, each in a state worth looking at, at an address that stays."""

import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from catalogue.texts import columns
from config.seeding import stories, timetable
from config.seeding.composing import Composer, Idea, utc
from config.seeding.stories import Story
from config.seeding.topics import Topic
from config.seeding.turnout import Turnout
from events.models import EventSeries

SERIES_SLUG = "lukukipina-kolmiosainen-webinaarisarja"
SERIES_TITLE = "Lukukipinä-webinaarisarja"


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """Days count from today. `crowd` people have registered; `ending` is what befell the training lately."""

    key: str
    lead: str
    sector: str
    title: str
    summary: str
    audiences: str
    themes: str
    in_days: int
    starts: time = time(9, 0)
    hours: float = 2
    language: str = "fi"
    delivery: str = "online"
    region: str = ""
    seats: int | None = None
    online_seats: int | None = None
    opened: int = -30
    closes_before: int = 1
    is_closed: bool = False
    crowd: int = 0
    ending: str = ""
    part: int | None = None


SCENES: Sequence[Scene] = (
    Scene(
        key="few-seats", lead="esavi", sector="library", delivery="onsite", region="05", seats=24, crowd=22, in_days=9,
        title="Lukupiirin ohjaajan työpaja", hours=6,
        audiences="library_staff", themes="literacy",
        summary="Miten lukupiiri käynnistetään, ja mikä pitää keskustelun elävänä? "
        "Työpajassa suunnitellaan oman kirjaston lukupiiri.",
    ),
    Scene(
        key="full", lead="psavi", sector="education", delivery="onsite", region="17", seats=16, crowd=23, in_days=12,
        title="Rauhoittava vuorovaikutus koulun arjessa", hours=6,
        audiences="class_teacher assistant special_teacher", themes="community learning_support",
        summary="Pienryhmäkoulutus haastavien tilanteiden ennakointiin ja rauhoittamiseen. "
        "Ryhmään otetaan 16 osallistujaa.",
    ),
    Scene(
        key="not-open", lead="isavi", sector="youth", online_seats=100, in_days=45, opened=8, closes_before=3,
        title="Nuorten talousosaaminen: työkaluja ohjaajalle", starts=time(13, 0),
        audiences="youth_worker outreach_worker workshop_coach", themes="inclusion work_life",
        summary="Velkaantuminen, pikavipit ja oman rahan hallinta. "
        "Koulutuksessa tutustutaan valmiisiin tehtäviin ryhmille.",
    ),
    Scene(
        key="closed", lead="lsavi", sector="ecec", online_seats=80, crowd=61, in_days=3, is_closed=True, opened=-40,
        title="Vasukeskustelut ja huoltajien kuuleminen",
        audiences="ecec_teacher ecec_leader", themes="inclusion_guardians",
        summary="Kaksituntinen webinaari siitä, miten huoltajien näkemykset näkyvät lapsen suunnitelmassa.",
    ),
    Scene(
        key="cancelled", lead="laavi", sector="sports", delivery="onsite", region="19", seats=30, crowd=11, in_days=8,
        title="Talviliikunnan turvallisuus ja varusteet", hours=5, ending="cancel",
        audiences="sports_instructor class_teacher", themes="physical_activity preparedness",
        summary="Hiihto, luistelu ja retket kylmässä: ennakointi, vastuut ja varusteet. Iltapäivä maastossa.",
    ),
    Scene(
        key="postponed", lead="lssavi", sector="education", online_seats=None, crowd=38, in_days=6, ending="postpone",
        title="Perusopetuslain muutokset ja koulun hallintopäätökset", starts=time(12, 30), hours=3,
        audiences="principal edu_admin", themes="legal_protection compulsory_education",
        summary="Käymme läpi voimaan tulevat muutokset ja niiden vaikutuksen koulun päätöksiin.",
    ),
    Scene(
        key="hybrid", lead="lssavi", sector="library", delivery="hybrid", region="06", seats=30, online_seats=200,
        title="Kirjastot kohtaavat: alueellinen koulutuspäivä", hours=6, crowd=74, in_days=16, closes_before=5,
        audiences="library_staff library_leader", themes="library_dev",
        summary="Päivän aiheina ovat kokoelmat, yhteistyö koulujen kanssa ja kirjaston näkyvyys. "
        "Paikan päälle mahtuu 30, etänä voi seurata koko ohjelmaa.",
    ),
    Scene(
        key="swedish", lead="svenska", sector="education", language="sv", online_seats=120, crowd=47, in_days=11,
        title="Att bygga läsglädje i högstadiet", starts=time(13, 0),
        audiences="subject_teacher class_teacher", themes="literacy",
        summary="Konkreta sätt att få unga att läsa mer: högläsning, val av böcker och samarbete med biblioteket.",
    ),
    *(
        Scene(
            key=f"series-{part}", lead="isavi", sector="education", online_seats=150, part=part,
            in_days=5 + 14 * (part - 1), crowd=(88, 64, 41)[part - 1], starts=time(14, 30), hours=1.5,
            title=f"{SERIES_TITLE}, osa {part}: {name}", audiences="class_teacher subject_teacher library_staff",
            themes="literacy", summary=summary,
        )
        for part, name, summary in (
            (1, "lukemisen ilo alakoulussa", "Ääneen lukeminen, luokan lukuhetket ja kirjavalinnat."),
            (2, "nuori ja pitkä teksti", "Miten yläkoululainen saadaan pysymään kirjan parissa?"),
            (3, "lukemisen tuki", "Keinoja silloin, kun lukeminen on työlästä."),
        )
    ),
)  # fmt: skip


def id_of(key: str) -> uuid.UUID:
    """The id of the training of a scene: at every start the same."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"https://koulutuskalenteri.example/{key}")


def rehearse(composer: Composer, turnout: Turnout, today: date, series_number: int) -> tuple[EventSeries, list[Story]]:
    """Answer the series of the showcase and all its stories."""
    series = EventSeries(pk=series_number, slug=SERIES_SLUG, **columns("title", {"fi": SERIES_TITLE}))
    now = timetable.at(today, time(0)).astimezone(UTC)
    return series, list(_stories(composer, turnout, today, now, series.pk))


def _stories(composer: Composer, turnout: Turnout, today: date, now: datetime, series_id: int) -> Iterator[Story]:
    for scene in SCENES:
        rng = random.Random(scene.key)  # noqa: S311 - example data
        idea = _idea(composer, rng, scene, today, series_id)
        draft = replace(
            composer.draft(rng, idea),
            registration_opens_at=timetable.at(today + timedelta(days=scene.opened), time(9, 0)).astimezone(UTC),
            registration_closes_at=timetable.at(_closes_on(scene, idea, today), time(15, 0)).astimezone(UTC),
        )
        published_at = now - timedelta(days=max(1, -scene.opened), hours=13)
        story = Story(
            event_id=id_of(scene.key),
            by=idea.lead.actor,
            draft=draft,
            created_at=published_at - timedelta(days=21),
            steps=[stories.Plan(published_at - timedelta(days=14)), stories.Publish(published_at)],
        )
        if idea.room:
            composer.places.hold(idea.room.pk, idea.times)
        if scene.crowd:
            turnout.gather(story, scene.crowd)
        story.steps += _ending(composer, rng, scene, now - timedelta(hours=10))
        story.steps.sort(key=lambda step: step.at)
        yield story


def _closes_on(scene: Scene, idea: Idea, today: date) -> date:
    return today - timedelta(days=1) if scene.is_closed else idea.day - timedelta(days=scene.closes_before)


def _ending(composer: Composer, rng: random.Random, scene: Scene, at: datetime) -> list[stories.Step]:
    if scene.ending == "cancel":
        return [stories.Cancel(at, composer.bank.word(rng, scene.language, "cancel"))]
    if scene.ending == "postpone":
        return [stories.Postpone(at, composer.bank.word(rng, scene.language, "postpone"))]
    return []


def _idea(composer: Composer, rng: random.Random, scene: Scene, today: date, series_id: int) -> Idea:
    day = timetable.working_day(composer.table, today + timedelta(days=scene.in_days))
    start = timetable.at(day, scene.starts)
    idea = Idea(
        topic=Topic(
            scene.language,
            scene.sector,
            {scene.language: scene.title},
            {scene.language: scene.summary},
            scene.audiences.split(),
            scene.themes.split(),
        ),
        lead=composer.organisers.by_slug[scene.lead],
        times=utc([(start, start + timedelta(hours=scene.hours))]),
        delivery=scene.delivery,
        national=not scene.region,
        regions=[scene.region] if scene.region else (),
        seats=scene.seats,
        online_seats=scene.online_seats,
        series_id=series_id if scene.part else None,
        series_part=scene.part,
    )
    return composer.placed(rng, idea) if scene.region else idea
