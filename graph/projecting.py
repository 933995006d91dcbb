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

from graph.projection import Ints, Projection
from graph.projection_file import cached, save
from graph.revision import revision
from graph.store import Store

# One row an article with all that it cites: rows by the citation take six times as long, and an aggregation would hold
# the whole graph in the engine's memory. A folder of CSV is taken at its word: what it lists is all there is.
_ROWS = """
MATCH (a:Article)
RETURN a.id, [(a)-[:CITES]->(b:Article) | b.id],
  a.year, a.stub, a.title, a.pmid, a.doi, a.cited_by_count, a.reference_count IS NOT NULL OR 'csv' IN a.sources
"""
_FACTS = ("years", "stubs", "titles", "pmids", "dois", "reported", "listed")
_MARKS = ("stubs", "listed")


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
        self.facts: list[list[Any]] = [[] for _ in _FACTS]

    def number(self, id_: str) -> int:
        return self.numbers.setdefault(id_, len(self.numbers))

    def add(self, id_: str, cited: Sequence[str], facts: Sequence[Any]) -> None:
        citing = self.number(id_)
        self.described.append(citing)
        self.cited.extend(map(self.number, cited))
        self.citing.extend([citing] * len(cited))
        for column, fact in zip(self.facts, facts, strict=True):
            column.append(fact)

    def projection(self, revision_: str) -> Projection:
        """Articles in the order of their ids; a citation of an article that came while we read waits for the next."""
        names = list(self.numbers)
        order = sorted(range(len(self.described)), key=lambda i: names[self.described[i]])
        position = np.full(len(names), -1, dtype=np.int64)
        position[_numbers(self.described)[order]] = np.arange(len(order))
        citing, cited = position[_numbers(self.citing)], position[_numbers(self.cited)]
        facts: dict[str, Any] = {
            name: [column[i] for i in order] for name, column in zip(_FACTS, self.facts, strict=True)
        }
        for name in _MARKS:
            facts[name] = np.array([bool(mark) for mark in facts[name]], dtype=np.bool_)
        ids = [names[self.described[i]] for i in order]
        return Projection.from_edges(ids, citing[cited >= 0], cited[cited >= 0], **facts, revision=revision_)


def _numbers(numbers: array[int]) -> Ints:
    return np.frombuffer(numbers, dtype=np.int64)


def _gathered(rows: Iterable[neo4j.Record]) -> _Gathered:
    found = _Gathered()
    for row in rows:
        id_, cited, *facts = row.values()
        found.add(str(id_), cited, facts)
    return found
