"""The pictures of shared addresses: real ones of their size, of what everybody may see, drawn in bounds."""

import datetime as dt
import struct
import threading

import pytest
from django.utils import timezone, translation

from catalogue import vocabularies
from catalogue.viewers import ANONYMOUS
from events.models import Event
from events.queries import details
from events.sharing import drawing, pictures
from events.views import pictures as views
from tests.factories import EventFactory, MembershipFactory, SessionFactory

pytestmark = pytest.mark.django_db
# Whatever an organiser may call a training: long Finnish, markup of typst and of HTML, no space, other letters.
TITLES = [
    "Varhaiskasvatussuunnitelmaperusteisiinperehdyttäminen esimerkiksikolmivuotiaidenvarhaiskasvatuksessa",
    'Lukeminen #panic("x") $a$ *b* <c> @d \\ [e] `f` // g',
    "Å" * 250,
    "šakki žest čáhci 🎓 日本",
]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path / "pictures"


def training(**values):
    made = EventFactory(**values)
    SessionFactory(event=made, starts_at=timezone.now() + dt.timedelta(days=9))
    return made


def path_of(event, language="fi"):
    return f"/og/events/{event.id}-{language}.png"


def size_of(png):
    """Width and height out of the header of a PNG (RFC 2083 section 4.1.1)."""
    assert png[:16] == b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
    return struct.unpack(">II", png[16:24])


def picture_of(event, language="fi"):
    with translation.override(language):
        page = details.event_page(
            event.slug, viewer=ANONYMOUS, now=timezone.now(), language=language, vocabularies=vocabularies.current()
        )
        return pictures.of_event(page.event)


@pytest.mark.parametrize("title", TITLES)
def test_picture_of_any_title_is_a_png_of_the_size_that_is_said(client, title):
    made = training(title_fi=title)

    response = client.get(path_of(made))

    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert size_of(response.content) == (drawing.WIDTH, drawing.HEIGHT) == (1200, 630)


def test_picture_says_what_when_where_and_by_whom():
    made = training(title_fi="Kirjastopäivä", delivery=Event.Delivery.ONLINE)

    said = picture_of(made)

    assert (said.title, said.where, said.organiser) == ("Kirjastopäivä", "Verkossa", made.lead.name_fi)
    assert " klo\N{NO-BREAK SPACE}" in said.when
    assert said.alternative == f"Kirjastopäivä. {said.when}. Verkossa. {made.lead.name_fi}"


@pytest.mark.parametrize(
    "values",
    [{"title_fi": "Toinen"}, {"state": Event.State.CANCELLED}, {"state": Event.State.POSTPONED}],
)
def test_picture_of_something_else_is_another_picture(client, values):
    made = training(title_fi="Ensimmäinen")
    first = client.get(path_of(made))

    Event.objects.filter(pk=made.pk).update(**values)
    second = client.get(path_of(made))

    assert first["ETag"] != second["ETag"]
    assert first.content != second.content


def test_picture_of_each_language_is_its_own(client):
    made = training()

    assert len({client.get(path_of(made, language)).content for language in ("fi", "sv", "en")}) == 3


@pytest.mark.parametrize("state", [Event.State.DRAFT, Event.State.PLANNED])
def test_picture_of_a_hidden_training_is_not_there_even_for_its_organiser(client, state):
    made = training(state=state)
    client.force_login(MembershipFactory(organisation=made.lead).user)

    assert client.get(path_of(made)).status_code == 404


@pytest.mark.parametrize(
    "path", ["/og/events/00000000-0000-4000-8000-000000000000-fi.png", "/og/events/x-fi.png", "/og/calendar-de.png"]
)
def test_picture_of_nothing_is_not_there(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_other_page_has_the_picture_of_the_calendar(client, language):
    assert size_of(client.get(f"/og/calendar-{language}.png").content) == (1200, 630)


def test_picture_under_its_version_is_kept_for_a_year_and_under_any_other_for_minutes(client):
    made = training()
    version = picture_of(made).version

    headers = [client.get(f"{path_of(made)}{query}")["Cache-Control"] for query in (f"?v={version}", "?v=x", "")]

    assert headers == ["public, max-age=31536000, immutable", "public, max-age=300", "public, max-age=300"]


def test_known_picture_is_not_sent_again_nor_drawn(client, folder):
    made = training()

    response = client.get(path_of(made), headers={"If-None-Match": f'"{picture_of(made).version}"'})

    assert (response.status_code, response.content) == (304, b"")
    assert not folder.exists()


def test_picture_is_drawn_once(client, folder):
    made = training()
    first = client.get(path_of(made))
    (file,) = folder.iterdir()
    before = file.stat().st_mtime_ns

    second = client.get(path_of(made))

    assert (second.content, [each.stat().st_mtime_ns for each in folder.iterdir()]) == (first.content, [before])


def test_picture_is_given_without_a_folder_to_keep_it(client, settings, tmp_path):
    settings.DATA_DIR = tmp_path / "a-file"
    settings.DATA_DIR.write_text("")

    assert client.get(path_of(training())).status_code == 200


def test_pictures_that_are_kept_have_an_end(folder, monkeypatch):
    monkeypatch.setattr(drawing, "KEPT", 5)

    for number in range(8):
        drawing.draw(f"{number}", picture_of(training()).said)

    assert len(list(folder.iterdir())) <= 5


def test_flood_of_new_pictures_sends_all_but_a_few_away_at_once(client):
    paths = [path_of(training()) for _ in range(3)]
    with drawing._turn:
        waiting = [threading.Thread(target=drawing.draw, args=(f"{n}", picture_of(training()).said)) for n in range(2)]
        for thread in waiting:
            thread.start()
        while drawing._places._value:
            pass
        refused = [client.get(path) for path in paths]
    for thread in waiting:
        thread.join()

    assert [(each.status_code, each["Retry-After"], each["Cache-Control"], each.content) for each in refused] == [
        (503, "1", "no-store", b"")
    ] * 3
    assert client.get(paths[0]).status_code == 200


def test_address_that_lets_draw_too_much_is_told_to_wait_but_given_what_is_drawn(client, monkeypatch):
    monkeypatch.setattr(views, "DRAWINGS", views.RateLimitItemPerMinute(2))
    paths = [path_of(training()) for _ in range(3)]

    statuses = [client.get(path).status_code for path in [*paths, paths[0]]]

    assert statuses == [200, 200, 429, 200]


@pytest.mark.parametrize("number", [1, 3])
def test_picture_asks_as_often_whatever_the_number(client, number, django_assert_num_queries):
    made = training()
    for days in range(number):
        SessionFactory(event=made, starts_at=timezone.now() + dt.timedelta(days=days + 20))
    vocabularies.current()

    with django_assert_num_queries(5):
        client.get(path_of(made))


def test_event_page_names_its_picture_with_size_and_words(client):
    made = training(title_fi="Kirjastopäivä")
    picture = picture_of(made)

    html = client.get(f"/fi/events/{made.slug}/").content.decode()

    assert f'property="og:image" content="http://localhost:8000{path_of(made)}?v={picture.version}"' in html
    assert f'property="og:image:alt" content="{picture.alternative}"' in html
    assert 'property="og:image:width" content="1200"' in html
    assert 'property="og:image:height" content="630"' in html
    assert 'name="twitter:card" content="summary_large_image"' in html


def test_other_pages_name_the_picture_of_the_calendar(client):
    html = client.get("/sv/events/").content.decode()

    assert 'content="http://localhost:8000/og/calendar-sv.png"' in html
