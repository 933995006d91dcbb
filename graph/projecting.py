"""From the store to a projection: read in one pass, kept on disk under the graph's revision until that changes."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import neo4j
import numpy as np

from graph.projection import Projection
from graph.projection_file import cached, save
from graph.revision import revision
from graph.store import Store

# One row an article with all that it cites: rows by the citation take six times as long, and an aggregation would hold
# the whole graph in the engine's memory. A folder of CSV is taken at its word: what it lists is all there is.
_ROWS = """
MATCH (a:Article)
RETURN a.id, a.year, a.stub, a.title, a.cited_by_count, a.reference_count IS NOT NULL OR 'csv' IN a.sources,
  [(a)-[:CITES]->(b:Article) | b.id]
"""


def project(store: Store, folder: Path) -> Projection:
    """The projection of the graph as it is now: from `folder` when the graph has not changed since, else read anew.

    A folder that cannot be written costs the next reading, nothing else.
    """
    now = revision(store)
    path = path_in(folder, store.connection.host.name)
    found = cached(path, now)
    if found is None:
        found = read_projection(store, now)
        with suppress(OSError):
            save(found, path)
    return found


def path_in(folder: Path, store: str) -> Path:
    """Where the projection of this store is kept; one home may serve several."""
    return folder / f"{hashlib.sha256(store.encode()).hexdigest()[:16]}.npz"


def read_projection(store: Store, revision_: str = "") -> Projection:
    """Read all articles and citations. The order of the articles is that of their ids, on every engine.

    Cost at 100,000 articles and 1,000,000 citations: a few seconds; memory: the projection and one row.
    """
    return store.connection.read(lambda tx: _gathered(tx.run(_ROWS)).projection(revision_))


class _Gathered:
    """What was read so far. Articles are numbered as they are first named, citing or cited."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.described = array("q")
        self.citing = array("q")
        self.cited = array("q")
        self.facts: list[tuple[Any, ...]] = []

    def number(self, id_: str) -> int:
        return self.numbers.setdefault(id_, len(self.numbers))

    def add(self, id_: str, facts: tuple[Any, ...], cited: Sequence[str]) -> None:
        citing = self.number(id_)
        self.described.append(citing)
        self.facts.append(facts)
        self.cited.extend(map(self.number, cited))
        self.citing.extend([citing] * len(cited))

    def projection(self, revision_: str) -> Projection:
        """Articles in the order of their ids; a citation of an article that came while we read waits for the next."""
        names = list(self.numbers)
        order = sorted(range(len(self.described)), key=lambda i: names[self.described[i]])
        position = np.full(len(names), -1, dtype=np.int64)
        position[np.frombuffer(self.described, dtype=np.int64)[order]] = np.arange(len(order))
        citing, cited = (position[np.frombuffer(ends, dtype=np.int64)] for ends in (self.citing, self.cited))
        there = cited >= 0
        years, stubs, titles, reported, listed = (
            zip(*(self.facts[i] for i in order), strict=True) if order else [()] * 5
        )
        return Projection.from_edges(
            [names[self.described[i]] for i in order],
            citing[there],
            cited[there],
            years=years,
            stubs=np.array(stubs, dtype=np.bool_),
            titles=titles,
            reported=reported,
            listed=np.array(listed, dtype=np.bool_),
            revision=revision_,
        )


def _gathered(rows: Iterable[neo4j.Record]) -> _Gathered:
    found = _Gathered()
    for row in rows:
        id_, year, stub, title, reported, listed, cited = row.values()
        found.add(str(id_), (year, bool(stub), title, reported, bool(listed)), cited)
    return found
