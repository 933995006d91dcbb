"""Reading a body as it arrives: decompressed here, so that it is never larger in memory than allowed."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

GZIP = 31
ZLIB = 15
RAW = -15


class TooLong(Exception):
    """The decompressed body is larger than allowed."""


class Damaged(Exception):
    """The body is corrupt, cut short, or in an encoding that was not asked for."""


def read_body(chunks: Iterable[bytes], encoding: str, most: int) -> bytes:
    """The decoded body of at most `most` bytes. Stops reading as soon as it is known to be too long or damaged."""
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        return joined(chunks, most)
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise Damaged(f"it came in the encoding {encoding[:20]!r}, which was not asked for")
    try:
        return joined(inflated(chunks, GZIP if "gzip" in encoding else ZLIB, most), most)
    except zlib.error:
        raise Damaged("the compressed answer is corrupt") from None


def joined(chunks: Iterable[bytes], most: int) -> bytes:
    parts, length = [], 0
    for chunk in chunks:
        length += len(chunk)
        if length > most:
            raise TooLong(f"the answer is longer than {most} bytes")
        parts.append(chunk)
    return b"".join(parts)


def inflated(chunks: Iterable[bytes], bits: int, most: int) -> Iterable[bytes]:
    """Decompressed pieces, none longer than all that is allowed and a byte. A gzip file may have several parts."""
    engine, begun = zlib.decompressobj(bits), False
    for chunk in chunks:
        rest = chunk
        if not begun and rest and bits == ZLIB and rest[0] & 0x0F != 8:
            engine = zlib.decompressobj(RAW)  # some servers say deflate and leave the zlib header out
        while rest:
            if engine.eof:
                if bits != GZIP or not rest.strip(b"\0"):
                    break
                engine = zlib.decompressobj(bits)
            begun = True
            yield engine.decompress(rest, most + 1)
            rest = engine.unconsumed_tail or engine.unused_data
    if begun and not engine.eof:
        raise Damaged("the compressed answer is cut short")
