"""An offer that nobody answers, in a browser: scanners change nothing, the next accepts, the history says why."""

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from events.models import Event
from registrations import cancelling, tasks
from registrations.models import Registration
from tests.factories import MembershipFactory
from tests.pages.browsing import follow, open_mailbox
from tests.pages.signing_in import sign_in
from tests.registrations.arrangements import BY, open_event, register


def states():
    return list(Registration.objects.order_by("email").values_list("state", flat=True))


def test_offer_that_expires_passes_on_and_everybody_sees_why(page, site, assert_accessible):
    event = open_event(capacity=1, waiting_list_mode=Event.WaitingListMode.OFFER)
    seated, first, second = (register(event, number, language="en") for number in (1, 2, 3))
    for waiting in (first, second):  # what is no longer right when it is to be sent, is not
        open_mailbox(page, site, waiting.email, mails=1)
    cancelling.cancel_registration(by=BY, registration_id=seated.pk)

    open_mailbox(page, site, first.email, mails=2)
    follow(page, "main ul.mails li:first-child a")
    links = [link.get_attribute("href") for link in page.locator("main a[href*='/registrations/']").all()]
    for link in links:  # as a scanner of mail does
        assert page.request.get(link).ok
    assert states() == ["cancelled", "offered", "waitlisted"]

    Registration.objects.filter(pk=first.pk).update(offer_expires_at=timezone.now() - timedelta(seconds=1))
    tasks.pass_on_freed_seats()

    assert states() == ["cancelled", "expired", "offered"]
    page.goto(links[0])
    expect(page.locator("main .alert").first).to_contain_text("You did not answer in time")
    assert_accessible()

    open_mailbox(page, site, second.email, mails=2)
    follow(page, "main ul.mails li:first-child a")
    follow(page, "main a[href*='/registrations/']")
    follow(page, "button[name=answer][value=accept]")
    page.wait_for_url(re.compile(r"\?accepted"))
    assert states() == ["cancelled", "expired", "confirmed"]

    sign_in(page.context, site, MembershipFactory(organisation=event.lead).user)
    page.goto(f"{site}/en/workspace/registrations/{second.pk}/")
    expect(page.locator("main")).to_contain_text(
        f"The seat was freed by registration {first.reference}: The offer expired."
    )
    assert_accessible()
