"""The editor's pages: what is typed stays, each button does its own, and two savers meet without loss."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from catalogue.models import Membership, Trainer
from events import likeness
from events.models import Event, EventChange
from tests.factories import (
    EventFactory,
    MembershipFactory,
    OrganisationFactory,
    RoomFactory,
    SessionFactory,
    TargetGroupFactory,
    ThemeFactory,
    TrainerFactory,
    VenueFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    return OrganisationFactory()


@pytest.fixture
def organiser(client, agency):
    user = MembershipFactory(organisation=agency, role=Membership.Role.ORGANISER).user
    client.force_login(user)
    return user


def address(name, *args):
    with translation.override("en"):
        return reverse(name, args=args)


def posted_back(response):
    """What a browser would post of the form on a page, before anybody writes anything."""
    form = response.context["form"]
    data = {}
    for part in form.parts:
        for field in part:
            _add(data, field)
    return data


def _add(data, field):
    value = field.value()
    if field.name in ("registration_opens_at", "registration_closes_at"):
        parts = value if isinstance(value, list) else field.field.widget.decompress(value)
        data |= {f"{field.html_name}_{number}": str(part) for number, part in enumerate(parts) if part}
    elif isinstance(value, list | tuple):
        data[field.html_name] = list(value)
    elif value is True:
        data[field.html_name] = "on"
    elif value not in (None, False):
        data[field.html_name] = str(value)


def planned(agency, **values):
    event = EventFactory(lead=agency, state=Event.State.PLANNED, **values)
    SessionFactory(event=event)
    return event


def test_new_training_is_saved_as_a_draft_of_its_agency(client, organiser, agency):
    page = address("workspace-event-new", agency.slug)
    assert client.get(page).status_code == 200

    response = client.post(
        page,
        {
            "title_en": "Training",
            "languages": ["en"],
            "delivery": "online",
            "sessions-0-on": "2027-03-09",
            "sessions-0-starts": "9:00",
            "sessions-0-ends": "11:00",
            "sessions-0-trainers": ["Aino Virtanen (Oulun yliopisto)", ""],
            "do": "save",
        },
    )

    event = Event.objects.get()
    assert response.url == address("workspace-event", event.pk)
    assert (event.state, event.lead, event.created_by) == (Event.State.DRAFT, agency, organiser)
    trainer = Trainer.objects.get()
    assert (trainer.name, trainer.affiliation) == ("Aino Virtanen", "Oulun yliopisto")
    assert list(event.sessions.get().trainers.all()) == [trainer]
    assert client.get(response.url).status_code == 200


def test_todays_page_reads_once_whether_the_vocabularies_hold(client, organiser, agency):
    page = address("workspace-agency", agency.slug)

    with CaptureQueriesContext(connection) as asked:
        answer = client.get(page)

    assert "quick-audience" in answer.content.decode()
    assert sum("catalogue_cataloguerevision" in query["sql"] for query in asked) == 1


def test_quick_draft_leads_on_to_the_editor(client, organiser, agency):
    audience = TargetGroupFactory()

    response = client.post(
        address("workspace-event-new", agency.slug),
        {
            "title_en": "Training",
            "sessions-0-on": "",
            "sessions-0-starts": "09:00",
            "sessions-0-ends": "12:00",
            "audiences": [audience.code],
            "do": "quick",
        },
    )

    event = Event.objects.get()
    assert response.url == address("workspace-event-edit", event.pk)
    assert (list(event.audiences.all()), event.sessions.count()) == ([audience], 0)


def test_form_with_errors_saves_nothing_and_keeps_everything_typed(client, organiser, agency):
    response = client.post(
        address("workspace-event-new", agency.slug),
        {
            "title_en": "",
            "summary_sv": "Sammanfattning",
            "sessions-0-on": "2027-03-09",
            "sessions-0-starts": "12:00",
            "sessions-0-ends": "11:00",
            "sessions-0-trainers": ["Aino", "Eero"],
            "pools-0-capacity": "-1",
            "registration_closes_at_0": "2027-03-01",
            "do": "save",
        },
    )

    form = response.context["form"]
    assert response.status_code == 422
    assert [field.html_name for field in form.faults] == ["title_fi", "sessions-0-ends", "pools-0-capacity"]
    assert form["summary_sv"].value() == "Sammanfattning"
    assert form.sessions[0]["trainers"].value() == ["Aino", "Eero"]
    assert form["registration_closes_at"].value() == ["2027-03-01", ""]
    assert not Event.objects.exists()


@pytest.mark.parametrize("action", ["add", "pool-add", "line-add", "pattern", "window", "look", "apply:0", "no-such"])
def test_other_buttons_save_nothing_and_keep_everything_typed(client, organiser, agency, action):
    data = {
        "title_en": "Training",
        "description_fi": "Kuvaus",
        "sessions-0-on": "not yet",
        "sessions-0-join_url": "half an addr",
        "pools-0-capacity": "many",
        "do": action,
    }

    response = client.post(address("workspace-event-new", agency.slug), data)

    form = response.context["form"]
    shown = [form["title_en"], form["description_fi"], form.sessions[0]["on"], form.sessions[0]["join_url"]]
    assert response.status_code == 200
    assert [field.value() for field in (*shown, form.pools[0]["capacity"])] == [
        "Training",
        "Kuvaus",
        "not yet",
        "half an addr",
        "many",
    ]
    assert not Event.objects.exists()
    assert "error-summary" not in response.content.decode()


def test_pattern_is_shown_before_its_sessions_are_added(client, organiser, agency):
    data = {
        "title_en": "Training",
        "pattern-frequency": "weekly",
        "pattern-interval": "1",
        "pattern-first_on": "2027-12-07",
        "pattern-starts": "09:00",
        "pattern-ends": "11:00",
        "pattern-count": "3",
        "pattern-skip_public": "on",
    }
    page = address("workspace-event-new", agency.slug)

    shown = client.post(page, data | {"do": "pattern"})
    added = client.post(page, data | {"pattern-first_on": "2027-11-29", "do": "pattern-add"})

    dates = shown.context["fill"].pattern_dates
    assert [str(each.occurrence.on) for each in dates] == ["2027-12-07", "2027-12-14", "2027-12-21"]
    # 6 December is Independence Day.
    assert [row["on"].value() for row in added.context["form"].sessions] == ["2027-11-29", "2027-12-13", "2027-12-20"]


def test_window_is_proposed_from_the_first_date(client, organiser, agency):
    data = {
        "title_en": "Training",
        "sessions-0-on": "2037-03-10",
        "sessions-0-starts": "9:00",
        "sessions-0-ends": "10:00",
        "do": "window",
    }

    response = client.post(address("workspace-event-new", agency.slug), data)

    closes_at = response.context["form"]["registration_closes_at"].value()
    assert closes_at.isoformat() == "2037-03-03T23:59:00+02:00"


def test_terms_are_suggested_from_what_is_written_and_one_is_taken_only_when_asked(client, organiser, agency):
    literacy, community = ThemeFactory(code="literacy"), ThemeFactory(code="community")
    likeness.keep([EventFactory(title_fi="Medialukutaidon polku", themes=[literacy]).pk])
    typed = {"title_fi": "Medialukutaidon polku", "summary_fi": "Kiusaamisen ehkäisy", "sessions-0-on": "not yet"}
    page = address("workspace-event-new", agency.slug)

    looked = client.post(page, typed | {"do": "look"})
    taken = client.post(page, typed | {"do": "take:themes:literacy"})

    assert suggested(looked) == {literacy.code: (("medialukutaidon",), 1), community.code: (("kiusaamisen",), 0)}
    assert "because of the word: medialukutaidon · chosen for 1 earlier training like this" in looked.content.decode()
    form = taken.context["form"]
    assert [form[name].value() for name in ("title_fi", "themes")] == [typed["title_fi"], [literacy.code]]
    assert form.sessions[0]["on"].value() == "not yet"
    assert suggested(taken) == {community.code: (("kiusaamisen",), 0)}


def suggested(response):
    return {each.term.code: (each.words, each.earlier) for each in response.context["fill"].suggested["themes"]}


@pytest.mark.parametrize("chosen", ["library_sector", "library_staff"])
def test_what_is_above_or_below_a_chosen_target_group_is_not_suggested(client, organiser, agency, chosen):
    above = TargetGroupFactory(code="library_sector")
    TargetGroupFactory(code="library_staff", parent=above)
    data = {"audience_note_fi": "Kirjastojen henkilöstö", "do": "look"}
    page = address("workspace-event-new", agency.slug)

    before, after = client.post(page, data), client.post(page, data | {"audiences": [chosen]})

    assert [len(each.context["fill"].suggested["audiences"]) for each in (before, after)] == [1, 0]


@pytest.mark.parametrize("term", ["themes", "themes:", "title_fi:x", "themes:no-such", "version:7"])
def test_unknown_suggestion_loses_nothing(client, organiser, agency, term):
    page = address("workspace-event-new", agency.slug)

    response = client.post(page, {"title_fi": "Koulutus", "do": f"take:{term}"})

    assert (response.status_code, response.context["form"]["title_fi"].value()) == (200, "Koulutus")


def test_room_is_said_to_be_taken_by_whom_and_which_others_are_free(client, organiser, agency):
    venue = VenueFactory(name_fi="Talo", municipality="Oulu")
    room, other = RoomFactory(venue=venue, name="A"), RoomFactory(venue=venue, name="B")
    taker = SessionFactory(event=EventFactory(title_fi="Toinen koulutus"), venue=venue, room=room)
    hidden = SessionFactory(event=EventFactory(state=Event.State.DRAFT), venue=venue, room=other)
    start = taker.starts_at.astimezone()
    row = {"on": start.date().isoformat(), "starts": start.strftime("%H:%M"), "ends": "23:59"}

    response = client.post(
        address("workspace-event-new", agency.slug),
        {f"sessions-0-{name}": value for name, value in row.items()}
        | {"sessions-0-place": "Talo, A, Oulu", "do": "add"},
    )

    found = response.context["fill"].availability[0]
    assert [str(each.title) for each in found.taken_by] == ["Toinen koulutus"]
    assert [place.label for place in found.free_rooms] == ["Talo, B, Oulu"]
    assert str(hidden.event) not in response.content.decode()


def test_edit_posted_back_unchanged_changes_nothing(client, organiser, agency):
    event = planned(agency, pools=[10, None], languages=["fi", "sv"])
    SessionFactory(event=event, trainers=[TrainerFactory(affiliation="Yliopisto")], room=None, state="cancelled")
    page = address("workspace-event-edit", event.pk)

    response = client.post(page, posted_back(client.get(page)) | {"do": "save"})

    assert response.status_code == 302
    assert not EventChange.objects.exists()


def test_second_saver_sees_what_changed_chooses_and_saves_both(client, organiser, agency):
    event = planned(agency, title_fi="Koulutus", title_sv="", summary_fi="Vanha")
    page = address("workspace-event-edit", event.pk)
    mine = posted_back(client.get(page)) | {"title_fi": "Minun", "contact_name": "Minä", "do": "save"}
    theirs = posted_back(client.get(page)) | {"title_fi": "Heidän", "summary_fi": "Heidän tiivistelmä", "do": "save"}
    client.post(page, theirs)

    conflict = client.post(page, mine)

    assert conflict.status_code == 409
    context = conflict.context
    assert [(each.part, each.theirs, each.mine) for each in context["both"]] == [("title_fi", "Heidän", "Minun")]
    assert [each.part for each in context["only_theirs"]] == ["summary_fi"]
    assert [each.part for each in context["only_mine"]] == ["contact_name"]
    assert Event.objects.get().title_fi == "Heidän"

    posted = {}
    for name, value in context["posted"]:
        posted.setdefault(name, []).append(value)
    client.post(page, posted | {"keep-title_fi": "mine", "keep-summary_fi": "theirs", "do": "save"})

    saved = Event.objects.get()
    assert (saved.title_fi, saved.summary_fi, saved.contact_name) == ("Minun", "Heidän tiivistelmä", "Minä")


def test_refused_save_says_why_and_keeps_what_was_typed(client, organiser, agency):
    event = planned(agency)
    page = address("workspace-event-edit", event.pk)
    data = posted_back(client.get(page))
    Event.objects.filter(pk=event.pk).update(state=Event.State.CANCELLED)

    response = client.post(page, data | {"title_en": "Typed", "sessions-0-on": "2037-03-10", "do": "save"})

    assert response.status_code == 409
    assert response.context["form"]["title_en"].value() == "Typed"
    assert "error-summary" in response.content.decode()


def test_co_organiser_edits_but_decides_nothing(client, agency):
    other = OrganisationFactory()
    event = planned(other, co_organisers=[agency])
    client.force_login(MembershipFactory(organisation=agency).user)
    page = address("workspace-event-edit", event.pk)

    data = posted_back(client.get(page)) | {"title_en": "Ours too", "co_organisers": [], "do": "publish"}
    client.post(page, data)

    saved = Event.objects.get()
    assert (saved.title_en, saved.state, list(saved.co_organisers.all())) == ("Ours too", Event.State.PLANNED, [agency])
    assert client.post(address("workspace-event-publish", event.pk)).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_editor_page_asks_the_database_as_often_whatever_the_rows(
    client, organiser, agency, rows, django_assert_num_queries
):
    event = EventFactory(lead=agency, state=Event.State.PLANNED, title_fi="Medialukutaito", pools=[10] * rows)
    for _number in range(rows):
        alike = EventFactory(title_fi="Medialukutaito", themes=[ThemeFactory()], audiences=[TargetGroupFactory()])
        likeness.keep([alike.pk])
        room = RoomFactory()
        SessionFactory(event=event, trainers=[TrainerFactory()], venue=room.venue, room=room)
    page = address("workspace-event-edit", event.pk)
    client.get(page)

    with django_assert_num_queries(28):
        client.get(page)


@pytest.mark.parametrize(
    "decision",
    [
        ("plan", Event.State.DRAFT, Event.State.PLANNED),
        ("publish", Event.State.PLANNED, Event.State.PUBLISHED),
        ("postpone", Event.State.PUBLISHED, Event.State.POSTPONED),
        ("cancel", Event.State.PUBLISHED, Event.State.CANCELLED),
        ("revive", Event.State.CANCELLED, Event.State.PUBLISHED),
    ],
)
def test_decision_asks_first_and_then_does_it_with_its_reason(client, organiser, agency, decision):
    action, state, after = decision
    event = EventFactory(lead=agency, state=state)
    SessionFactory(event=event)
    page = address(f"workspace-event-{action}", event.pk)

    assert client.get(page).status_code == 200
    assert Event.objects.get().state == state
    response = client.post(page, {"reason": "Because"})

    assert response.url == address("workspace-event", event.pk)
    assert Event.objects.get().state == after
    assert EventChange.objects.get().reason == "Because"


def test_decision_that_the_state_does_not_allow_is_refused(client, organiser, agency):
    event = EventFactory(lead=agency)

    response = client.post(address("workspace-event-plan", event.pk))

    assert response.status_code == 409
    assert Event.objects.get().state == Event.State.PUBLISHED


def test_incomplete_training_is_not_published_and_says_why(client, organiser, agency):
    event = EventFactory(lead=agency, state=Event.State.PLANNED)

    response = client.post(address("workspace-event-publish", event.pk))

    assert response.status_code == 409
    assert Event.objects.get().state == Event.State.PLANNED


def test_preview_shows_the_public_page_before_it_is_public(client, organiser, agency):
    event = planned(agency, title_fi="Salainen suunnitelma")

    response = client.get(address("workspace-event-preview", event.pk))

    assert response.status_code == 200
    assert response.context["event"].registration.state == "open"
    public = f"{settings.BASE_URL}{address('event', event.slug)}"
    page = response.content.decode()
    assert f'<input id="page-address" type="text" readonly value="{public}">' in page
    assert f"{quote(public)}" in page.partition("mailto:")[2].partition('"')[0]
    assert Event.objects.get().state == Event.State.PLANNED
    client.logout()
    assert client.get(address("event", event.slug)).status_code == 404


def test_history_says_who_changed_what_from_what_to_what(client, organiser, agency):
    organiser.first_name, organiser.last_name = "Aino", "Virtanen"
    organiser.save()
    event = planned(agency, title_fi="Vanha", contact_name="Entinen")
    page = address("workspace-event-edit", event.pk)
    data = posted_back(client.get(page))
    client.post(page, data | {"title_fi": "Uusi", "contact_name": "Nykyinen", "reason": "Because", "do": "save"})

    listing = client.get(address("workspace-event-history", event.pk)).context["listing"]

    (step,) = listing.items
    assert (step.who, step.done, step.reason) == ("Aino Virtanen", "Edited", "Because")
    assert [(line.name, line.before, line.after, line.is_secret) for line in step.lines] == [
        ("Title in Finnish", "Vanha", "Uusi", False),
        ("Contact person", "", "", True),
    ]


def test_copy_page_proposes_the_same_week_and_makes_a_draft(client, organiser, agency):
    event = planned(agency)
    page = address("workspace-event-copy", event.pk)

    shown = client.get(page)
    move = shown.context["moves"][0]
    response = client.post(page, {"first_on": move.after.starts_at.date().isoformat(), "is_repeat": "on"})

    copy = Event.objects.exclude(pk=event.pk).get()
    assert response.url == address("workspace-event-edit", copy.pk)
    assert (copy.state, copy.repeat_of, copy.sessions.get().starts_at) == (
        Event.State.DRAFT,
        event,
        move.after.starts_at,
    )
    assert move.after.starts_at.isocalendar()[1:] == event.sessions.get().starts_at.isocalendar()[1:]


def test_co_organiser_copies_a_training_for_their_own_agency(client, organiser, agency):
    event = planned(OrganisationFactory(), co_organisers=[agency], contact_name="Heidän", contact_phone="040")
    page = address("workspace-event-copy", event.pk)

    shown = client.get(page).context["form"]
    client.post(page, {"first_on": shown.initial["first_on"].isoformat(), "agency": agency.slug, "is_repeat": "on"})

    copy = Event.objects.exclude(pk=event.pk).get()
    assert [code for code, _name in shown.fields["agency"].choices] == [agency.slug]
    assert (copy.lead, copy.state, copy.repeat_of, list(copy.co_organisers.all())) == (
        agency,
        Event.State.DRAFT,
        event,
        [],
    )
    assert (copy.contact_email, copy.contact_phone) == (organiser.email, "")
    assert (
        address("workspace-event-copy", event.pk) in client.get(address("workspace-event", event.pk)).content.decode()
    )


@pytest.mark.parametrize("where", ["lead", "stranger", ""])
def test_copy_is_made_for_no_agency_but_ones_own(client, organiser, agency, where):
    lead, stranger = OrganisationFactory(), OrganisationFactory()
    event = planned(lead, co_organisers=[agency])
    page = address("workspace-event-copy", event.pk)
    first_on = client.get(page).context["form"].initial["first_on"].isoformat()
    slug = {"lead": lead.slug, "stranger": stranger.slug, "": ""}[where]

    client.post(page, {"first_on": first_on, "agency": slug})

    assert {copy.lead for copy in Event.objects.exclude(pk=event.pk)} <= {agency}


def test_copy_goes_to_whichever_of_ones_agencies_is_chosen(client, organiser, agency):
    second = OrganisationFactory()
    MembershipFactory(user=organiser, organisation=second, role=Membership.Role.ORGANISER)
    event = planned(agency)
    page = address("workspace-event-copy", event.pk)
    form = client.get(page).context["form"]

    client.post(page, {"first_on": form.initial["first_on"].isoformat(), "agency": second.slug})

    assert [code for code, _name in form.fields["agency"].choices] == [agency.slug, second.slug]
    assert Event.objects.exclude(pk=event.pk).get().lead == second


def test_copy_to_another_weekday_says_why_not(client, organiser, agency):
    event = planned(agency)
    day_after = event.starts_at.date() + timedelta(days=365)

    response = client.post(address("workspace-event-copy", event.pk), {"first_on": day_after.isoformat()})

    assert response.status_code == 422
    assert Event.objects.count() == 1
