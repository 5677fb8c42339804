"""What browser tests do on a page, without luck in it."""

import itertools

LANGUAGES = ["fi", "sv", "en"]
# Where each language begins: a page that is looked at in both schemes is so in two languages.
FIRST = {"light": 0, "dark": 1}


def in_turn(paths, scheme="light"):
    """Each path with the next language."""
    return zip(itertools.islice(itertools.cycle(LANGUAGES), FIRST[scheme], None), paths, strict=False)


def follow(page, link):
    """Click and wait for the page it leads to: a click alone answers while the old page still stands."""
    with page.expect_navigation():
        page.click(link)


def is_wide(page):
    """Whether one has to scroll sideways."""
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def open_mailbox(page, site, email, *, mails):
    """Look into the mailbox until so many have come: they are delivered beside the request that owes them."""
    for _look in range(300):
        page.goto(f"{site}/mailbox/?to={email}")
        if page.locator("main ul.mails li").count() == mails:
            return
        page.wait_for_timeout(200)
    raise AssertionError(f"{mails} mails to {email} did not come")
