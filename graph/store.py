"""The store: articles, citations and progress over Bolt."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import TracebackType
from typing import Self

from graph.ids import ArticleId
from graph.model import Applied, Batch, Harvest, Table


class Store:
    """One graph, on a Neo4j server or on the local engine; the two answer alike.

    Every method raises `StoreError` (or one of its kinds) with a sentence for the user, and nothing of the driver's.
    Opening creates constraints, indexes and the schema version, or refuses a graph of a newer schema.
    Usable from several threads; several processes may write at once.
    """

    def __enter__(self) -> Self:
        raise NotImplementedError

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        raise NotImplementedError

    def close(self) -> None:
        """Leave the store; the local engine stops some seconds after the last one has left."""
        raise NotImplementedError

    def apply(self, batch: Batch) -> Applied:
        """Write a batch in one transaction. Idempotent: a second call changes nothing but `last_seen`.

        Resolves the ids of the batch against the graph (see `graph.identity`), merges articles that a record ties
        together, keeps conflicts apart, and retries when another writer came between.
        """
        raise NotImplementedError

    def owners(self, ids: Collection[ArticleId]) -> dict[ArticleId, str]:
        """Which `Article.id` holds each id; ids that the graph does not know are left out."""
        raise NotImplementedError

    def write_harvest(self, harvest: Harvest) -> None:
        """Write the harvest's state alone (before its first request, or at its end)."""
        raise NotImplementedError

    def harvest(self, id_: str) -> Harvest | None:
        """One harvest, or None."""
        raise NotImplementedError

    def harvests(self) -> list[Harvest]:
        """All harvests, newest first."""
        raise NotImplementedError

    def query(
        self,
        cypher: str,
        parameters: Mapping[str, object] | None = None,
        *,
        write: bool = False,
        most: int | None = None,
        timeout: float | None = None,
    ) -> Table:
        """A user's own statement: with the reader's rights unless `write`, at most `most` rows, `timeout` seconds."""
        raise NotImplementedError

    def read(self, cypher: str, parameters: Mapping[str, object] | None = None) -> Sequence[Mapping[str, object]]:
        """One of our own read-only statements; all rows, as mappings."""
        raise NotImplementedError
