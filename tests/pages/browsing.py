"""What browser tests do on a page, without luck in it."""


def follow(page, link):
    """Click and wait for the page it leads to: a click alone answers while the old page still stands."""
    with page.expect_navigation():
        page.click(link)
