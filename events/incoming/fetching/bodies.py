"""The body of an answer, inflated piece by piece: it is counted while it grows, and never larger than is allowed."""

import http.client
import zlib
from collections.abc import Iterator

from events.incoming import limits
from events.incoming.reading.problems import CalendarError

PIECE, SNIFFED = 65_536, 200
MOST_MEMBERS = 50
_GZIP_OR_ZLIB, _BARE = 47, -15


def read(response: http.client.HTTPResponse) -> bytes:
    """The whole body; raises CalendarError when it is too large, cut off or packed in a way nobody asked for."""
    encoding = (response.getheader("Content-Encoding") or "identity").strip().lower()
    pieces = _pieces(response)
    if encoding in ("gzip", "x-gzip", "deflate"):
        pieces = _inflated(pieces, is_deflate=encoding == "deflate")
    elif encoding != "identity":
        raise CalendarError("bad_encoding", encoding=encoding[:40])
    if len(set(response.headers.get_all("Content-Length", ()))) > 1:
        raise CalendarError("interrupted")
    has_end = response.length is not None or response.chunked
    found = bytearray()
    for piece in pieces:
        found += piece
        if len(found) > limits.MOST_BYTES:
            raise CalendarError("too_large", most=limits.MOST_BYTES)
    if not has_end and _is_cut_off(found):
        raise CalendarError("interrupted")
    return bytes(found)


def _is_cut_off(found: bytearray) -> bool:
    """Of what ends with its connection nobody says how long it is: half a calendar would look like cancelled events."""
    begins = b"BEGIN:VCALENDAR" in found[:SNIFFED].upper()
    return begins and not found.rstrip().upper().endswith(b"END:VCALENDAR")


def _pieces(response: http.client.HTTPResponse) -> Iterator[bytes]:
    size = 0
    while piece := response.read(PIECE):
        size += len(piece)
        if size > limits.MOST_BYTES:
            raise CalendarError("too_large", most=limits.MOST_BYTES)
        yield piece
    if response.length:
        raise CalendarError("interrupted")


def _inflated(pieces: Iterator[bytes], *, is_deflate: bool) -> Iterator[bytes]:
    """Never more at once than a few pieces, however little they were packed into."""
    unpacking = zlib.decompressobj(_GZIP_OR_ZLIB)
    members, begun = 1, False
    try:
        for piece in pieces:
            rest = piece
            if is_deflate and not begun and rest[:1] and rest[0] & 0x0F != 8:  # noqa: PLR2004 - no zlib header
                unpacking = zlib.decompressobj(_BARE)
            begun = True
            while rest:
                if unpacking.eof:
                    members += 1
                    if members > MOST_MEMBERS:
                        raise CalendarError("bad_encoding", encoding="gzip")
                    unpacking = zlib.decompressobj(_GZIP_OR_ZLIB)
                yield unpacking.decompress(rest, 4 * PIECE)
                rest = unpacking.unused_data if unpacking.eof else unpacking.unconsumed_tail
        yield unpacking.flush()
    except zlib.error:
        raise CalendarError("bad_encoding", encoding="deflate" if is_deflate else "gzip") from None
    if begun and not unpacking.eof:
        raise CalendarError("interrupted")
