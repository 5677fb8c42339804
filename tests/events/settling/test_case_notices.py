"""Mail about overlaps: each side once per case, at once or in the digest, for what the other does, and coordinators."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from catalogue import outbox
from catalogue.models import Membership, Message, User
from events import case_digests, case_notices, proposing, settling
from events.models import Event, OverlapCase
from events.overlaps import rebuilding, spans
from tests.events.overlaps.arrangements import BY, refresh
from tests.events.settling.arrangements import actor, clash, organisation_of, organiser
from tests.factories import MembershipFactory, OrganisationFactory, TargetGroupFactory, UserFactory

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


def delivered(now=None):
    outbox.sweep(now=(now or timezone.now()) + outbox.GRACE)
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

    made = case_notices.planners(Event(lead=organisation_of(maker), created_by=maker))
    inherited = case_notices.planners(Event(lead=organisation_of(maker), created_by=UserFactory()))

    assert (made, inherited) == ([maker], [maker, colleague])


def test_planners_of_a_unit_are_those_of_its_agency_too():
    maker = organiser("Maija")
    unit = OrganisationFactory(parent=organisation_of(maker))

    assert case_notices.planners(Event(lead=unit)) == [maker]


def test_clerks_and_those_who_have_left_are_not_told(pair):
    lead = organisation_of(pair.aino)
    MembershipFactory(organisation=lead, role=Role.CLERK)
    MembershipFactory(organisation=lead, user=UserFactory(is_active=False))

    assert case_notices.planners(Event(lead=lead)) == [pair.aino]


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


# --- Each case is told once: a high one at once, the others in the digest ---------------------------------------------
NEXT_WEEK = timedelta(days=7)


def softened(pair):
    """A pair that overlaps in one medium way, opened as if for the first time: nobody has been told."""
    Message.objects.all().delete()
    OverlapCase.objects.all().delete()
    apart = TargetGroupFactory(parent=pair.own.audiences.get())
    pair.other.audiences.set([apart])
    spans.refresh([pair.other.pk])
    refresh(pair.own, pair.other, now=timezone.now())
    pair.case = OverlapCase.objects.get()
    return pair


def digests(now=None):
    return [letter for letter in delivered(now) if "this week" in letter.subject or "wait to be" in letter.subject]


def news_of(letters):
    """Who is told of what as new, one for each line of a digest."""
    return sorted((letter.to[0], line) for letter in letters for line in letter.body.splitlines() if "(new" in line)


def test_high_case_is_told_at_once_and_not_as_news_of_the_digest(pair):
    case_notices.send_digests()

    letters = delivered()

    assert told("overlap_opened") == sorted([pair.aino.email, pair.kaisa.email])
    assert pair.reload().told_at is not None
    assert news_of(letters) == []


def test_medium_case_is_told_in_one_digest_and_not_at_once(pair):
    softened(pair)
    untold = pair.case.told_at

    case_notices.send_digests()
    first = news_of(digests())
    mail.outbox.clear()
    later = timezone.now() + NEXT_WEEK
    case_notices.send_digests(now=later)
    second = digests(later)

    assert (pair.case.severity, untold, told("overlap_opened")) == ("medium", None, [])
    assert [address for address, _line in first] == sorted([pair.aino.email, pair.kaisa.email])
    assert sorted(letter.to[0] for letter in second) == sorted([pair.aino.email, pair.kaisa.email])
    assert news_of(second) == []


def test_case_that_becomes_high_is_told_at_once_after_its_digest_and_only_once(pair):
    softened(pair)
    case_notices.send_digests()
    for audiences in ([pair.own.audiences.get()], [TargetGroupFactory(parent=pair.own.audiences.get())]) * 2:
        pair.other.audiences.set(audiences)
        spans.refresh([pair.other.pk])
        refresh(pair.own, pair.other, now=timezone.now())

    assert told("overlap_opened") == sorted([pair.aino.email, pair.kaisa.email])
    assert pair.actions() == ["open", "worsen", "worsen"]


def test_mail_about_a_high_case_tells_of_all_that_lies_between_the_two():
    pair = clash()
    case_notices.send_digests()

    letters = delivered()

    assert set(OverlapCase.objects.exclude(told_at=None).values_list("kind", flat=True)) == {"clash", "duplicate"}
    assert told("overlap_opened") == sorted([pair.aino.email, pair.kaisa.email])
    assert all("Same content" in letter.body for letter in letters if "Trainings overlap" in letter.subject)
    assert news_of(letters) == []


def test_medium_case_that_was_settled_before_the_digest_is_told_to_nobody(pair):
    softened(pair)
    settling.keep_both(by=actor(pair.aino), case_id=pair.case.pk, reason="Different levels")

    case_notices.send_digests()

    assert told("overlap_digest") == []


def test_news_that_comes_after_the_digest_waits_for_the_next(pair):
    case_notices.send_digests()
    softened(pair)
    Message.objects.create(
        kind="overlap_digest", cause="x", address="x@example.org", language="en", context=this_week()
    )

    again = case_notices.send_digests()

    assert (again, pair.reload().told_at) == (0, None)


def this_week():
    year, week, _day = timezone.localdate().isocalendar()
    return {"week": f"{year}-W{week:02}"}


def test_what_is_found_without_telling_is_no_news(pair):
    OverlapCase.objects.all().delete()
    Message.objects.all().delete()

    rebuilding.rebuild(by=BY, tell=False)
    case_notices.send_digests()

    assert told("overlap_opened") == []
    assert news_of(digests()) == []


# --- The digest -------------------------------------------------------------------------------------------------------
def test_digest_comes_once_a_week_to_those_for_whom_something_waits(pair):
    organiser("Ville")
    for _time in range(2):
        case_notices.send_digests()

    assert told("overlap_digest") == sorted([pair.aino.email, pair.kaisa.email])
    letter = delivered()[-1]
    assert letter.subject == "Overlaps that wait to be settled"
    assert "1 overlap of your trainings waits to be settled; serious: 1, late: 0." in letter.body
    assert "Reading day" in letter.body


def test_digest_names_all_that_is_new_and_only_the_gravest_of_the_rest(pair, monkeypatch):
    monkeypatch.setattr(case_digests, "MOST_REMEMBERED", 0)
    new = softened(clash(themes=[], own={"title_en": "New one"}))
    refresh(pair.own, pair.other, now=timezone.now())
    Event.objects.filter(pk=new.own.pk).update(lead=organisation_of(pair.aino))

    case_notices.send_digests()

    letter = next(letter for letter in digests() if letter.to == [pair.aino.email])
    assert letter.subject == "1 new overlap this week"
    assert ("New one" in letter.body, "Reading day" in letter.body) == (True, False)


def test_digest_is_withdrawn_when_nothing_waits_any_more(pair):
    case_notices.send_digests()
    settling.dismiss(by=actor(pair.aino), case_id=pair.case.pk, reason="Not the same people")

    assert digests() == []


# --- Coordinators -----------------------------------------------------------------------------------------------------
def late(**columns):
    yesterday = timezone.localdate() - timedelta(days=1)
    OverlapCase.objects.update(due_on=yesterday, told_at=timezone.now() - timedelta(days=2), **columns)


def test_coordinators_are_told_of_what_is_high_and_late_once_per_case_and_deadline(pair):
    helena = organiser("Helena", Role.COORDINATOR)
    in_time = case_notices.send_overdue()
    late()

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


def test_coordinators_are_told_of_what_is_medium_and_late_in_their_digest(pair):
    helena = organiser("Helena", Role.COORDINATOR)
    late(severity="medium")

    at_once = case_notices.send_overdue()
    case_notices.send_digests()

    letter = next(letter for letter in digests() if letter.to == [helena.email])
    assert (at_once, told("overlap_overdue")) == (0, [])
    assert "1 overlap between agencies has not been settled in time." in letter.body
    assert "/en/workspace/coordination/" in letter.body


def test_coordinators_are_not_told_before_the_sides_have_been(pair):
    organiser("Helena", Role.COORDINATOR)
    late()
    OverlapCase.objects.update(told_at=timezone.now())

    assert case_notices.send_overdue() == 0
