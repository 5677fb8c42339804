"""What is kept of texts, and how it is read again and compared."""

import pytest
from django.utils import timezone

from catalogue import actors
from events import drafting, likeness
from events.drafting import EventDraft
from events.likeness import Texts
from events.models import TextVector
from tests.factories import EventFactory, OrganisationFactory


def profile(title, summary="", language="fi"):
    return likeness.profile_of(Texts({language: title}, {language: summary}))


def test_text_is_like_itself_and_not_like_another():
    one, other = profile("Koulukirjastot ja lukutaito"), profile("Uimahallien turvallisuus")

    assert likeness.likeness(one, one) == pytest.approx(1)
    assert likeness.likeness(one, other) < 0.1
    assert likeness.percent(one, one)
    assert not likeness.percent(one, other)


@pytest.mark.parametrize(
    ("own", "other"),
    [
        (("fi", "Koulukirjastot lukutaidon tukena"), ("sv", "Skolbiblioteken stöder läskunnigheten")),
        (
            ("fi", "Kiusaamisen ehkäisy varhaiskasvatuksessa"),
            ("en", "Preventing bullying in early childhood education"),
        ),
        (("sv", "Uppsökande ungdomsarbete och psykisk hälsa"), ("en", "Outreach youth work and mental health")),
    ],
)
def test_same_topic_in_two_languages_is_alike(own, other):
    one, two = profile(own[1], language=own[0]), profile(other[1], language=other[0])

    assert likeness.percent(one, two)
    assert not likeness.percent(one, profile("Uimahallien energiatehokkuus"))


def test_likeness_is_symmetric_and_knows_inflection():
    one, other = profile("Koulukirjastot ja lukutaito"), profile("Lukutaidon tukeminen koulukirjastossa")

    assert likeness.likeness(one, other) == pytest.approx(likeness.likeness(other, one))
    assert likeness.percent(one, other)


@pytest.mark.parametrize("text", ["", "–", "2027", "\x00", "a" * 5_000])
def test_text_without_words_is_like_nothing(text):
    empty = profile(text)

    assert likeness.likeness(empty, profile("Kirjasto")) == 0


@pytest.mark.django_db
def test_writing_a_training_keeps_its_profile(django_assert_num_queries):
    by, now = actors.by_system("test"), timezone.now()
    draft = EventDraft(
        lead_id=OrganisationFactory().pk, delivery="online", titles={"fi": "Lukutaito"}, languages=["fi"]
    )

    event = drafting.create_event(by=by, draft=draft, now=now)
    made = likeness.profiles_of([event.pk])[event.pk]
    drafting.update_event(by=by, event_id=event.pk, columns={"title_fi": "Varautuminen"})
    changed = likeness.profiles_of([event.pk])[event.pk]

    assert likeness.likeness(made, likeness.profile_of(likeness.of_draft(draft))) == pytest.approx(1)
    assert likeness.likeness(changed, profile("Varautuminen")) == pytest.approx(1)
    assert not likeness.percent(changed, made)


@pytest.mark.django_db
def test_profiles_of_many_are_read_by_one_query(django_assert_num_queries):
    events = [EventFactory(title_fi=f"Koulutus {number}", title_sv="Kurs") for number in range(3)]
    missing = EventFactory()
    assert likeness.keep_all() == 4
    TextVector.objects.filter(pk=missing.pk).delete()

    with django_assert_num_queries(1):
        found = likeness.profiles_of([*(event.pk for event in events), missing.pk])

    assert set(found) == {event.pk for event in events}
