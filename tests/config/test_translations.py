"""Catalogues: collected from the sources, compiled without gettext, complete."""

import ast
import gettext

import polib
import pytest

from config import extraction, translations


@pytest.fixture
def sources(tmp_path, monkeypatch):
    """A project of one module and one template, without catalogues."""
    (tmp_path / "events" / "templates").mkdir(parents=True)
    (tmp_path / "events" / "words.py").write_text(
        "from django.utils.translation import gettext as _, ngettext, pgettext\n"
        '_("Seat"), ngettext("%(n)s seat", "%(n)s seats", 2), pgettext("verb", "Book")\n'
    )
    (tmp_path / "events" / "templates" / "page.html").write_text(
        '{% load i18n %}\n    <h1>{% translate "Training" %}</h1>\n'
        "  {% blocktranslate trimmed with name=x %}\n Welcome,\n {{ name }} {% endblocktranslate %}\n"
    )
    monkeypatch.setattr(extraction, "BASE_DIR", tmp_path)
    monkeypatch.setattr(translations, "LOCALE_DIR", tmp_path / "locale")
    return tmp_path


def catalogue(sources, language="fi"):
    return polib.pofile(str(sources / "locale" / language / "LC_MESSAGES" / "django.po"))


def test_messages_of_python_and_templates_are_collected(sources):
    translations.collect()

    assert [(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in catalogue(sources)] == [
        (None, "%(n)s seat", "%(n)s seats"),
        ("verb", "Book", ""),
        (None, "Seat", ""),
        (None, "Training", ""),
        (None, "Welcome, %(name)s", ""),
    ]


def test_untranslated_missing_fuzzy_and_stale_are_problems(sources):
    translations.collect()
    finnish = catalogue(sources)
    finnish.find("Seat").msgstr = "Paikka"
    finnish.find("Training").msgstr, finnish.find("Training").flags = "Koulutus", ["fuzzy"]
    finnish.find("Welcome, %(name)s").msgstr = "Tervetuloa, %(nimi)s"
    finnish.append(polib.POEntry(msgid="Gone", msgstr="Poissa"))
    finnish.remove(finnish.find("Book", msgctxt="verb"))
    finnish.save()

    assert [line for line in translations.problems() if line.startswith("fi")] == [
        "fi: missing: 'Book' (events/words.py)",
        "fi: untranslated: '%(n)s seat'",
        "fi: fuzzy: 'Training'",
        "fi: other placeholders: 'Welcome, %(name)s'",
        "fi: no longer said: 'Gone'",
    ]


def test_a_translation_without_its_tags_is_a_problem(sources):
    (sources / "events" / "templates" / "page.html").write_text("{% blocktranslate %}<b>New</b>{% endblocktranslate %}")
    translations.collect()
    finnish = catalogue(sources)
    finnish.find("<b>New</b>").msgstr = "<b>Uusi"
    finnish.save()

    assert "fi: other tags: '<b>New</b>'" in list(translations.problems())


def test_the_product_says_everything_in_every_language():
    assert list(translations.problems()) == []


def test_no_message_stands_in_an_f_string_where_it_is_not_collected():
    modules = [path for package in extraction.PACKAGES for path in (extraction.BASE_DIR / package).rglob("*.py")]

    assert [str(path) for path in modules if uncollected(path.read_text())] == []


def test_message_in_an_f_string_is_found():
    assert uncollected("""late = f" ({_('late')})" """) == ["late"]


def uncollected(source):
    strings = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.JoinedStr))
    calls = (node for string in strings for node in ast.walk(string) if isinstance(node, ast.Call))
    return [call.args[0].value for call in calls if getattr(call.func, "id", "") in extraction.KEYWORDS]


def test_collecting_again_keeps_what_is_translated(sources):
    translations.collect()
    finnish = catalogue(sources)
    finnish.find("Seat").msgstr = "Paikka"
    finnish.save()

    translations.collect()

    assert catalogue(sources).find("Seat").msgstr == "Paikka"


def test_compiled_catalogue_is_what_gettext_reads(sources):
    translations.collect()
    finnish = catalogue(sources)
    finnish.find("%(n)s seat").msgstr_plural = {0: "%(n)s paikka", 1: "%(n)s paikkaa"}
    finnish.save()

    translations.compile_catalogues()

    with (sources / "locale" / "fi" / "LC_MESSAGES" / "django.mo").open("rb") as file:
        assert gettext.GNUTranslations(file).ngettext("%(n)s seat", "%(n)s seats", 3) == "%(n)s paikkaa"
