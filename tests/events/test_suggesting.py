"""What is suggested for a training from its texts: by the field's words, by earlier choices, and why."""

import pytest

from catalogue import vocabularies
from events import likeness, suggesting
from events.likeness import Texts
from events.models import Event
from tests.factories import EventFactory, OrganisationFactory, SectorFactory, TargetGroupFactory, ThemeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def terms():
    library, ecec = SectorFactory(code="library"), SectorFactory(code="ecec")
    return {
        "literacy": ThemeFactory(code="literacy"),
        "community": ThemeFactory(code="community"),
        "learning": ThemeFactory(code="learning"),
        "library": library,
        "ecec": ecec,
        "library_sector": TargetGroupFactory(code="library_sector", sector=library),
        "library_staff": TargetGroupFactory(code="library_staff", sector=library),
        "ecec_staff": TargetGroupFactory(code="ecec_staff", sector=ecec),
    }


def suggest(texts, **given):
    return suggesting.suggest(texts, known=vocabularies.current(), **given)


def codes(suggestions):
    return [each.term.code for each in suggestions]


@pytest.mark.parametrize(
    ("texts", "theme", "said"),
    [
        (Texts({"fi": "Medialukutaidon edistäminen"}), "literacy", ("medialukutaidon",)),
        (Texts({"sv": "Läsfrämjande arbete"}), "literacy", ("läsfrämjande",)),
        (Texts({"en": "Preventing bullying together"}), "community", ("bullying",)),
        (Texts({"fi": "Iltapäivä"}, {"fi": "Kiusaamisen ehkäisy"}), "community", ("kiusaamisen",)),
    ],
)
def test_theme_is_suggested_because_of_words(terms, texts, theme, said):
    found = suggest(texts).themes

    assert codes(found) == [theme]
    assert (found[0].words, found[0].earlier) == (said, 0)


def test_audience_and_sector_are_suggested_because_of_words(terms):
    found = suggest(Texts({"fi": "Varhaiskasvatuksen arki"}), audience_notes={"fi": "Kirjastojen henkilöstö"})

    assert codes(found.audiences)[0] == "library_staff"
    assert found.audiences[0].words == ("kirjastojen henkilöstö", "kirjastojen")
    assert codes(found.sectors) == ["ecec"]


def test_term_is_suggested_because_it_was_chosen_before(terms):
    for number in range(3):
        EventFactory(
            title_fi=f"Satakielen laulupäivä {number}", themes=[terms["learning"]], audiences=[terms["ecec_staff"]]
        )
    EventFactory(title_fi="Pankkiiri", themes=[terms["community"]])
    likeness.keep_all()

    found = suggest(Texts({"fi": "Laulupäivän satakielet"}))

    assert [(each.term.code, each.earlier) for each in found.themes] == [("learning", 3)]
    assert [(each.term.code, each.earlier) for each in found.audiences] == [("ecec_staff", 3)]


def test_nothing_is_learnt_from_drafts_and_plans_nor_from_the_training_itself(terms):
    for state in (Event.State.DRAFT, Event.State.PLANNED):
        EventFactory(title_fi="Satakielen lento", state=state, published_at=None, themes=[terms["learning"]])
    itself = EventFactory(title_fi="Satakielen lento", themes=[terms["learning"]])
    likeness.keep_all()

    assert suggest(Texts({"fi": "Satakielen lento"}), but=[itself.pk]) == suggesting.Suggestions()


@pytest.mark.parametrize("text", ["", "–", "a' | b", "\x00", "'); --", "İß" * 300, "koulutus"])
def test_absurd_texts_bring_no_suggestion(terms, text):
    assert suggest(Texts({"fi": text, "sv": text}, {"en": text})) == suggesting.Suggestions()


@pytest.mark.parametrize("number", [1, 3])
def test_suggesting_asks_as_often_whatever_the_number(terms, number, django_assert_num_queries):
    known = vocabularies.current()
    for _ in range(number):
        EventFactory(title_fi="Satakielen lento", themes=[terms["learning"]], lead=OrganisationFactory())
    likeness.keep_all()

    with django_assert_num_queries(5):
        found = suggesting.suggest(Texts({"fi": "Satakielen lento"}), known=known)

    assert codes(found.themes) == ["learning"]
