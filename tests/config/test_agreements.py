"""What agencies of the demonstration have settled: believable, the same for a seed and a day, and removable."""

from collections import Counter
from datetime import date

import pytest
from django.db import transaction
from django.db.models import F

from catalogue import actors, loading, vocabularies
from catalogue.models import Message
from config import demonstration
from config.seeding import agreements, generation, places, removal
from config.seeding.generation import Amount
from events.models import CaseProposal, OverlapCase, OverlapChange
from events.overlaps import rebuilding

pytestmark = pytest.mark.django_db
AMOUNT = Amount(scale=0.5, today=date(2026, 11, 21))


@pytest.fixture
def calendar():
    loading.load_reference(by=actors.by_system("test"))
    demonstration.ensure_accounts()
    places.ensure(vocabularies.current())
    generation.generate(AMOUNT)


def play():
    players = agreements.cast(today=AMOUNT.today, seed=AMOUNT.seed)
    begun = agreements.talk(players)
    rebuilding.rebuild(by=actors.by_system("test"), now=AMOUNT.now, tell=False)
    return begun, agreements.settle(players)


def test_agencies_have_settled_in_every_way_over_months_and_talk_about_others(calendar):
    begun, settled = play()

    assert set(settled) == {"kept", "moved", "joined", "dismissed"}
    months = OverlapChange.objects.filter(to_state__in=OverlapCase.SETTLED).dates("at", "month")
    assert len(months) >= 4
    assert {"move", "seen", "join", "seen by both"} <= set(begun)
    assert begun["late"] <= OverlapCase.objects.overdue(AMOUNT.now).count()
    assert CaseProposal.objects.filter(state="asked").exists()
    speakers = OverlapChange.objects.exclude(actor_user=None).values_list("actor_user__email", flat=True)
    assert len({email.rpartition("@")[2] for email in speakers}) >= 4
    assert_history_is_in_order()
    assert not Message.objects.exclude(state="sent").exists()
    assert not OverlapCase.objects.filter(told_at=None).exists()


def assert_history_is_in_order():
    """Nothing happens before the trainings were there, nor after today; what was settled has something ahead."""
    changes = OverlapChange.objects.order_by("at", "id")
    assert not changes.filter(at__gt=AMOUNT.now).exists()
    assert not changes.filter(at__lt=F("case__first__created_at")).exists()
    assert not changes.filter(at__lt=F("case__second__created_at")).exists()
    last = {change.case_id: change.to_state for change in changes}
    assert last == dict(OverlapCase.objects.values_list("pk", "state"))


def test_agreements_are_the_same_for_a_seed_and_a_day(calendar):
    def outcome():
        mark = transaction.savepoint()
        played = play()
        cases = Counter(OverlapCase.objects.values_list("first", "second", "kind", "state", "opened_at"))
        transaction.savepoint_rollback(mark)
        return played, cases

    assert outcome() == outcome()


def test_demonstration_is_removed_with_what_was_settled(calendar):
    play()

    removal.remove_demonstration()

    assert not OverlapCase.objects.exists()
    assert not Message.objects.exists()
