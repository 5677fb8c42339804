"""Mail about overlaps: each side once per case, the other side for what one does, a digest, and the coordinators."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from catalogue import outbox
from catalogue.models import Membership, Message, User
from events import case_notices, proposing, settling
from events.models import Event, OverlapCase
from tests.events.overlaps.arrangements import refresh
from tests.events.settling.arrangements import actor, clash, organisation_of, organiser
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
Role = Membership.Role


@pytest.fixture
def pair():
    made = clash(themes=[])
    assert OverlapCase.objects.count() == 1
    return made


def told(kind):
    """Who was told, by address, as often as they were."""
    return sorted(Message.objects.filter(kind=kind).values_list("address", flat=True))


def delivered():
    outbox.sweep(now=timezone.now() + outbox.GRACE)
    return mail.outbox


def test_both_sides_are_told_once_however_often_the_case_opens(pair):
    again = timezone.now() + timedelta(hours=1)
    OverlapCase.objects.update(state="closed")

    refresh(pair.own, pair.other, now=again)

    assert pair.reload().state == "open"
    assert told("overlap_opened") == sorted([pair.aino.email, pair.kaisa.email])


def test_who_made_the_training_is_told_and_not_all_of_their_colleagues():
    maker = organiser("Maija")
    colleague = MembershipFactory(organisation=organisation_of(maker), role=Role.ORGANISER).user

    made = case_notices._planners(Event(lead=organisation_of(maker), created_by=maker))
    inherited = case_notices._planners(Event(lead=organisation_of(maker), created_by=UserFactory()))

    assert (made, inherited) == ([maker], [maker, colleague])


def test_planners_of_a_unit_are_those_of_its_agency_too():
    maker = organiser("Maija")
    unit = OrganisationFactory(parent=organisation_of(maker))

    assert case_notices._planners(Event(lead=unit)) == [maker]


def test_clerks_and_those_who_have_left_are_not_told(pair):
    lead = organisation_of(pair.aino)
    MembershipFactory(organisation=lead, role=Role.CLERK)
    MembershipFactory(organisation=lead, user=UserFactory(is_active=False))

    assert case_notices._planners(Event(lead=lead)) == [pair.aino]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_letter_of_a_new_case_names_both_trainings_and_the_reasons_in_its_readers_language(pair, language):
    User.objects.update(language=language)
    Message.objects.update(language=language)

    first, second = delivered()

    assert {first.to[0], second.to[0]} == {pair.aino.email, pair.kaisa.email}
    titles = {"en": ("Reading day", "Books for all")}.get(language, (pair.own.title_fi, pair.other.title_fi))
    for title in titles:
        assert title in first.subject
    assert f"/{language}/workspace/overlaps/{pair.case.pk}/" in first.body


def test_comment_is_mailed_to_the_other_side_with_its_words(pair):
    settling.comment(by=actor(pair.aino), case_id=pair.case.pk, text="Shall we talk?", organisation_id=None)

    assert told("overlap_handled") == [pair.kaisa.email]
    assert "Shall we talk?" in delivered()[-1].body


def test_coordinators_word_is_mailed_to_both_sides(pair):
    helena = organiser("Helena", Role.COORDINATOR)

    settling.keep_both(by=actor(helena), case_id=pair.case.pk, reason="Different levels")

    assert told("overlap_handled") == sorted([pair.aino.email, pair.kaisa.email])


def test_every_step_of_a_proposal_reaches_the_other_side(pair):
    def ask():
        return proposing.propose_move(
            by=actor(pair.aino),
            case_id=pair.case.pk,
            event_id=pair.other.pk,
            starts_at=pair.other.starts_at + timedelta(days=7),
            sides=[pair.own.pk],
        )

    proposing.decline(by=actor(pair.kaisa), proposal_id=ask().pk, sides=[pair.other.pk], reason="No room")
    proposing.accept(by=actor(pair.kaisa), proposal_id=ask().pk, sides=[pair.other.pk])

    assert told("overlap_handled") == sorted([pair.kaisa.email, pair.aino.email] * 2)
    bodies = [letter.body for letter in delivered() if letter.to == [pair.aino.email]]
    assert any("would rather not move" in body and "No room" in body for body in bodies)
    assert any("has moved the training" in body for body in bodies)


def test_letter_is_not_sent_to_who_may_no_longer_read_it(pair):
    Membership.objects.filter(user=pair.aino).delete()

    assert [letter.to for letter in delivered()] == [[pair.kaisa.email]]
    assert Message.objects.get(address=pair.aino.email).state == "withdrawn"


def test_letter_of_a_new_case_is_not_sent_once_it_is_settled(pair):
    OverlapCase.objects.update(state="kept")

    assert delivered() == []


def test_digest_comes_once_a_week_to_those_for_whom_something_waits(pair):
    organiser("Ville")
    for _time in range(2):
        case_notices.send_digests()

    assert told("overlap_digest") == sorted([pair.aino.email, pair.kaisa.email])
    letter = delivered()[-1]
    assert letter.subject == "1 overlap waits for you this week"
    assert "Reading day" in letter.body


def test_digest_is_withdrawn_when_nothing_waits_any_more(pair):
    case_notices.send_digests()
    settling.dismiss(by=actor(pair.aino), case_id=pair.case.pk, reason="Not the same people")

    assert not [letter for letter in delivered() if "this week" in letter.subject]


def test_coordinators_are_told_of_what_is_late_once_per_case_and_deadline(pair):
    helena = organiser("Helena", Role.COORDINATOR)
    in_time = case_notices.send_overdue()
    OverlapCase.objects.update(due_on=timezone.localdate() - timedelta(days=1))

    for _time in range(2):
        case_notices.send_overdue()

    assert (in_time, told("overlap_overdue")) == (0, [helena.email])
    assert "Not settled in time" in delivered()[-1].subject


@pytest.mark.parametrize("title", ["100 % digi", "%s %d %(who)s %"])
def test_title_with_signs_of_a_pattern_stands_in_the_letter_as_it_is(pair, title):
    Event.objects.filter(pk=pair.other.pk).update(title_en=title, title_fi=title)
    proposing.propose_move(
        by=actor(pair.aino),
        case_id=pair.case.pk,
        event_id=pair.other.pk,
        starts_at=pair.other.starts_at + timedelta(weeks=1),
        sides=[pair.own.pk],
    )

    (letter,) = (each for each in delivered() if "proposes to move" in each.body)

    assert f"proposes to move the training “{title}” so that it begins" in letter.body


def test_comment_is_text_and_no_markup_in_its_letter(pair):
    text = "<script>alert(1)</script> 100 %s"
    settling.comment(by=actor(pair.aino), case_id=pair.case.pk, text=text, organisation_id=None)

    letter = delivered()[-1]

    assert text in letter.body
    assert "&lt;script&gt;" in letter.alternatives[0].content
