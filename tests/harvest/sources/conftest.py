"""Real bodies of the sources, read where they are kept, and small ways to name articles."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from graph.ids import ArticleId, Scheme
from harvest.sources.base import Wanted

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _plain(body: bytes) -> bytes:
    return gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body


@pytest.fixture(scope="session")
def body(recordings: Path) -> Callable[[str], bytes]:
    """A recorded body by its path."""
    return lambda path: _plain((recordings / path).read_bytes())


@pytest.fixture(scope="session")
def cassette(recordings: Path) -> Callable[[str], list[bytes]]:
    """The bodies of a cassette of recorded exchanges, in order, whichever recorder wrote it."""

    def read(path: str) -> list[bytes]:
        tape = yaml.load((recordings / path).read_text(encoding="utf-8"), Loader=Loader)  # noqa: S506  a safe loader
        exchanges = tape.get("http_interactions") or tape.get("interactions")
        bodies = (exchange["response"]["body"]["string"] for exchange in exchanges)
        return [_plain(said if isinstance(said, bytes) else said.encode()) for said in bodies]

    return read


@pytest.fixture(scope="session")
def pmids() -> Callable[..., list[Wanted]]:
    """Articles that are wanted by PMID."""
    return lambda *numbers: [Wanted(frozenset({ArticleId(Scheme.PMID, str(number))})) for number in numbers]


@pytest.fixture(scope="session")
def works() -> Callable[..., list[Wanted]]:
    """Articles that are wanted by OpenAlex id."""
    return lambda *ids: [Wanted(frozenset({ArticleId(Scheme.OPENALEX, id_)})) for id_ in ids]
