"""New trainings by mail: nothing before it is confirmed, what was asked for, once a day, and gone with one click."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone

from catalogue import outbox
from catalogue.models import Message
from events.models import Event
from registrations.models import NewsSubscription
from registrations.newsletter import digests, letters, subscribing
from tests.factories import EventFactory, RegionFactory, SessionFactory, TargetGroupFactory, ThemeFactory

pytestmark = pytest.mark.django_db
ADDRESS = "aino@example.org"
DAY = timedelta(days=1)


def subscribe(choices="", *, language="fi", email=ADDRESS, is_confirmed=True):
    now = timezone.now() - 2 * DAY
    subscribing.ask(email=email, language=language, choices=choices, now=now)
    subscription = NewsSubscription.objects.get(email=email)
    if is_confirmed:
        subscribing.confirm(subscription_id=subscription.pk, now=now)
        subscription.refresh_from_db()
    return subscription


def publish(**values):
    event = EventFactory(**{"title_fi": "Lukutaito", **values})
    SessionFactory(event=event)
    return event


def delivered(kind=subscribing.DIGEST):
    outbox.sweep(now=timezone.now() + outbox.GRACE)
    return [sent for sent in mail.outbox if sent.extra_headers["X-Cause"].startswith(f"{kind}:")]


def told():
    return [message.context["events"] for message in Message.objects.filter(kind=subscribing.DIGEST)]


def test_asking_mails_a_link_and_subscribes_nobody_yet():
    subscribe(is_confirmed=False)
    publish()

    assert digests.owe_digests() == 0
    (sent,) = delivered(subscribing.CONFIRM)
    assert sent.to == [ADDRESS]
    assert "/confirm/" in sent.body


def test_asking_many_times_mails_one_link_in_ten_minutes():
    now = timezone.now().replace(minute=0)
    for minutes in (0, 1, 9, 11):
        subscribing.ask(email=ADDRESS.upper(), language="fi", choices="", now=now + timedelta(minutes=minutes))

    assert Message.objects.filter(kind=subscribing.CONFIRM).count() == 2
    assert NewsSubscription.objects.count() == 1


def test_asking_for_an_address_that_is_confirmed_changes_nothing_and_mails_the_link_to_change_it():
    subscription = subscribe("theme=a")

    subscribing.ask(email=ADDRESS, language="sv", choices="theme=b")

    subscription.refresh_from_db()
    assert (subscription.choices, subscription.language) == ("theme=a", "fi")
    (sent,) = delivered(subscribing.KNOWN)
    assert subscribing.token_of(subscription) in sent.body


def test_digest_tells_what_was_published_since_and_is_still_to_come_once():
    subscribe()
    fresh = publish()
    publish(published_at=timezone.now() - 3 * DAY)
    publish(state="planned")
    past = publish()
    Event.objects.filter(pk=past.pk).update(starts_at=timezone.now() - DAY, ends_at=timezone.now() - DAY / 2)

    owed = [digests.owe_digests(), digests.owe_digests(), digests.owe_digests(now=timezone.now() + DAY)]

    assert (owed, told()) == ([1, 0, 0], [[str(fresh.pk)]])


def test_digest_is_at_most_one_a_day():
    subscribe()
    publish()
    digests.owe_digests()
    later = publish(published_at=timezone.now() + timedelta(minutes=1))

    same_day = digests.owe_digests(now=timezone.now() + timedelta(minutes=2))
    next_day = digests.owe_digests(now=timezone.now() + DAY)

    assert (same_day, next_day) == (0, 1)
    assert told()[0] == [str(later.pk)]


def test_nothing_new_mails_nothing():
    subscribe()

    assert digests.owe_digests() == 0
    assert not Message.objects.filter(kind=subscribing.DIGEST).exists()


def test_digest_tells_of_what_was_chosen():
    theme, region, group = ThemeFactory(), RegionFactory(), TargetGroupFactory()
    by_theme = publish(themes=[theme])
    by_region = publish(regions=[region], delivery="onsite")
    by_group = publish(audiences=[group], languages=["sv"], delivery="onsite")
    choices = {
        "theme": f"theme={theme.code}",
        "region": f"region={region.code}&theme={theme.code}",
        "group": f"audience={group.code}&language=sv",
        "all": "",
    }
    for name, query in choices.items():
        subscribe(query, email=f"{name}@example.org")

    digests.owe_digests()

    found = {
        message.address.partition("@")[0]: set(message.context["events"])
        for message in Message.objects.filter(kind=subscribing.DIGEST)
    }
    all_of_them = {str(each.pk) for each in (by_theme, by_region, by_group)}
    assert found == {
        "theme": {str(by_theme.pk)},
        "region": {str(by_theme.pk)},
        "group": {str(by_group.pk)},
        "all": all_of_them,
    }


@pytest.mark.parametrize("number", [1, 3])
def test_digests_of_the_same_choices_ask_the_same_number_of_queries(number, django_assert_max_num_queries):
    publish()
    for each in range(number):
        subscribe(email=f"{each}@example.org")
    digests.vocabularies.current()

    with django_assert_max_num_queries(10):
        digests.owe_digests()


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_digest_offers_one_click_unsubscribing_and_shows_the_trainings(language):
    subscription = subscribe(language=language)
    event = publish(title_fi="Lukutaito", title_sv="Läskunnighet", title_en="Literacy")
    digests.owe_digests()

    (sent,) = delivered()

    address = letters.unsubscribe_address(subscription)
    message = sent.message()
    assert message["List-Unsubscribe"] == f"<{address}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert {"fi": "Lukutaito", "sv": "Läskunnighet", "en": "Literacy"}[language] in sent.body
    assert f"/{language}/events/{event.slug}/" in sent.body
    assert not re.search(r"%\(|\bNone\b", sent.subject + sent.body)


def test_digest_of_what_was_cancelled_meanwhile_is_not_sent():
    subscribe()
    event = publish()
    digests.owe_digests()
    Event.objects.filter(pk=event.pk).update(state="cancelled")

    assert delivered() == []


def test_digest_is_not_sent_to_who_has_unsubscribed_meanwhile():
    subscription = subscribe()
    publish()
    digests.owe_digests()

    subscribing.unsubscribe(subscription_id=subscription.pk)

    assert delivered() == []
    assert not Message.objects.exists()


def test_mail_program_unsubscribes_with_one_post_without_cookie_or_token():
    subscription = subscribe()
    address = letters.unsubscribe_address(subscription).removeprefix(settings.BASE_URL)
    client = Client(enforce_csrf_checks=True)

    answers = [client.post(address, {"List-Unsubscribe": "One-Click"}) for _again in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert not NewsSubscription.objects.exists()


def test_opening_the_links_alone_neither_confirms_nor_ends(client):
    subscription = subscribe(is_confirmed=False)
    token = subscribing.token_of(subscription)

    for path in (f"/fi/newsletter/{token}/confirm/", f"/newsletter/end/{token}", f"/fi/newsletter/{token}/"):
        assert client.get(path).status_code == 200

    assert NewsSubscription.objects.get().confirmed_at is None


def test_button_confirms(client):
    subscription = subscribe(is_confirmed=False)

    client.post(f"/fi/newsletter/{subscribing.token_of(subscription)}/confirm/")

    assert NewsSubscription.objects.get().confirmed_at is not None


def test_choices_are_changed_by_the_mailed_link(client):
    theme = ThemeFactory()
    subscription = subscribe("language=fi")
    page = f"/fi/newsletter/{subscribing.token_of(subscription)}/"

    assert client.get(page).context["form"]["language"].value() == ["fi"]
    client.post(page, {"mail_language": "sv", "theme": [theme.code]})

    subscription.refresh_from_db()
    assert (subscription.choices, subscription.language) == (f"theme={theme.code}", "sv")


@pytest.mark.parametrize("path", ["/fi/newsletter/{}/", "/fi/newsletter/{}/confirm/"])
def test_forged_link_opens_nothing(client, path):
    subscription = subscribe()
    forged = subscribing.token_of(subscription)[:-3] + "abc"

    assert [client.get(path.format(token)).status_code for token in (forged, "x")] == [404, 404]


def test_filter_in_view_is_taken_over(client):
    theme = ThemeFactory()

    page = client.get(f"/fi/newsletter/?theme={theme.code}&language=sv&delivery=online&q=luku")

    assert (page.context["form"]["theme"].value(), page.context["form"]["language"].value()) == ([theme.code], ["sv"])


def test_page_answers_alike_whoever_has_the_address(client):
    subscribe()
    given = {"mail_language": "fi"}

    pages = [
        client.post("/fi/newsletter/", given | {"email": email}).content.decode().replace(email, "")
        for email in (ADDRESS, "kaisa@example.org")
    ]

    assert pages[0] == pages[1]


@pytest.mark.parametrize("given", [{"email": "aino@"}, {"email": ADDRESS, "theme": ["nonsense"]}])
def test_page_refuses_what_means_nothing(client, given):
    page = client.post("/fi/newsletter/", {"mail_language": "fi"} | given)

    assert page.status_code == 422
    assert not NewsSubscription.objects.exists()


def test_address_that_nobody_confirms_is_forgotten_with_its_mail():
    subscribe(is_confirmed=False)
    kept = subscribe(email="kaisa@example.org")

    gone = [subscribing.forget_unconfirmed(now=timezone.now() + days * DAY) for days in (0, 2)]

    assert gone == [0, 1]
    assert list(NewsSubscription.objects.all()) == [kept]
    assert not Message.objects.filter(address=ADDRESS).exists()


def test_address_in_two_spellings_is_subscribed_once(client):
    for email in ("Aino@exämple.fi", "aino@XN--EXMPLE-CUA.fi"):
        client.post("/fi/newsletter/", {"email": email, "mail_language": "fi"})

    assert list(NewsSubscription.objects.values_list("email", flat=True)) == ["aino@exämple.fi"]


def test_address_that_is_too_long_to_be_kept_is_refused(client):
    email = f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.fi"

    response = client.post("/fi/newsletter/", {"email": email, "mail_language": "fi"})

    assert response.status_code == 422
