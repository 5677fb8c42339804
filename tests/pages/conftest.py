"""A real browser, a server with a mailbox and mail that is delivered at once, and axe."""

import os
import shutil
from functools import partial

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
# Playwright's own loop makes Django believe that it runs asynchronously.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
# What comes is waited for; a slow or busy machine is no failure.
expect.set_options(timeout=60_000)


def pytest_collection_modifyitems(items):
    """Browser tests are skipped only where there is no Chromium and nobody insists on it."""
    for item in items:
        if "tests/pages/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            if not os.path.exists(CHROMIUM) and not os.environ.get("CI"):  # noqa: PTH110 - a name is all there is
                item.add_marker(pytest.mark.skip(reason="Chromium is not installed"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
    return browser_type_launch_args | {"executable_path": CHROMIUM, "args": flags}


@pytest.fixture
def site(transactional_db, live_server, settings):
    """The product's pages on a live server; mail is delivered to its mailbox in the request that causes it."""
    settings.DEMONSTRATION = True
    settings.BASE_URL = live_server.url
    settings.EMAIL_BACKEND = "config.mailbox.MailboxBackend"
    from catalogue import courier
    from config.celery import app

    app.conf.task_always_eager = True
    yield live_server.url
    # What is being delivered still reads tables that are about to be emptied.
    courier.rest()
    app.conf.task_always_eager = False


@pytest.fixture
def assert_accessible(page):
    """Assert that axe finds nothing on the page as it stands."""
    return partial(refuse_violations, page)


@pytest.fixture
def assert_accessible_in_both(page):
    """The same, and that the colours of the dark scheme are told apart as well."""

    def check():
        # Without motion colours change at once; said first, for the browser may take what is said together one by one.
        page.emulate_media(reduced_motion="reduce")
        refuse_violations(page)
        page.emulate_media(color_scheme="dark")
        refuse_violations(page, runOnly=["color-contrast"])
        page.emulate_media(color_scheme="light")

    return check


@pytest.fixture
def complaints(page):
    """What the browser's console complains of: broken policies, missing files, failing scripts."""
    found = []
    page.on("console", lambda message: found.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def refuse_violations(page, **options):
    found = Axe().run(page, options=options).response["violations"]
    words = [f"{each['id']}: {node['html'][:120]}" for each in found for node in each["nodes"]]
    assert not words, "\n".join([page.url, *words])
