"""Who walks a harvest: one process at a time, whatever hosts work on the graph.

A harvest names its process and when that last gave a sign of life (`process`, `updated`). Both are compared, never
read as a time: clocks differ between hosts and jump. Whoever has watched a claim stand still for long enough by a
clock of its own takes it over. All runs of one schedule share one claim.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import neo4j

from graph.harvests import ONE, WRITE, as_harvest, as_properties
from graph.model import Harvest
from graph.store import Store
from graph.times import as_text
from graph.writing import touch

_OTHERS = """
MATCH (s:Schedule)-[:RAN]->(h:Harvest) WHERE h.id = $id
MATCH (s)-[:RAN]->(other:Harvest) WHERE other.state = 'running' AND other.id <> $id
RETURN properties(other) AS harvest
"""
_BEAT = "MATCH (h:Harvest {id: $id}) WHERE h.process = $process SET h.updated = $at"
_PROCESS = "MATCH (h:Harvest {id: $id}) RETURN h.process AS process"


def claim(store: Store, mine: Harvest, walked: Callable[[Harvest], bool]) -> Harvest | None:
    """Write the harvest with its process, unless it or another run of its schedule is `walked`: then that one."""

    def work(tx: neo4j.ManagedTransaction) -> Harvest | None:
        touch(tx)
        rows = [*tx.run(ONE, id=mine.id), *tx.run(_OTHERS, id=mine.id)]
        rivals = [one for row in rows if (one := as_harvest(row["harvest"])).process not in (None, mine.process)]
        rival = next(filter(walked, rivals), None)
        if rival is None:
            tx.run(WRITE, id=mine.id, properties=as_properties(mine)).consume()
        return rival

    with store.connection.host.turn():
        return store.connection.write(work)


def beat(store: Store, mine: Harvest, at: datetime) -> str | None:
    """Give a sign of life; the process that the harvest names now, None where it has ended."""

    def work(tx: neo4j.ManagedTransaction) -> str | None:
        tx.run(_BEAT, id=mine.id, process=mine.process, at=as_text(at)).consume()
        row = tx.run(_PROCESS, id=mine.id).single()
        return str(row["process"]) if row is not None and row["process"] is not None else None

    with store.connection.host.turn():
        return store.connection.write(work)
