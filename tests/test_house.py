"""The house keeps its shape: sizes, names, and documents that say only what is there."""

import ast
import re
from pathlib import Path

import pytest

BASE_DIR = Path(__file__).resolve().parents[1]
PACKAGES = ("catalogue", "config", "events", "registrations")
# Names that say nothing about the domain.
EMPTY_NAMES = {"utils", "helpers", "common", "manager", "data", "misc"}
MODULES = [
    path
    for package in PACKAGES
    for path in sorted((BASE_DIR / package).rglob("*.py"))
    if "migrations" not in path.parts
]
TEMPLATES = [path for package in PACKAGES for path in sorted((BASE_DIR / package).rglob("templates/**/*.html"))]
DOCUMENTS = [BASE_DIR / "README.md", BASE_DIR / "CHANGELOG.md", *sorted((BASE_DIR / "docs").rglob("*.md"))]


def name_of(path):
    return str(path.relative_to(BASE_DIR))


def existing(pattern, *paths):
    return {found for path in paths for found in re.findall(pattern, (BASE_DIR / path).read_text())}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_module_is_small_documented_and_named_for_the_domain(path):
    source = path.read_text()

    assert len(source.splitlines()) <= 400
    assert path.stem not in EMPTY_NAMES
    tree = ast.parse(source)
    assert not tree.body or ast.get_docstring(tree)
    lengths = {
        node.name: (node.end_lineno or 0) - node.lineno + 1
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    }
    assert {name: length for name, length in lengths.items() if length > 50} == {}


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_template_is_small_and_has_no_inline_style_or_script(path):
    source = path.read_text()

    assert len(source.splitlines()) <= 150
    assert not re.search(
        r"\sstyle=|\son[a-z]+=\"|<script(?![^>]*\ssrc=)(?![^>]*type=\"application/(?:ld\+)?json\")", source
    )
    if "/mail/" not in str(path):
        assert "<style" not in source


def test_readme_is_short_and_shows_the_product_first():
    lines = (BASE_DIR / "README.md").read_text().splitlines()

    assert len(lines) <= 120
    assert any(line.startswith("![") for line in lines[:8])


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_document_names_only_what_exists(path):
    text = path.read_text()
    targets = existing(r"(?m)^([a-z-]+):", "Makefile")
    commands = {
        command.stem for package in PACKAGES for command in (BASE_DIR / package).glob("management/commands/*.py")
    } | {"migrate", "shell", "dbshell", "check", "createsuperuser", "collectstatic", "showmigrations"}
    variables = existing(r"(KALENTERI_[A-Z_]+)", "config/settings.py", *(name_of(module) for module in MODULES))

    assert set(re.findall(r"`make ([a-z-]+)", text)) <= targets
    assert set(re.findall(r"manage\.py ([a-z_]+)", text)) <= commands
    assert set(re.findall(r"KALENTERI_[A-Z_]+", text)) <= variables
    for linked in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", text):
        assert (path.parent / linked).exists(), linked


def test_every_setting_is_documented():
    settings = existing(r"env[a-z._]*\(\"([A-Z_]+)\"", "config/settings.py")

    assert settings <= existing(r"`([A-Z_]+)`", "docs/operations.md")


def test_no_document_or_requirement_names_a_registry_or_a_machine():
    for path in [*DOCUMENTS, *(BASE_DIR / "requirements").iterdir(), BASE_DIR / "Makefile", BASE_DIR / ".ci" / "run"]:
        assert not re.search(r"files\.pythonhosted|--index-url|/work/|/root/", path.read_text()), path
