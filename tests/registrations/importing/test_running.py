"""A file becomes registrations: headings as people write them, a report for each line, all or none, never twice."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue import vocabularies
from catalogue.models import Message
from events.models import Event
from registrations.importing import headings, people, running
from registrations.importing.files import Line
from registrations.importing.headings import HeadingsError
from registrations.importing.people import Meaning, Said
from registrations.models import Registration
from tests.factories import EducationLevelFactory, MembershipFactory, SectorFactory
from tests.registrations.arrangements import BY, fill, open_event, participant

pytestmark = pytest.mark.django_db
State = Registration.State
HEADS = "Sukunimi;Etunimi;Sähköposti;Työpaikka"
RIGHT = ["Aho;Aino;aho@example.org;Koulu", "Berg;Bo;berg@example.org;Skola", "Cederberg;Carl;c@example.org;Skola"]


@pytest.fixture
def event():
    return open_event(capacity=2)


@pytest.fixture
def post(client, event):
    client.force_login(MembershipFactory(organisation=event.lead).user)

    def posted(*lines, heads=HEADS, **values):
        if lines:
            values["file"] = SimpleUploadedFile("x.csv", "\r\n".join([heads, *lines]).encode())
        return client.post(f"/en/workspace/events/{event.pk}/registrations/import/", values)

    return posted


def outcomes(answer):
    return [(each.number, each.what) for each in answer.context["report"].outcomes]


def meaning(event):
    return Meaning(vocabularies.current(), list(event.pools.all()), "en", "fi")


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_headings_of_the_template_are_understood(language):
    mapped = headings.mapped(headings.template_heads(language))

    assert (list(mapped.columns), mapped.ignored, mapped.doubled) == (list(headings.IN_TEMPLATE), (), ())


@pytest.mark.parametrize(
    ("heads", "columns"),
    [
        (["NIMI", "E-mail *", "Työpaikka (koulu)"], {"name": 0, "email": 1, "workplace": 2}),
        (
            ["Förnamn", "Efternamn", "E-post", "Arbetsgivare"],
            {"first_name": 0, "last_name": 1, "email": 2, "workplace": 3},
        ),
        (["", "Full name", "email", "School", "Shoe size"], {"name": 1, "email": 2, "workplace": 3}),
    ],
)
def test_headings_are_understood_as_people_write_them(heads, columns):
    assert headings.mapped(heads).columns == columns


def test_no_two_headings_mean_different_columns():
    known = {}
    for column, names in headings.HEADINGS.items():
        for name in (name for each in names.values() for name in each):
            assert known.setdefault(headings._folded(name), column) == column


@pytest.mark.parametrize("heads", [[], ["Nimi"], ["Etunimi", "Sähköposti", "Työpaikka"]])
def test_missing_headings_are_refused(heads):
    with pytest.raises(HeadingsError):
        headings.mapped(heads)


def test_words_of_a_line_are_understood_in_every_language(event):
    sector, level = SectorFactory(name_sv="Bibliotek"), EducationLevelFactory(name_fi="Lukio")
    online = event.pools.create(position=1, name_fi="Etänä")
    heads = ("Nimi", "Sähköposti", "Työpaikka", "Ala", "Aste", "Kieli", "Paikat", "Puhelin")
    cells = ("Anna Liisa Aho", "AHO@Example.org", "Koulu", "bibliotek", "LUKIO", "Svenska", "etänä", "'+358 40 1")

    _mapped, (said,) = people.read_people([Line(1, heads), Line(2, cells)], meaning(event))

    participant = said.participant
    assert participant
    assert (said.pool_ids, said.wrong) == ((online.pk,), ())
    assert (participant.first_name, participant.last_name, participant.email, participant.language) == (
        "Anna Liisa",
        "Aho",
        "aho@example.org",
        "sv",
    )
    assert (participant.sector_id, participant.level_id, participant.phone) == (sector.pk, level.pk, "+358 40 1")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Aho;Aino;aho@;Koulu", "E-mail: Enter a valid email address."),
        ("Aho;;aho@example.org;Koulu", "First name: This field is required."),
        (
            "=1+1;Aino;aho@example.org;Koulu",
            "Last name begins with a sign that spreadsheet programs take for a formula.",
        ),
        ("Aho;Aino;aho@example.org;Koulu;viro", "“viro” is not a language that messages are sent in."),
        ("Aho;Aino;aho@example.org;Koulu;;avaruus", "“avaruus” is not known here."),
        ("Aho;Aino;aho@example.org;Koulu;;;katsomo", "There are no such seats: katsomo"),
    ],
)
def test_wrong_line_says_which_and_why(event, post, line, why):
    answer = post(line, heads=f"{HEADS};Kieli;Toimiala;Paikat")

    (outcome,) = answer.context["report"].outcomes
    assert (outcome.number, outcome.what, outcome.why) == (2, "wrong", (why,))


def test_look_tells_seats_queue_and_wrong_lines_and_registers_nobody(event, post):
    answer = post(*RIGHT, "Dahl;;d@example.org;Skola", "Eriksson;Eva;AHO@example.org;Skola")

    assert outcomes(answer) == [(2, "seat"), (3, "seat"), (4, "queue"), (5, "wrong"), (6, "wrong")]
    assert answer.context["report"].outcomes[-1].why == ("The same address is on line 2 already.",)
    assert not Registration.objects.exists()
    assert not Message.objects.exists()
    assert event.pools.get().taken == 0


def test_confirmed_file_is_registered_with_a_message_each(event, post):
    looked = post(*RIGHT)

    answer = post(confirm="1", lines=looked.context["kept"])

    assert answer.url == f"/en/workspace/events/{event.pk}/registrations/"
    rows = Registration.objects.order_by("created_at", "last_name").values_list("last_name", "state", "channel")
    assert sorted(rows) == [
        ("Aho", "confirmed", "import"),
        ("Berg", "confirmed", "import"),
        ("Cederberg", "waitlisted", "import"),
    ]
    assert sorted(Message.objects.values_list("kind", flat=True)) == ["confirmed", "confirmed", "waitlisted"]


def test_one_wrong_line_stops_all_unless_those_that_are_right_are_chosen(event, post):
    looked = post(*RIGHT, "Dahl;;d@example.org;Skola").context["kept"]

    refused = post(confirm="1", lines=looked)
    assert (refused.status_code, Registration.objects.count()) == (422, 0)

    post(confirm="1", lines=looked, only_right="1")
    assert Registration.objects.count() == 3


def test_same_file_again_registers_nobody_twice(event, post):
    post(confirm="1", lines=post(*RIGHT).context["kept"])

    again = post(*RIGHT)

    assert outcomes(again) == [(2, "already"), (3, "already"), (4, "already")]
    post(confirm="1", lines=again.context["kept"])
    assert Registration.objects.count() == 3


def test_seats_that_others_took_meanwhile_are_not_promised_twice(event, post):
    looked = post(*RIGHT[:2]).context
    assert looked["report"].seats == 2
    fill(event, 1)

    post(confirm="1", lines=looked["kept"])

    assert Registration.objects.get(last_name="Berg").state == State.WAITLISTED
    assert event.pools.get().taken == 2


def test_lines_that_somebody_has_changed_or_another_looked_at_are_refused(client, event, post):
    looked = post(*RIGHT).context["kept"]

    changed = post(confirm="1", lines=looked[:-3] + "abc")
    client.force_login(MembershipFactory(organisation=event.lead).user)
    others = client.post(f"/en/workspace/events/{event.pk}/registrations/import/", {"confirm": "1", "lines": looked})

    assert (changed.status_code, others.status_code, Registration.objects.count()) == (422, 422, 0)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"Nimi\r\nAino", b"x" * 200_001])
def test_bad_file_gets_a_clear_answer(client, event, post, content):
    answer = post(file=SimpleUploadedFile("x.xlsx", content))

    assert answer.status_code == 422
    assert str(answer.context["refusal"])


def test_another_agency_imports_nothing(client, event):
    client.force_login(MembershipFactory().user)
    file = SimpleUploadedFile("x.csv", "\r\n".join([HEADS, *RIGHT]).encode())

    answer = client.post(f"/en/workspace/events/{event.pk}/registrations/import/", {"file": file})

    assert answer.status_code == 403


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_template_is_a_file_that_is_understood(client, event, post, form):
    answer = client.get(f"/sv/workspace/events/{event.pk}/registrations/import/template.{form}")

    looked = post(file=SimpleUploadedFile(f"x.{form}", answer.content))

    assert (looked.status_code, looked.context["report"].outcomes) == (200, [])


def test_import_takes_as_many_statements_for_thirty_lines_as_for_three(event):
    people_of = {
        number: [
            Said(
                number=line,
                name="Aho",
                email=f"a{number}-{line}@example.org",
                participant=participant(line, email=f"a{number}-{line}@example.org"),
                pool_ids=(),
                wrong=(),
            )
            for line in range(number)
        ]
        for number in (3, 30)
    }

    counts = {}
    for number, said in people_of.items():
        with CaptureQueriesContext(connection) as queries:
            report = running.import_people(by=BY, event_id=event.pk, people=said, only_right=False)
        counts[number] = len(queries)
        assert (report.new, report.is_done) == (number, True)

    assert counts[30] == counts[3]
    assert Registration.objects.filter(state=State.CONFIRMED).count() == 2
    assert list(event.pools.values_list("taken", "waiting")) == [(2, 31)]
    waiting = Registration.objects.waiting().values_list("queue_number", flat=True)
    assert list(waiting) == list(range(1, 32))
    assert Message.objects.filter(kind="waitlisted").count() == 31
    assert {row.changes.get().action for row in Registration.objects.all()} == {"register"}


def test_every_line_says_why_nobody_is_registered_for_a_cancelled_training(event, post):
    Event.objects.filter(pk=event.pk).update(state="cancelled")

    answer = post(*RIGHT)

    assert [each.why for each in answer.context["report"].outcomes] == [("The training has been cancelled.",)] * 3
