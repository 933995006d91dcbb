"""Real engines in temporary folders; small, because a machine runs many tests at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.engine import Lease, join, stop
from tests.graph.engine.running import SMALL, run


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder for one graph; its engine ends with the test."""
    yield tmp_path / "graph"
    stop(tmp_path / "graph")


@pytest.fixture(scope="session")
def lease(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lease]:
    """One engine for all tests that leave it as it was."""
    place = tmp_path_factory.mktemp("engine") / "graph"
    with join(place, SMALL) as held:
        run(held.address, "CREATE (:Article {id: 'a', title: 'Columbines'})-[:CITES]->(:Article {id: 'b'})")
        yield held
    stop(place)
