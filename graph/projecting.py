"""From the store to a projection: read in one pass, kept on disk under the graph's revision until that changes."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.folding import published_forms
from graph.projection import Ints, Projection
from graph.projection_file import cached, save
from graph.revision import revision, revision_of

if TYPE_CHECKING:
    import neo4j

    from graph.store import Store

PROJECTION = "projection"

# One row an article with all that it cites: rows by the citation take six times as long, and an aggregation would hold
# the whole graph in the engine's memory. A folder of CSV is taken at its word: what it lists is all there is.
_ROWS = """
MATCH (a:Article)
RETURN a.id, [(a)-[:CITES]->(b:Article) | b.id],
  a.year, a.stub, a.title, a.pmid, a.doi, a.cited_by_count, a.reference_count IS NOT NULL OR 'csv' IN a.sources
"""
_FACTS = ("years", "stubs", "titles", "pmids", "dois", "reported", "listed")
_MARKS = ("stubs", "listed")


@dataclass(frozen=True)
class Shelf:
    """Where what was computed from one store is kept on disk, each file under the revision that it was made of.

    A shelf that cannot be written costs the next reading, nothing else.
    """

    folder: Path
    store: str
    """What tells this store from others: its address, or the folder of its data files."""

    def path(self, what: str) -> Path:
        """The file for one kind of thing."""
        return self.folder / f"{hashlib.sha256(self.store.encode()).hexdigest()[:16]}-{what}.npz"

    def at_hand(self) -> Projection | None:
        """The projection, when the files of the local engine alone show that it is still true."""
        files = Path(self.store)
        with suppress(OSError):  # another user's
            return cached(self.path(PROJECTION), revision_of(files)) if files.is_dir() else None
        return None

    def project(self, store: Store) -> Projection:
        """The projection of the graph as it is now: the kept one when nothing has changed since, else read anew."""
        now = revision(store)
        found = cached(self.path(PROJECTION), now)
        if found is None:
            found = read_projection(store, now)
            with suppress(OSError):
                save(found, self.path(PROJECTION))
        return found


def read_projection(store: Store, revision_: str = "", *, fold_versions: bool = False) -> Projection:
    """Read all articles and citations. The order of the articles is that of their ids, on every engine.

    `fold_versions` has a preprint and its published form as one article: the published, citing and cited as both are.
    Cost at 28,000 articles and 353,000 citations: a second; memory: the projection and one row.
    """
    published = published_forms(store) if fold_versions else {}
    return store.connection.read(lambda tx: _gathered(tx.run(_ROWS), published).projection(revision_))


class _Gathered:
    """What was read so far. Articles are numbered as they are first named, citing or cited."""

    def __init__(self, published: Mapping[str, str]) -> None:
        self.published = published
        self.numbers: dict[str, int] = {}
        self.described = array("q")
        self.citing = array("q")
        self.cited = array("q")
        self.facts: list[list[Any]] = [[] for _ in _FACTS]

    def number(self, id_: str) -> int:
        return self.numbers.setdefault(self.published.get(id_, id_), len(self.numbers))

    def add(self, id_: str, cited: Sequence[str], facts: Sequence[Any]) -> None:
        citing = self.number(id_)
        if self.published:
            cited = [other for other in cited if other == id_ or self.number(other) != citing]
        self.cited.extend(map(self.number, cited))
        self.citing.extend([citing] * len(cited))
        if id_ in self.published:
            return
        self.described.append(citing)
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


def _gathered(rows: Iterable[neo4j.Record], published: Mapping[str, str]) -> _Gathered:
    found = _Gathered(published)
    for row in rows:
        id_, cited, *facts = row.values()
        found.add(str(id_), cited, facts)
    return found
