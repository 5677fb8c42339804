"""The header on a narrow screen: two rows in every language, and nothing beyond the screen's edge."""

import itertools

import pytest

from tests.factories import MembershipFactory
from tests.pages.browsing import LANGUAGES, is_wide
from tests.pages.signing_in import sign_in

PARTS = {
    "name": ".wordmark",
    "languages": ".languages",
    "ways": ".site-nav",
    "account": ":is(.account-menu > summary, .account-way-in)",
}


def rows_of(page):
    """Which parts stand beside each other, from above."""
    middle = {
        name: page.locator(place).evaluate(
            "it => { const box = it.getBoundingClientRect(); return (box.top + box.bottom) / 2; }"
        )
        for name, place in PARTS.items()
    }
    rows = []
    for name in sorted(middle, key=middle.get):
        if rows and middle[name] - middle[rows[-1][0]] < 20:
            rows[-1].append(name)
        else:
            rows.append([name])
    return [set(row) for row in rows]


@pytest.mark.parametrize("is_signed_in", [True, False], ids=["signed in", "signed out"])
def test_header_of_a_narrow_screen_has_two_rows(page, site, is_signed_in):
    if is_signed_in:
        sign_in(page.context, site, MembershipFactory(user__first_name="Aino", user__last_name="Virtanen").user)
    ways = "new Set([...document.querySelectorAll('.site-nav a')].map(it => it.offsetTop)).size"

    for language, width in itertools.product(LANGUAGES, (320, 390)):
        page.set_viewport_size({"width": width, "height": 700})
        page.goto(f"{site}/{language}/")
        seen = (language, width, rows_of(page), page.evaluate(ways), is_wide(page))
        assert seen == (language, width, [{"name", "languages"}, {"ways", "account"}], 1, False)
