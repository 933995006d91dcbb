"""Where the stores under test are, as values that also travel to other processes."""

from __future__ import annotations

from dataclasses import dataclass, field

from graph.engine import EngineOptions
from graph.store import Store, open_store

SMALL = EngineOptions(heap="512m", linger=1.0)
"""Many engines run on a machine that tests."""


@dataclass(frozen=True)
class StoreAddress:
    """A graph that can be opened any number of times."""

    where: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    def open(self) -> Store:
        """Another store on the same graph."""
        return open_store(self.where, user=self.user, password=self.password, engine=SMALL)

    def empty(self) -> None:
        """Take everything out of the graph but its schema."""
        with self.open() as store:
            store.query("MATCH (n) WHERE NOT n:Citewalk DETACH DELETE n", write=True)
            store.query(
                "MATCH (c:Citewalk) "
                "SET c.sources = [], c.foreign = null, c.awaited = null, c.moves = coalesce(c.moves, 0) + 1",
                write=True,
            )
