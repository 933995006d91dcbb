"""Bodies that are decompressed as they arrive."""

import gzip
import zlib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvest.bodies import Damaged, TooLong, read_body

PLAIN = b'{"title": "Aquilegia"}' * 400


def raw_deflate(body: bytes) -> bytes:
    engine = zlib.compressobj(wbits=-15)
    return engine.compress(body) + engine.flush()


def pieces(body: bytes, size: int) -> Iterator[bytes]:
    return (body[at : at + size] for at in range(0, len(body), size))


@given(st.binary(max_size=5000), st.integers(1, 700))
def test_every_encoding_gives_the_body_back(body: bytes, size: int) -> None:
    assert read_body(pieces(body, size), "", 10_000) == body
    assert read_body(pieces(gzip.compress(body), size), "gzip", 10_000) == body
    assert read_body(pieces(zlib.compress(body), size), "deflate", 10_000) == body
    assert read_body(pieces(raw_deflate(body), size), "Deflate", 10_000) == body
    assert read_body(pieces(gzip.compress(body) + gzip.compress(body), size), "x-gzip", 10_000) == body * 2


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_body_cut_short_or_corrupt_is_damaged(encoding: str) -> None:
    packed = gzip.compress(PLAIN) if encoding == "gzip" else zlib.compress(PLAIN)
    for broken in (packed[:-9], packed[:20], packed[:20] + b"\xff\x00\xff" + packed[23:], b"{}"):
        with pytest.raises(Damaged):
            read_body([broken], encoding, 100_000)


def test_an_encoding_that_was_not_asked_for_is_damage() -> None:
    with pytest.raises(Damaged, match="br"):
        read_body([b"x"], "br", 10)


def test_nothing_at_all_is_an_empty_body() -> None:
    assert read_body([], "gzip", 10) == b""


def test_a_bomb_is_left_after_its_first_piece() -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    read = 0

    def arriving() -> Iterator[bytes]:
        nonlocal read
        for piece in pieces(bomb, 1000):
            read += 1
            yield piece

    with pytest.raises(TooLong):
        read_body(arriving(), "gzip", 500_000)
    assert read < 5


def test_a_long_plain_body_is_left_as_soon_as_it_is_too_long() -> None:
    endless = iter(lambda: b"x" * 1000, b"")
    with pytest.raises(TooLong):
        read_body(endless, "", 10_000)
