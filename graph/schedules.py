"""Schedules and their runs, kept in the graph: `(:Schedule)-[:RAN {window}]->(:Harvest)`.

A run is begun in one write transaction that makes the harvest, ties it to its window and counts the schedule's turn.
Writers queue (see `graph.writing`), so of several runners that see the same turn exactly one begins the run, and no
window has two. Who walks a harvest is told by the harvest itself (see `graph.claims`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import neo4j

from graph.harvests import as_harvest, as_properties
from graph.model import Harvest
from graph.store import Store
from graph.times import as_text, as_time
from graph.writing import touch

Node = Mapping[str, Any]

_ADD = "CREATE (s:Schedule {id: $id}) SET s += $properties"
_ALL = "MATCH (s:Schedule) RETURN properties(s) AS schedule ORDER BY s.added, s.id"
_ONE = "MATCH (s:Schedule {id: $id}) RETURN s.turn AS turn"
_RUNS = """
MATCH (s:Schedule {id: $id})-[r:RAN]->(h:Harvest) WHERE r.number = s.turn OR r.window = $window
RETURN properties(r) AS run, properties(h) AS harvest ORDER BY r.number DESC
"""
_HAS_RUN = "MATCH (:Schedule {id: $id})-[r:RAN]->() WHERE r.window = $window RETURN count(r) AS n"
_BEGIN = """
MATCH (s:Schedule {id: $id}) SET s.turn = $number
CREATE (h:Harvest {id: $harvest}) SET h += $properties
CREATE (s)-[r:RAN]->(h) SET r.window = $window, r.number = $number, r.tries = 1, r.tried = $at, r.ended = 0
"""
_TRY = """
MATCH (:Schedule {id: $id})-[r:RAN]->(:Harvest {id: $harvest}) WHERE r.tries = $tries
SET r.tries = $tries + 1, r.tried = $at RETURN count(r) AS n
"""
_ENDED = """
MATCH (:Schedule {id: $id})-[r:RAN]->(:Harvest {id: $harvest})
SET r.ended = r.ended + 1, r.reason = $reason RETURN count(r) AS n
"""
_REMOVE = "MATCH (s:Schedule {id: $id}) DETACH DELETE s"


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """What is harvested when: `cron` (five fields) in the time zone of that name. `turn` counts the runs begun."""

    id: str
    cron: str
    timezone: str
    seeds: tuple[str, ...]
    parameters: Mapping[str, object]
    added: datetime
    turn: int = 0


@dataclass(frozen=True, kw_only=True)
class Run:
    """The harvest of one window.

    `tries` counts the processes started for it, the last one at `tried`; `ended` those that came to an end of their
    own with something missing, for the `reason` that the last one gave.
    """

    window: datetime
    harvest: Harvest
    number: int
    tries: int
    tried: datetime
    ended: int = 0
    reason: str | None = None


class Schedules:
    """The schedules of a graph. Every method raises `StoreError` with a sentence, as the store does."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, schedule: Schedule) -> None:
        """Keep a new schedule."""
        properties = {
            "cron": schedule.cron,
            "timezone": schedule.timezone,
            "seeds": list(schedule.seeds),
            "parameters": json.dumps(dict(schedule.parameters), sort_keys=True, ensure_ascii=False),
            "added": as_text(schedule.added),
            "turn": schedule.turn,
        }
        self._store.connection.run(_ADD, id=schedule.id, properties=properties)

    def all(self) -> list[Schedule]:
        """Every schedule, in the order in which they were added."""
        return [_as_schedule(_node(row["schedule"])) for row in self._store.read(_ALL)]

    def remove(self, id_: str) -> bool:
        """Forget a schedule, not its harvests; False where there is none of that id."""
        return self._write(lambda tx: _turn(tx, id_) is not None and _run(tx, _REMOVE, id=id_))

    def runs(self, id_: str, window: datetime | None) -> Sequence[Run]:
        """The latest run, and that of a window where it has one; the latest first."""
        rows = self._store.read(_RUNS, {"id": id_, "window": as_text(window) if window else None})
        return [_as_run(_node(row["run"]), _node(row["harvest"])) for row in rows]

    def begin(self, schedule: Schedule, window: datetime, harvest: Harvest) -> bool:
        """Make the harvest the run of a window; False where that window has a run or another took this turn."""

        def work(tx: neo4j.ManagedTransaction) -> bool:
            touch(tx)
            ran = tx.run(_HAS_RUN, id=schedule.id, window=as_text(window)).single(strict=True)["n"]
            if _turn(tx, schedule.id) != schedule.turn or ran:
                return False
            return _run(
                tx,
                _BEGIN,
                id=schedule.id,
                harvest=harvest.id,
                properties=as_properties(harvest),
                window=as_text(window),
                number=schedule.turn + 1,
                at=as_text(harvest.started),
            )

        return self._write(work)

    def try_again(self, id_: str, run: Run, at: datetime) -> bool:
        """Count another try at a run; False where another has counted one since `run` was read."""
        given = {"id": id_, "harvest": run.harvest.id, "tries": run.tries, "at": as_text(at)}
        return self._write(lambda tx: bool(touch(tx)) and bool(tx.run(_TRY, given).single(strict=True)["n"]))

    def note_end(self, id_: str, run: Run, reason: str) -> None:
        """Keep that the last try at a run ended by itself with something missing."""
        self._write(lambda tx: _run(tx, _ENDED, id=id_, harvest=run.harvest.id, reason=reason))

    def _write(self, work: Any) -> bool:
        with self._store.connection.host.turn():
            return bool(self._store.connection.write(work))


def _turn(tx: neo4j.ManagedTransaction, id_: str) -> int | None:
    row = tx.run(_ONE, id=id_).single()
    return None if row is None else int(row["turn"])


def _run(tx: neo4j.ManagedTransaction, statement: str, **parameters: Any) -> bool:
    tx.run(statement, parameters).consume()
    return True


def _node(value: object) -> Node:
    return cast("Node", value)


def _as_schedule(node: Node) -> Schedule:
    return Schedule(
        id=node["id"],
        cron=node["cron"],
        timezone=node["timezone"],
        seeds=tuple(node.get("seeds") or ()),
        parameters=json.loads(node.get("parameters") or "{}"),
        added=as_time(node["added"]),
        turn=int(node.get("turn") or 0),
    )


def _as_run(edge: Node, harvest: Node) -> Run:
    return Run(
        window=as_time(edge["window"]),
        harvest=as_harvest(harvest),
        number=int(edge["number"]),
        tries=int(edge["tries"]),
        tried=as_time(edge["tried"]),
        ended=int(edge["ended"]),
        reason=edge.get("reason"),
    )
