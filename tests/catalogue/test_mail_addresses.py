"""E-mail addresses: different spellings are one, and what mail cannot reach is refused."""

import pytest
from django.core.mail.message import sanitize_address

from catalogue import mail_addresses


@pytest.mark.parametrize(
    ("given", "canonical"),
    [
        ("Aino.Virtanen@Example.ORG", "aino.virtanen@example.org"),
        (" aino+kurssi@example.org ", "aino+kurssi@example.org"),
        ("aino@Hämeenlinna.fi", "aino@hämeenlinna.fi"),
        ("aino@XN--hmeenlinna-q5a.fi", "aino@hämeenlinna.fi"),
        ("aino@ｅxample.org", "aino@example.org"),
        ("aino@exam\u00adple.org", "aino@example.org"),
        ("o'neill@example.org", "o'neill@example.org"),
    ],
)
def test_spellings_of_an_address_are_one(given, canonical):
    assert mail_addresses.canonical(given) == canonical
    assert mail_addresses.canonical(canonical) == canonical
    assert sanitize_address(canonical, "utf-8").isascii()


@pytest.mark.parametrize(
    "address",
    [
        "aino",
        "@example.org",
        "aino@",
        "aino@localhost",
        "aino@[127.0.0.1]",
        "aino@127.0.0.1",
        '"aino virtanen"@example.org',
        '"\x01"@example.org',
        '"\x0bBcc:all@example.org\x0b"@example.org',
        "=?utf-8?q?aino?=@example.org",
        "aino@\u2100.fi",
        "aino@\u200b.fi",
        "aino@\uffff.fi",
        "aino@\u0627a.fi",
        "a\u0131no@example.org",
        "\u212aalle@example.org",
        f"aino@{'ä' * 60}.fi",
        f"aino@{'İ' * 60}.{'İ' * 60}.fi",
        f"{'a' * 65}@example.org",
        f"aino@{'a.' * 130}org",
        "aino@example.org\nBcc: all@example.org",
        "aino@example.org, b@example.org",
    ],
)
def test_address_that_mail_cannot_reach_is_refused(address):
    with pytest.raises(mail_addresses.AddressError):
        mail_addresses.canonical(address)
