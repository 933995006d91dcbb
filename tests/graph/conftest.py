"""Projections that tests of measures and structure share."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.projection import Projection


def read_projection(folder: Path, name: str) -> Projection:
    """One of the real citation graphs, with its running numbers as ids."""
    with gzip.open(folder / f"{name}_nodes.csv.gz", "rt", encoding="utf-8") as file:
        nodes = list(csv.DictReader(file))
    with gzip.open(folder / f"{name}_edges.csv.gz", "rt", encoding="utf-8") as file:
        edges = list(csv.DictReader(file))
    return Projection.from_edges(
        [node["n"] for node in nodes],
        [edge["citing_n"] for edge in edges],
        [edge["cited_n"] for edge in edges],
        years=[int(node["year"]) if node["year"] else None for node in nodes],
        titles=[node["title"] for node in nodes] if "title" in nodes[0] else None,
    )


@pytest.fixture(scope="session")
def hepth(datasets: Path) -> Projection:
    return read_projection(datasets, "hepth")


@pytest.fixture(scope="session")
def citeb(datasets: Path) -> Projection:
    return read_projection(datasets, "citeb")


@pytest.fixture(scope="session")
def jijin(datasets: Path) -> Projection:
    return read_projection(datasets, "jijin")


@pytest.fixture
def drawn() -> Callable[..., Projection]:
    """A graph small enough for paper, as `drawn("b>a c>a c>b", a=2001)`: b cites a, and a is of 2001."""

    def draw(citations: str, **years: int) -> Projection:
        ends = [tuple(arrow.split(">")) for arrow in citations.split()]
        ids = sorted({end for pair in ends for end in pair} | set(years))
        known = [years.get(name) for name in ids]
        return Projection.from_edges(ids, [a for a, _ in ends], [b for _, b in ends], years=known)

    return draw
