"""The API's documentation page works offline under the site's strict Content-Security-Policy."""

import pytest
from django.conf import settings as project

from tests.factories import EventFactory, SessionFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_documentation_lists_and_tries_operations_without_a_violation(page, site, transactional_db):
    SessionFactory(event=EventFactory(title_fi="Kirjastokoulutus"))
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))

    page.goto(f"{site}/api/v1/docs")
    page.get_by_text("/api/v1/events", exact=True).first.click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    page.locator(".live-responses-table").get_by_text("Kirjastokoulutus").first.wait_for()

    assert said == []
    assert all(address.startswith((site, "data:")) for address in asked)
    assert "unsafe" not in str(project.CONTENT_SECURITY_POLICY)
