"""What a word finds besides itself: inflections that no stemmer knows, and compounds; and what it must not find."""

import uuid

import pytest
from django.http import QueryDict
from django.utils import timezone

from catalogue import actors, vocabularies
from events import drafting, filters, publishing
from events.models import Event, SearchWord
from events.searching import dictionary, relatives, words
from tests.factories import EventFactory, OrganisationFactory, SessionFactory

pytestmark = pytest.mark.django_db


def event(title, **columns):
    made = EventFactory(title_fi=title, **columns)
    SessionFactory(event=made)
    return made


def found(query):
    now = timezone.now()
    selection = filters.parse(QueryDict(query), vocabularies=vocabularies.current(), language="fi", now=now)
    return sorted(selection.narrow(Event.objects.all()).values_list("title_fi", flat=True))


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("kirjasto", ["Koulukirjasto elää", "Kirjastoauton tulevaisuus", "Yhteiset kirjastot"]),
        ("kirjastoissa", ["Koulukirjasto elää", "Kirjastoauton tulevaisuus", "Yhteiset kirjastot"]),
        ("lukutaito", ["Lukutaidon viikko", "Medialukutaidon perusteet"]),
        ("lukutaidossa", ["Lukutaidon viikko", "Medialukutaidon perusteet"]),
        ("kasvatus", ["Varhaiskasvatuksen johtaminen"]),
        ("kasvatukseen", ["Varhaiskasvatuksen johtaminen"]),
        ("sali", ["Liikuntasali käyttöön"]),
        ("linja", ["Musalinja ja muita linjoja"]),
        ("johtajuus", []),
    ],
)
def test_word_finds_its_forms_and_compounds(text, titles):
    for title in (
        "Koulukirjasto elää",
        "Kirjastoauton tulevaisuus",
        "Yhteiset kirjastot",
        "Lukutaidon viikko",
        "Medialukutaidon perusteet",
        "Varhaiskasvatuksen johtaminen",
        "Liikuntasali käyttöön",
        "Musalinja ja muita linjoja",
        "Koulu, media, liikunta ja auto",
    ):
        event(title)
    words.learn_all()

    assert found(f"q={text}") == sorted(titles)


def test_swedish_compounds_are_found_over_their_binding_sounds():
    event("Skolbibliotek", title_sv="Skolbiblioteken i dag")
    event("Småbarnspedagogik", title_sv="Småbarnspedagogik")
    event("Skola", title_sv="Skolan, pedagogik och småbarn")
    words.learn_all()

    assert found("q=bibliotek") == ["Skolbibliotek"]
    assert found("q=pedagogik") == ["Skola", "Småbarnspedagogik"]


def test_words_of_drafts_and_plans_are_not_learnt():
    drafted = event("Salahanke", state=Event.State.DRAFT, published_at=None)
    planned = event("Piilosuunnitelma", state=Event.State.PLANNED, published_at=None)
    event("Julkinen päivä")

    words.learn([drafted.pk, planned.pk, uuid.uuid4()])
    words.learn_all()

    learnt = set(SearchWord.objects.filter(language="fi").values_list("word", flat=True))
    assert {"julkinen", "päivä"} <= learnt
    assert not {"salahanke", "piilosuunnitelma"} & learnt


def test_words_are_forgotten_with_the_text():
    made = event("Vanha sanonta")
    words.learn([made.pk])
    Event.objects.filter(pk=made.pk).update(title_fi="Uusi lause")

    words.learn([made.pk])
    words.learn_all()

    learnt = set(SearchWord.objects.filter(language="fi").values_list("word", flat=True))
    assert {"uusi", "lause"} <= learnt
    assert not {"vanha", "sanonta"} & learnt


def test_publishing_and_editing_teach_words(django_capture_on_commit_callbacks):
    made = event("Eilinen", state=Event.State.PLANNED, published_at=None, languages=["fi"])
    by = actors.by_system("test")

    with django_capture_on_commit_callbacks(execute=True):
        publishing.publish_event(by=by, event_id=made.pk)
    with django_capture_on_commit_callbacks(execute=True):
        drafting.update_event(by=by, event_id=made.pk, columns={"title_fi": "Huominen"})

    assert set(SearchWord.objects.values_list("word", flat=True)) == {"eilinen", "huominen"}


def test_words_of_several_texts_are_asked_about_together(django_assert_num_queries):
    event("Koulukirjasto, koulu ja kirjasto", lead=OrganisationFactory())
    words.learn_all()
    asked = relatives.Asked(vocabularies.current())
    asked.expect(["kirjasto", "lukutaito"])
    dictionary.of(vocabularies.current()).has("fi", "koulu")

    with django_assert_num_queries(1):
        found = {word: asked[word].written_compounds for word in ("koulu", "kirjasto", "lukutaito")}

    assert found == {"koulu": {"koulukirjasto"}, "kirjasto": {"koulukirjasto"}, "lukutaito": set()}


def test_dictionary_is_read_again_when_words_are_learnt():
    event("Koulu")
    words.learn_all()
    before = dictionary.of(vocabularies.current())

    made = event("Kirjasto")
    words.learn([made.pk])
    after = dictionary.of(vocabularies.current())
    words.learn([made.pk])

    assert (before.has("fi", "kirjasto"), after.has("fi", "kirjasto")) == (False, True)
    assert dictionary.of(vocabularies.current()) is after


@pytest.mark.parametrize("text", ["", "-", "'", '"', '"""', "\x00", "a" * 5_000, "%_\\", "'); --", "😀 ß İ", "ja", "1"])
def test_absurd_words_are_borne(text):
    query = QueryDict(mutable=True)
    query["q"] = text
    event("Kirjasto")
    words.learn_all()

    assert found(query.urlencode()) in ([], ["Kirjasto"])


@pytest.mark.parametrize(
    "title", ["Lapsen tuki -webinaarisarja 2026–2027: osa 1", "Rehtoripäivä, ti 19.9.2023 klo 9–12"]
)
def test_title_is_found_as_it_stands(title):
    event(title)
    query = QueryDict(mutable=True)
    query["q"] = title

    assert found(query.urlencode()) == [title]


def test_quoted_words_are_taken_as_they_stand():
    event("Koulukirjasto")
    event("Kirjasto ja koulu")
    words.learn_all()

    assert found('q="kirjasto"') == ["Kirjasto ja koulu"]
    assert found('q="koulu kirjasto"') == []


def test_learning_keeps_long_and_odd_words_out():
    made = event("x" * 61 + " 2027 y " + "z" * 60)

    words.learn([made.pk])

    assert set(SearchWord.objects.values_list("word", flat=True)) == {"z" * 60}
