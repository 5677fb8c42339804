"""The own page is opened by a mailed link: once, for an hour, by its button alone; nobody learns who is known."""

import re
import threading
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection, connections, transaction
from django.test import Client
from django.utils import timezone
from limits import RateLimitItemPerHour

from catalogue import outbox, throttling
from catalogue.models import Message, Person
from registrations.models import OwnPage
from registrations.my import calendar, sessions, sign_in_links
from tests.factories import PersonFactory, UserFactory
from tests.registrations.arrangements import open_event, register
from tests.registrations.my.arrangements import deliver, link_in, mailed_link, open_page

pytestmark = pytest.mark.django_db
AINO = "aino1@example.org"
MY = "/fi/my/"


@pytest.fixture
def aino():
    return register(open_event(title_fi="Lukutaito")).person


def whose(client):
    return getattr(client.get(MY).context.get("person"), "email", None)


def test_stranger_is_asked_for_an_address(client):
    answer = client.get(MY)

    assert (answer.status_code, answer.templates[0].name) == (200, "my/ask.html")
    assert answer["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer["Cache-Control"]


def test_answer_is_the_same_whether_somebody_is_known_or_not(client, aino):
    known, unknown = (client.post(MY, {"email": email}) for email in (AINO, "kukka@example.org"))

    pages = [re.sub(r"(aino1|kukka)@example.org", "…", page.content.decode()) for page in (known, unknown)]
    assert known.status_code == unknown.status_code == 200
    assert pages[0] == pages[1]
    assert known.headers == unknown.headers
    assert Message.objects.filter(kind=sign_in_links.KIND).count() == 1


@pytest.mark.parametrize("address", ["", "aino@", "x" * 300 + "@example.org"])
def test_what_is_no_address_is_refused(client, address):
    assert client.post(MY, {"email": address}).status_code == 422


def test_link_opens_the_page_by_its_button_and_not_by_following_it(client, aino):
    client.post(MY, {"email": " Aino1@Example.org "})
    path = link_in(deliver())

    seen = [client.get(path).status_code for _scanner in range(3)]

    assert (seen, whose(client)) == ([200] * 3, None)
    assert client.post(path).url == MY
    assert whose(client) == AINO
    aino.refresh_from_db()
    assert aino.email_verified_at is not None


def test_link_works_once_and_so_does_no_older_one(client, aino):
    path = mailed_link(AINO)
    assert client.post(path).status_code == 302

    again = Client().post(path)

    assert (again.status_code, again.templates[0].name) == (404, "my/link_over.html")


def test_newer_link_ends_older_ones_when_it_is_used(aino):
    now = timezone.now()
    older, newer = (path_at(aino, now - timedelta(minutes=minutes)) for minutes in (20, 10))

    assert Client().post(newer).status_code == 302
    assert Client().post(older).status_code == 404


def path_at(person, asked_at):
    message = outbox.build_message(
        kind=sign_in_links.KIND, cause="x", person_id=person.pk, address=person.email, language="fi", now=asked_at
    )
    return sign_in_links.path_for(message, sign_in_links.of_person(person.pk))


@pytest.mark.parametrize(("minutes", "status"), [(59, 302), (61, 404)])
def test_link_holds_for_an_hour_from_when_it_was_asked_for(aino, minutes, status):
    path = path_at(aino, timezone.now() - timedelta(minutes=minutes))

    assert Client().post(path).status_code == status


def test_link_with_a_later_hour_written_into_it_is_not_genuine(client, aino):
    path = mailed_link(AINO)
    until = int(re.search(r"/open/(\d+)/", path).group(1))

    forged = [path.replace(str(until), str(until + seconds)) for seconds in (-60, 1, 10**6)]

    assert [client.post(each).status_code for each in forged] == [404] * 3
    assert whose(client) is None


def test_link_of_one_person_never_opens_anothers(client, aino):
    other = PersonFactory(email="bertta@example.org")
    own, others = mailed_link(AINO), path_at(other, timezone.now())
    mixed = own.replace(own.split("/")[-2][:22], others.split("/")[-2][:22])

    assert client.post(mixed).status_code == 404
    assert client.post(own).status_code == 302
    assert whose(client) == AINO


@pytest.mark.parametrize("path", ["/fi/my/open/1/x/", f"/fi/my/open/{10**30}/{'x' * 45}/", "/fi/my/open/1/%00/"])
def test_nonsense_is_no_link(client, path):
    assert client.get(path).status_code == client.post(path).status_code == 404


def test_page_stays_open_for_four_hours(client, aino, monkeypatch):
    open_page(client, AINO)
    kept = client.session["my"]

    assert timedelta(hours=3.9) < timedelta(seconds=kept["until"] - timezone.now().timestamp()) <= sessions.LASTS
    session = client.session
    session["my"] = kept | {"until": timezone.now().timestamp() - 1}
    session.save()
    assert whose(client) is None


def test_leaving_closes_the_page(client, aino):
    open_page(client, AINO)

    client.post("/fi/my/leave/")

    assert whose(client) is None


def test_raising_the_version_closes_every_open_page(client, aino):
    open_page(client, AINO)

    OwnPage.objects.update(version=2)

    assert whose(client) is None


def test_session_has_another_key_after_opening(client, aino):
    session = client.session
    session["planted"] = 1
    session.save()
    client.cookies["sessionid"] = session.session_key

    open_page(client, AINO)

    assert client.session.session_key != session.session_key


@pytest.mark.parametrize("verified", [True, False])
def test_account_opens_the_page_of_an_address_it_has_proved(client, aino, verified):
    user = UserFactory(email=AINO)
    EmailAddress.objects.create(user=user, email=AINO, verified=verified)
    client.force_login(user)

    assert whose(client) == (AINO if verified else None)


def test_account_opens_the_page_of_its_own_person_alone(client, aino):
    own, other = UserFactory(email="muu@example.org"), UserFactory(email=AINO)
    EmailAddress.objects.create(user=other, email=AINO, verified=True)
    Person.objects.filter(pk=aino.pk).update(user=own)

    seen = []
    for user in (own, other):
        client.force_login(user)
        seen.append(whose(client))

    assert seen == [AINO, None]


def test_mailed_link_is_kept_nowhere(aino):
    path = mailed_link(AINO)

    message = Message.objects.get(kind=sign_in_links.KIND)
    assert (message.text, message.html, message.context) == ("", "", {})
    assert path.split("/")[-2] not in str(vars(message))


def test_mail_that_comes_too_late_is_not_sent(aino):
    sign_in_links.ask_for_link(email=AINO, language="fi", now=timezone.now() - timedelta(hours=2))

    deliver()

    assert Message.objects.get(kind=sign_in_links.KIND).state == "withdrawn"


def test_asking_twice_in_a_minute_sends_one_mail(client, aino):
    for _each in range(3):
        client.post(MY, {"email": AINO})
    deliver()

    assert len([each for each in mail.outbox if "/my/open/" in each.body]) in {1, 2}


def test_network_that_asks_too_often_is_refused(client, monkeypatch):
    monkeypatch.setattr(sign_in_links, "MOST_FROM_A_NETWORK", RateLimitItemPerHour(2))
    monkeypatch.setattr(throttling, "client_address", lambda request: "192.0.2.77")

    answers = [client.post(MY, {"email": f"x{number}@example.org"}).status_code for number in range(3)]

    assert answers == [200, 200, 429]


def test_address_that_is_asked_for_too_often_gets_no_more_mail(client, aino, monkeypatch):
    monkeypatch.setattr(sign_in_links, "MOST_FOR_AN_ADDRESS", RateLimitItemPerHour(2))
    now = timezone.now()

    for minutes in range(5):
        sign_in_links.ask_for_link(email=AINO, language="fi", now=now + timedelta(minutes=minutes))

    assert Message.objects.filter(kind=sign_in_links.KIND).count() == 2


def is_somebody_waiting():
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        return cursor.fetchone()[0]


def use_up(path):
    until, token = path.rstrip("/").split("/")[-2:]
    try:
        sign_in_links.use(until=int(until), token=token)
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_link_that_is_used_while_the_calendar_gets_a_new_address_leaves_the_new_one(aino):
    path = mailed_link(AINO)
    calendar.reset_address(person_id=aino.pk)
    signing_in = threading.Thread(target=use_up, args=[path])

    with transaction.atomic():
        calendar.reset_address(person_id=aino.pk)
        signing_in.start()
        while not is_somebody_waiting():
            pass
    signing_in.join()

    own_page = OwnPage.objects.get()
    assert own_page.calendar_version == 3
    assert own_page.links_used_until > 0
