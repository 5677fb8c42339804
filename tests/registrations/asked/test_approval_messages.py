"""The letter to a supervisor where organisers look at what has been sent."""

import pytest

from tests.factories import MembershipFactory
from tests.registrations.asked.test_approving import BOSS, event_with, register

pytestmark = pytest.mark.django_db


def test_letter_to_the_supervisor_stands_among_the_messages_without_its_link(client):
    event = event_with("supervisor")
    registration = register(event)
    client.force_login(MembershipFactory(organisation=event.lead).user)

    pages = [
        client.get(f"/en/workspace/registrations/{registration.pk}/"),
        client.get(f"/en/workspace/events/{event.pk}/messages/"),
    ]

    assert [page.status_code for page in pages] == [200, 200]
    assert BOSS in "".join(page.content.decode() for page in pages)
    assert "Question to the supervisor" in pages[1].content.decode()
    assert "/approvals/" not in "".join(page.content.decode() for page in pages)
