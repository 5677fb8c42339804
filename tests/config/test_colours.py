"""Colours of the design: text and marks are read on their surfaces, sectors are told apart, in light and dark."""

import json
import math
import re
from itertools import combinations
from pathlib import Path

import pytest

BASE_DIR = Path(__file__).resolve().parents[2]
CSS = BASE_DIR / "config/static/css"
SECTORS = [each["code"] for each in json.loads((BASE_DIR / "catalogue/reference/sectors.json").read_text())]
SURFACES = ["paper", "sunk", "raised"]
STATES = ["brand", "success", "warn", "danger"]
TEXT, MARK = 4.5, 3.0
# What is drawn on what, and how strongly it must stand out (WCAG 2.2: 1.4.3 and 1.4.11).
PAIRS = [
    *((ink, surface, TEXT) for ink in ("ink", "ink-soft", *STATES) for surface in SURFACES),
    *(("ink", f"{state}-soft", TEXT) for state in STATES),
    *((state, f"{state}-soft", TEXT) for state in STATES),
    ("brand-strong", "brand-soft", TEXT),
    ("on-brand", "brand", TEXT),
    ("on-brand", "brand-strong", TEXT),
    ("on-brand", "danger", TEXT),
    ("on-bar", "bar", TEXT),
    ("on-bar-soft", "bar", TEXT),
    ("bar-ink", "on-bar", TEXT),
    ("bar-ink", "on-bar-soft", TEXT),
    *(("line-strong", surface, MARK) for surface in SURFACES),
    *((sector, surface, MARK) for sector in SECTORS for surface in SURFACES),
    *((f"{sector}-ink", f"{sector}-soft", TEXT) for sector in SECTORS),
]
# Machado, Oliveira and Fernandes (2009), severity 1.0: what a colour-blind eye makes of linear light.
EYES = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}
# Distance in OKLab: neighbours at 0.08 are told apart at a glance when patterns and words stand by.
APART = 0.08


def tokens(scheme):
    """The colours of tokens.css in one scheme, by name."""
    found = re.findall(
        r"--([a-z-]+):\s*(?:light-dark\((#\w{6}),\s*(#\w{6})\)|(#\w{6}));", (CSS / "tokens.css").read_text()
    )
    return {name: both or (light if scheme == "light" else dark) for name, light, dark, both in found}


def linear(colour):
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def contrast(one, other):
    light, dark = sorted(
        (0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (linear(one), linear(other))), reverse=True
    )
    return (light + 0.05) / (dark + 0.05)


def oklab(colour, eye):
    red, green, blue = (max(0.0, sum(a * b for a, b in zip(row, linear(colour), strict=True))) for row in EYES[eye])
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.793617785 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.428592205 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.808675766 * short,
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_pair_of_colours_has_its_contrast(scheme):
    colours = tokens(scheme)

    weak = {
        f"{front} on {back}": round(contrast(colours[front], colours[back]), 2)
        for front, back, least in PAIRS
        if contrast(colours[front], colours[back]) < least
    }

    assert weak == {}


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_sectors_are_told_apart_by_every_eye(scheme, eye):
    colours = tokens(scheme)

    alike = [
        (one, other)
        for one, other in combinations(SECTORS, 2)
        if math.dist(oklab(colours[one], eye), oklab(colours[other], eye)) < APART
    ]

    assert alike == []


def test_every_sector_has_its_class():
    source = (CSS / "sector.css").read_text()

    assert [code for code in SECTORS if f".sector-{code} {{" not in source] == []


@pytest.mark.parametrize("path", sorted(CSS.glob("*.css")), ids=lambda path: path.name)
def test_component_names_tokens_and_no_colour_of_its_own(path):
    if path.name in {"tokens.css", "api-docs.css", "print.css"}:
        pytest.skip("where colours are named, the page of another's making, and paper")
    rules = re.sub(r"@media print\s*{.*?^  }", "", path.read_text(), flags=re.DOTALL | re.MULTILINE)

    assert re.findall(r"#[0-9a-f]{3,8}\b|rgb\(|hsl\(|oklch\(", rules) == []
