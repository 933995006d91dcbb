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
def cassette(recordings: Path) -> Callable[[str], list[bytes]]:
    """The bodies of a cassette of recorded exchanges, in order, whichever recorder wrote it."""

    def read(path: str) -> list[bytes]:
        tape = yaml.load((recordings / path).read_text(encoding="utf-8"), Loader=Loader)  # noqa: S506  a safe loader
        exchanges = tape.get("http_interactions") or tape.get("interactions")
        answers = [exchange["response"] for exchange in exchanges]
        bodies = (said["body"]["string"] if "body" in said else said["content"] for said in answers)
        return [_plain(said if isinstance(said, bytes) else said.encode()) for said in bodies]

    return read


@pytest.fixture(scope="session")
def body(recordings: Path, cassette: Callable[[str], list[bytes]]) -> Callable[[str], bytes]:
    """A recorded body by its path; `path#2` is the third of a cassette."""

    def read(path: str) -> bytes:
        file, _, number = path.partition("#")
        return cassette(file)[int(number)] if number else _plain((recordings / file).read_bytes())

    return read


@pytest.fixture(scope="session")
def pmids() -> Callable[..., list[Wanted]]:
    """Articles that are wanted by PMID."""
    return lambda *numbers: [Wanted(frozenset({ArticleId(Scheme.PMID, str(number))})) for number in numbers]


@pytest.fixture(scope="session")
def works() -> Callable[..., list[Wanted]]:
    """Articles that are wanted by OpenAlex id."""
    return lambda *ids: [Wanted(frozenset({ArticleId(Scheme.OPENALEX, id_)})) for id_ in ids]
