"""Publishing over a grave overlap asks for a reason, and takes it."""

import pytest

from events import publishing
from events.models import Event, EventChange, OverlapCase
from tests.events.overlaps.arrangements import BY, NOW, refresh, training
from tests.factories import RoomFactory, TargetGroupFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def teachers():
    return TargetGroupFactory()


def publish(event, **values):
    return publishing.publish_event(by=BY, event_id=event.pk, now=NOW, **values)


@pytest.mark.parametrize("state", ["draft", "planned"])
@pytest.mark.parametrize("reason", ["", "  "])
def test_publishing_over_an_open_grave_overlap_without_a_reason_is_refused(teachers, state, reason):
    training(audiences=[teachers])
    own = training(audiences=[teachers], state=state)

    with pytest.raises(publishing.OverlapReasonError):
        publish(own, reason=reason)

    assert Event.objects.get(pk=own.pk).state == state
    assert not EventChange.objects.filter(event=own).exists()


def test_publishing_with_a_reason_is_done_and_keeps_it(teachers):
    training(audiences=[teachers])
    own = training(audiences=[teachers])

    assert publish(own, reason="Eri sisältö").state == "published"
    assert EventChange.objects.get(event=own).reason == "Eri sisältö"


@pytest.mark.parametrize("settled", OverlapCase.SETTLED)
def test_publishing_over_a_settled_overlap_asks_nothing(teachers, settled):
    training(audiences=[teachers])
    own = training(audiences=[teachers])
    refresh(own)
    OverlapCase.objects.update(state=settled)

    assert publish(own).state == "published"


def test_publishing_over_a_lesser_overlap_asks_nothing(teachers):
    training(audiences=[TargetGroupFactory(parent=teachers)])

    assert publish(training(audiences=[teachers])).state == "published"


def test_publishing_into_a_taken_room_is_refused_for_the_room_whatever_the_reason():
    room = RoomFactory()
    publish(training(rooms=room))

    with pytest.raises(publishing.RoomTakenError):
        publish(training(rooms=room), reason="Tiedämme")
