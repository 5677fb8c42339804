"""The rebuild gives the rows that the increments gave; both give what the rules say of all pairs."""

import datetime as dt
from itertools import combinations

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from catalogue import vocabularies
from events import drafting, likeness, publishing, scheduling
from events.models import Event, OverlapCase, OverlapChange, OverlapCheck, OverlapSpan, Session
from events.overlaps import cases, rebuilding, sides, spans, sweeping
from events.overlaps.life import Fingerprints
from tests.events.overlaps.arrangements import BY, NOW, TUESDAY, at, refresh, stored, training
from tests.factories import (
    EventSeriesFactory,
    OrganisationFactory,
    RegionFactory,
    RoomFactory,
    TargetGroupFactory,
    ThemeFactory,
    TrainerFactory,
)

pytestmark = pytest.mark.django_db
KEY = ("first_id", "second_id", "kind")
# The first three are about the same, one of them in another language; the last says nothing of what it is about.
TITLES = (
    {"fi": "Medialukutaidon peruskurssi"},
    {"fi": "Medialukutaito peruskoulussa"},
    {"sv": "Medieläskunnighet i skolan"},
    {"fi": "Uimahallien energiatehokkuus"},
    {"fi": "Koulutus"},
)
FOUND = (*KEY, "severity", "score", "reasons", "evidence", "fingerprint", "is_internal", "starts_at", "ends_at")


@pytest.fixture
def teachers():
    return TargetGroupFactory()


def rebuild(**values):
    return rebuilding.rebuild(by=BY, now=NOW, **values)


def rows():
    """The unsettled cases with all that was found."""
    found = OverlapCase.objects.unsettled().order_by("first_id", "second_id", "kind")
    return [{name: getattr(case, name) for name in FOUND} for case in found]


def by_all_pairs():
    """What the rules say of all pairs, without any help of the database."""
    texts = [likeness.profile_of(likeness.of_event(event)) for event in Event.objects.all()]
    alike = {
        one.digest: {other.digest: percent for other in texts if (percent := likeness.percent(one, other))}
        for one in texts
    }
    rows = spans.of_events(Event.objects.values_list("pk", flat=True))
    profiles = sides.of_spans(rows, vocabularies.current(), alike=alike)
    found = {}
    for first, second in combinations(sorted(profiles), 2):
        for key, held in cases.held_between(profiles[first], profiles[second], Fingerprints()).items():
            if held.finding.ends_at > NOW:
                found[key] = dict(zip(KEY, key, strict=True)) | held.columns()
    return [{name: found[key][name] for name in FOUND} for key in sorted(found)]


# --- What a rebuild does ----------------------------------------------------------------------------------------------
def test_rebuild_writes_what_is_missing_and_a_second_one_nothing(teachers):
    training(audiences=[teachers])
    training(audiences=[teachers])
    OverlapSpan.objects.all().delete()

    first, second = rebuild(), rebuild()

    assert stored() == [("clash", "open")]
    assert (first.trainings, first.pairs, first.held, first.changed) == (2, 1, 1, 1)
    assert (second.held, second.changed, OverlapChange.objects.count()) == (1, 0, 1)
    assert set(OverlapCheck.objects.values_list("checked_version", flat=True)) == {1}


def test_rebuild_closes_what_no_longer_holds_and_leaves_what_is_settled(teachers):
    one, two, three = (training(audiences=[teachers]) for _ in range(3))
    refresh(one, two)
    kept = OverlapCase.objects.of_events([one.pk]).between(*sorted((one.pk, two.pk)))
    kept.update(state="kept")
    Event.objects.filter(pk__in=[two.pk, three.pk]).update(state="cancelled")

    rebuild()

    assert stored() == [("clash", "closed"), ("clash", "closed"), ("clash", "kept")]


def test_rebuild_of_the_past_finds_nothing_and_of_one_side_ahead_still_does(teachers):
    theme = ThemeFactory(parent=ThemeFactory())
    past = NOW.date() - dt.timedelta(days=30)
    training(past, audiences=[teachers], themes=[theme])
    training(past, audiences=[teachers], themes=[theme])
    ahead = training(audiences=[teachers], themes=[theme])

    rebuild()

    assert stored() == stored(ahead) == [("duplicate", "open")] * 2


def test_rebuild_leaves_alone_what_was_written_while_it_compared(teachers, monkeypatch):
    one, two = (training(audiences=[teachers]) for _ in range(2))
    compare = rebuilding._held

    def written_meanwhile(*arguments):
        Event.objects.filter(pk=two.pk).update(version=2, state="cancelled")
        return compare(*arguments)

    monkeypatch.setattr(rebuilding, "_held", written_meanwhile)
    rebuild()

    assert stored(one) == []
    assert sweeping.unchecked() == [two.pk]


def test_command_says_what_it_did(teachers, capsys):
    for _ in range(2):
        training(dt.date(2099, 3, 10), audiences=[teachers])

    call_command("rebuild_overlaps")

    assert capsys.readouterr().out.startswith("2 trainings in 1 pairs: 1 overlaps, 1 of them changed, in ")


# --- The sweep --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("most", [100, 1], ids=["one by one", "all at once"])
def test_sweep_compares_what_a_lost_check_has_left(teachers, most, monkeypatch):
    monkeypatch.setattr(sweeping, "ONE_BY_ONE", most)
    for _ in range(2):
        training(audiences=[teachers])

    assert sweeping.sweep(now=NOW) == 2
    assert stored() == [("clash", "open")]
    assert sweeping.sweep(now=NOW) == 0


