"""Product data of the demonstration, as lines of fields between bars; `#` begins a remark, `[…]` a section."""

from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).parent


def sections(name: str) -> Iterator[tuple[str, list[str]]]:
    """Answer the fields of each line with the section it stands in ("" before the first)."""
    section = ""
    for line in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        if text.startswith("[") and text.endswith("]"):
            section = text[1:-1]
        else:
            yield section, [field.strip() for field in text.split("|")]


def lines(name: str) -> Iterator[list[str]]:
    return (fields for _section, fields in sections(name))
