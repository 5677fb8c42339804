"""What the octets of a feed show before any of it is understood."""

import re
from collections.abc import Iterator
from itertools import pairwise

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]")
MOST_BYTES = 1_000_000
LONGEST_LINE = 75


def faults(body: bytes) -> Iterator[str]:
    if body.startswith(b"\xef\xbb\xbf"):
        yield "bom: at the beginning"
    if not body.endswith(b"\r\nEND:VCALENDAR\r\n"):
        yield "end: something else"
    if re.search(rb"(?<!\r)\n|\r(?!\n)", body):
        yield "crlf: a lone CR or LF"
    if len(body) >= MOST_BYTES:
        yield f"size: {len(body)} bytes"
    lines = body.removesuffix(b"\r\n").split(b"\r\n")
    yield from _line_faults(lines)
    yield from _fold_faults(lines)


def _line_faults(lines: list[bytes]) -> Iterator[str]:
    for number, line in enumerate(lines, start=1):
        if not line.strip(b" \t"):
            yield f"empty-line: line {number}"
        if len(line) > LONGEST_LINE:
            yield f"octets: line {number} has {len(line)}"
        try:
            text = line.decode()
        except UnicodeDecodeError:
            yield f"utf-8: line {number}"
            continue
        if CONTROL.search(text):
            yield f"control: line {number}"


def _fold_faults(lines: list[bytes]) -> Iterator[str]:
    for number, (line, following) in enumerate(pairwise(lines), start=1):
        if not following.startswith((b" ", b"\t")):
            continue
        if (len(line) - len(line.rstrip(b"\\"))) % 2:
            yield f"fold: line {number} ends in a backslash"
        # Three octets are what is left at most when no character, and no escaped one, may be torn.
        if len(line) < LONGEST_LINE - 4:
            yield f"fold-needless: line {number} has {len(line)} octets"