def test_sweep_closes_cases_whose_sessions_are_over(teachers):
    one, _two = (training(audiences=[teachers]) for _ in range(2))
    refresh(one)
    sweeping.sweep(now=NOW)

    assert sweeping.sweep(now=at(TUESDAY, 12)) == 1
    assert stored() == [("clash", "closed")]


# --- Increments, rebuild and all pairs agree --------------------------------------------------------------------------
class World:
    """Some trainings, and terms and places to give them."""

    def __init__(self):
        root = TargetGroupFactory()
        self.audiences = [root, *(TargetGroupFactory(parent=root) for _ in range(2))]
        top = ThemeFactory()
        narrow = ThemeFactory(parent=top)
        self.themes = [top, narrow, ThemeFactory(parent=narrow)]
        self.leads = [OrganisationFactory() for _ in range(2)]
        self.regions = [RegionFactory() for _ in range(2)]
        self.rooms = [RoomFactory() for _ in range(2)]
        self.trainers = [TrainerFactory() for _ in range(2)]
        self.series = [EventSeriesFactory() for _ in range(2)]
        self.events = []

    def new(self, draw):
        draft = drafting.EventDraft(
            lead_id=draw(st.sampled_from(self.leads)).pk,
            delivery=draw(st.sampled_from(["online", "onsite"])),
            titles=draw(st.sampled_from(TITLES)),
            languages=draw(st.sampled_from([["fi"], ["sv"], ["fi", "sv"]])),
            national=draw(st.booleans()),
            sessions=[self.session(draw) for _ in range(draw(st.integers(1, 3)))],
            audience_ids=self.ids(draw, self.audiences),
            theme_ids=self.ids(draw, self.themes),
            region_ids=self.ids(draw, self.regions),
            series_id=draw(st.none() | st.sampled_from([each.pk for each in self.series])),
            repeat_of_id=draw(st.none() | st.sampled_from([each.pk for each in self.events])) if self.events else None,
        )
        event = drafting.create_event(by=BY, draft=draft, now=NOW)
        self.events.append(event)
        publishing.plan_event(by=BY, event_id=event.pk, now=NOW)
        return event

    def session(self, draw):
        room = draw(st.none() | st.sampled_from(self.rooms))
        day = TUESDAY + dt.timedelta(days=draw(st.sampled_from([0, 0, 1, 5, 7, 100, 130, -60])))
        start = draw(st.sampled_from([9, 12, 13]))
        return drafting.SessionDraft(
            starts_at=at(day, start),
            ends_at=at(day, start + draw(st.sampled_from([1, 3, 6]))),
            room_id=room and room.pk,
            trainer_ids=self.ids(draw, self.trainers),
        )

    @staticmethod
    def ids(draw, rows):
        return draw(st.frozensets(st.sampled_from([row.pk for row in rows]), max_size=2))

    def edit(self, draw):
        """Do one of the things that people do to one of the trainings; answer it."""
        if len(self.events) < 2 or draw(st.integers(0, 3)) == 0:
            return self.new(draw)
        event = Event.objects.get(pk=draw(st.sampled_from(self.events)).pk)
        if event.state == "cancelled":
            return publishing.revive_event(by=BY, event_id=event.pk, now=NOW)
        action = draw(st.sampled_from([self.describe, self.move, self.add, self.drop, self.call_off]))
        action(draw, event)
        return event

    def describe(self, draw, event):
        links = {"audiences": self.ids(draw, self.audiences), "themes": self.ids(draw, self.themes)}
        columns = {"national": draw(st.booleans()), "languages": draw(st.sampled_from([["fi"], ["sv"]]))}
        title = draw(st.none() | st.sampled_from(TITLES))
        if title:
            columns |= {f"title_{language}": title.get(language, "") for language in ("fi", "sv")}
        drafting.update_event(by=BY, event_id=event.pk, columns=columns, links=links)

    def move(self, draw, event):
        session = event.sessions.first()
        wanted = self.session(draw)
        place = scheduling.Place(room_id=wanted.room_id)
        move = scheduling.SessionMove(
            session_id=session.pk, starts_at=wanted.starts_at, ends_at=wanted.ends_at, place=place
        )
        scheduling.move_event(by=BY, event_id=event.pk, moves=[move], now=NOW)

    def add(self, draw, event):
        scheduling.add_sessions(by=BY, event_id=event.pk, drafts=[self.session(draw)], now=NOW)

    def drop(self, _draw, event):
        scheduled = event.sessions.filter(state=Session.State.SCHEDULED)
        if scheduled.count() > 1:
            scheduling.cancel_session(by=BY, session_id=scheduled.first().pk, now=NOW)

    def call_off(self, _draw, event):
        publishing.cancel_event(by=BY, event_id=event.pk, now=NOW)


@settings(
    deadline=None,
    max_examples=15,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
def test_increments_the_rebuild_and_all_pairs_agree_after_any_edits(data, db):
    from django.db import transaction

    with transaction.atomic():
        world = World()
        for _ in range(data.draw(st.integers(3, 12), "edits")):
            refresh(world.edit(data.draw))
        by_increments, wanted = rows(), by_all_pairs()
        before = OverlapChange.objects.count()

        rebuild()

        assert by_increments == wanted == rows()
        assert OverlapChange.objects.count() == before
        OverlapCase.objects.all().delete()
        rebuild()
        assert rows() == wanted
        transaction.set_rollback(True)
