"""The list of trainings in a frame of another site, and the page that gives its code, in a real browser."""

import datetime as dt
import http.server
import threading

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.factories import EventFactory, OrganisationFactory, SectorFactory, SessionFactory
from tests.pages.browsing import is_wide

PAGE = """<!doctype html><html lang="fi"><head><meta charset="utf-8"><title>Virasto</title></head>
<body><main><h1>Viraston oma sivu</h1>{}</main></body></html>"""


class OtherSite(http.server.BaseHTTPRequestHandler):
    code = ""

    def do_GET(self):
        body = PAGE.format(self.code).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_anything):
        """Say nothing."""


@pytest.fixture
def other_site():
    """A site of another origin whose page shows the code it is given: `(address, its handler)`."""
    handler = type("Handler", (OtherSite,), {})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", handler
    server.shutdown()
    server.server_close()


@pytest.fixture
def trainings(site):
    """The address of a site with two trainings, one of them of the agency `lappi` and of libraries."""
    library, lead = SectorFactory(code="library", name_fi="Kirjastotoimi"), OrganisationFactory(slug="lappi")
    for days, values in ((3, {"title_fi": "Sen oma", "lead": lead, "sectors": [library]}), (5, {"title_fi": "Muiden"})):
        event = EventFactory(slug=values["title_fi"].lower().replace(" ", "-"), **values)
        SessionFactory(event=event, starts_at=timezone.now() + dt.timedelta(days=days))
    return site


def test_page_of_another_site_shows_the_list_and_its_links_lead_out_of_the_frame(trainings, other_site, page):
    address, handler = other_site
    page.goto(f"{trainings}/fi/embed/?agency=lappi")
    handler.code = page.locator("#code").input_value()
    page.context.clear_cookies()

    page.goto(address)

    frame = page.frame_locator("iframe[title^='Koulutuskalenteri: ']")
    expect(frame.locator("h2")).to_have_text(["Sen oma"])
    # The styles have come too: without them the list would have its dots.
    expect(frame.locator(".embedded-list")).to_have_css("list-style-type", "none")
    assert page.context.cookies(trainings) == []
    with page.expect_navigation():
        frame.get_by_role("link", name="Sen oma").click()
    expect(page).to_have_url(f"{trainings}/fi/events/sen-oma/")


def test_code_shows_the_list_in_a_file_on_ones_own_computer(trainings, page, tmp_path):
    page.goto(f"{trainings}/fi/embed/?agency=lappi")
    file = tmp_path / "page.html"
    file.write_text(PAGE.format(page.locator("#code").input_value()))

    page.goto(file.as_uri())

    frame = page.frame_locator("iframe[title^='Koulutuskalenteri: ']")
    expect(frame.locator("h2")).to_have_text(["Sen oma"])


def test_no_other_page_can_be_framed_by_another_site(trainings, other_site, page):
    address, handler = other_site
    handler.code = f'<iframe src="{trainings}/fi/events/" title="Koulutukset"></iframe>'

    with page.expect_event("console", lambda message: "frame-ancestors" in message.text, timeout=60_000):
        page.goto(address)

    frame = page.frame_locator("iframe")
    expect(frame.locator("h1", has_text="Koulutukset")).to_have_count(0)


def test_page_of_another_site_asks_for_the_list_itself(trainings, other_site, page):
    address, _handler = other_site
    page.goto(f"{trainings}/fi/embed/?agency=lappi")
    api_address = page.locator(".embed-address a").get_attribute("href")
    page.goto(address)

    answer = page.evaluate("async (address) => (await fetch(address)).json()", api_address)

    assert [each["title"] for each in answer["items"]] == ["Sen oma"]


def test_code_and_preview_follow_what_is_chosen(trainings, page, context):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{trainings}/fi/embed/")
    preview = page.frame_locator(".embed-preview")
    expect(preview.locator("h2")).to_have_text(["Sen oma", "Muiden"])

    page.get_by_role("checkbox", name="Kirjastotoimi").check()

    expect(preview.locator("h2")).to_have_text(["Sen oma"])
    expect(page).to_have_url(f"{trainings}/fi/embed/?sector=library")
    page.locator("[data-copy] button").click()
    expect(page.locator(".copy-status")).not_to_be_empty()
    assert f'src="{trainings}/feeds/events.html?sector=library"' in page.evaluate("navigator.clipboard.readText()")


def test_code_and_preview_come_without_script(trainings, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()

    page.goto(f"{trainings}/fi/embed/?sector=library")

    expect(page.frame_locator(".embed-preview").locator("h2")).to_have_text(["Sen oma"])
    assert "sector=library" in page.locator("#code").input_value()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("query", ["", "?sector=moon&lang=sv", "?lang=en&agency=lappi", "?scheme=light"])
def test_axe_finds_nothing_in_the_frame_and_it_is_never_too_wide(trainings, page, assert_accessible, scheme, query):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 280, "height": 500})

    page.goto(f"{trainings}/feeds/events.html{query}")

    assert_accessible()
    assert not is_wide(page)
