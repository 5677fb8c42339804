"""Texts that were written to do harm, or pasted from somewhere: whatever a database may hold."""

from hypothesis import strategies as st

# What broke real parsers, oftener than chance has it. No NUL and no surrogates: PostgreSQL takes neither.
SNIPPETS = st.sampled_from(
    [
        "\r\nBEGIN:VEVENT\r\nUID:x\r\n",
        "\nEND:VCALENDAR\n",
        "\r\n \r\n\tx",
        "\r",
        "\x0b\x0c\x1c\x1d\x1e\x1f\x7f\x85\u2028\u2029",
        "\\",
        "\\\\n",
        "\\N\\,\\;\\:",
        '";CN="A":mailto:a@example.org',
        "^n^'^^",
        "👩‍👩‍👧‍👦🏳️‍🌈",
        "\u202eoikealta vasemmalle\u202c",
        "\u200f\u200e\ufeff\u00ad",
        "e\u0301ä\u0308",
        "%0D%0A%ZZ%",
        "=?utf-8?q?x?=",
        "https://example.org/ä?a=1,2;b#c",
        "BEGIN:VALARM",
        " \t\u00a0\u3000",
        "\ufffe\uffff\ue000\U0010ffff",
        "a" * 74,
        " " * 80,
        "   ",
        "ä" * 37,
        "sana" * 1_250,
    ]
)
LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
TEXTS = st.lists(st.one_of(st.text(LETTERS, max_size=20), SNIPPETS), max_size=4).map("".join)
EMAILS = st.sampled_from(
    [
        "a@example.org",
        "o'brien+kurssi@example.org",
        "a/b#c?d&e=f{g|h}i^j`k%l@example.org",
        "käyttäjä@ääkköset.example",
        "a@" + "b" * 70 + ".example",
        "",
    ]
)
ADDRESSES = st.one_of(
    st.just(""),
    st.builds(
        lambda host, path: f"https://{host}/{path}",
        st.sampled_from(["example.org", "ääkköset.example", "[::1]:8000", "a:b@example.org:81", "x..y", "ä" * 70]),
        st.one_of(TEXTS, st.text("%[]{}|^`<>\"\\ #?&=;,'()ä😀", max_size=30)),
    ),
)
