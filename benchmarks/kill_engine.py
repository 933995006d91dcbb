"""Kill the local engine in the middle of transactions and count what was lost.

    python benchmarks/kill_engine.py --kills 50

Two writers send transactions of two statements each (an article, then a citation from it and a counter on it). At
random instants the engine gets SIGKILL; the writers renew their lease and go on. At the end every acknowledged
transaction must be in the graph, and none may be there by half.
"""

from __future__ import annotations

import argparse
import contextlib
import logging
import random
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import neo4j
import psutil
from neo4j.exceptions import DriverError, Neo4jError

from graph.engine import EngineOptions, Lease, join, status, stop

WRITERS = 2
MOST_SECONDS = 1.5
REST_SECONDS = 60.0


@dataclass
class Writer:
    """Writes until told to stop, and remembers what was acknowledged."""

    name: str
    lease: Lease
    stopping: threading.Event
    acknowledged: list[str] = field(default_factory=list)
    refused: int = 0

    def write(self) -> None:
        """The loop: a transaction, or a renewal where the engine was found gone."""
        number = 0
        while not self.stopping.is_set():
            address = self.lease.renew()
            with neo4j.GraphDatabase.driver(address.bolt, auth=address.owner) as driver:
                try:
                    while not self.stopping.is_set():
                        number += 1
                        self._one(driver, f"{self.name}-{number}")
                except (Neo4jError, DriverError, OSError):
                    self.refused += 1

    def _one(self, driver: neo4j.Driver, id_: str) -> None:
        with driver.session(database="citewalk") as session, session.begin_transaction() as work:
            work.run("CREATE (:Article {id: $id, hub: false})", id=id_).consume()
            work.run(
                "MATCH (a:Article {id: $id}), (h:Article {id: $hub}) CREATE (a)-[:CITES {first_seen: $id}]->(h) "
                "SET a.done = true, h.count = h.count + 1",
                id=id_,
                hub=f"hub-{self.name}",
            ).consume()
            work.commit()
        self.acknowledged.append(id_)


@dataclass(frozen=True)
class Outcome:
    """The figures of one run."""

    kills: int
    acknowledged: int
    lost: int
    half: int
    recovery: list[float]
    seconds: float

    def line(self) -> str:
        """One line for a person."""
        worst = max(self.recovery, default=0.0)
        mean = sum(self.recovery) / max(1, len(self.recovery))
        return (
            f"{self.kills} kills in {self.seconds:.0f} s: {self.acknowledged} transactions acknowledged, "
            f"{self.lost} of them lost, {self.half} half written; back after {mean:.2f} s (worst {worst:.2f} s)"
        )


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--heap", default="512m")
    parser.add_argument("--seed", type=int, default=None, help="of the random instants; printed when not given")
    asked = parser.parse_args()
    seed = asked.seed if asked.seed is not None else random.randrange(1 << 30)
    sys.stderr.write(f"seed {seed}\n")
    logging.getLogger("neo4j").setLevel(logging.CRITICAL)
    with tempfile.TemporaryDirectory(prefix="citewalk-kills-", ignore_cleanup_errors=True) as place:
        outcome = prove(Path(place) / "graph", asked.kills, asked.heap, random.Random(seed))
    sys.stdout.write(outcome.line() + "\n")
    return 1 if outcome.lost or outcome.half else 0


def prove(folder: Path, kills: int, heap: str, chance: random.Random) -> Outcome:
    """Kill the engine of a new folder so many times and compare the graph with what was acknowledged."""
    began = time.monotonic()
    stopping = threading.Event()
    recovery: list[float] = []
    try:
        with join(folder, EngineOptions(heap=heap, linger=1.0)) as lease:
            writers = [Writer(f"w{number}", join(folder), stopping) for number in range(WRITERS)]
            _prepare(lease, writers)
            threads = [threading.Thread(target=writer.write) for writer in writers]
            for thread in threads:
                thread.start()
            try:
                for _ in range(kills):
                    _wait_for_writing(writers)
                    time.sleep(chance.uniform(0.0, MOST_SECONDS))
                    recovery.append(_kill(folder, lease))
            finally:
                stopping.set()
                for thread in threads:
                    thread.join()
            lost, half = _count(lease, writers)
            for writer in writers:
                writer.lease.leave()
    finally:
        stop(folder)
    acknowledged = sum(len(writer.acknowledged) for writer in writers)
    return Outcome(kills, acknowledged, lost, half, recovery, time.monotonic() - began)


def _prepare(lease: Lease, writers: list[Writer]) -> None:
    with _session(lease) as session:
        session.run("CREATE CONSTRAINT FOR (a:Article) REQUIRE a.id IS UNIQUE").consume()
        for writer in writers:
            hub = {"id": f"hub-{writer.name}", "hub": True, "count": 0}
            session.execute_write(
                lambda work, hub: work.run("CREATE (h:Article) SET h += $hub", hub=hub).consume(), hub
            )


def _wait_for_writing(writers: list[Writer]) -> None:
    """Until the engine takes transactions again: one that is killed at rest proves nothing."""
    before = sum(len(writer.acknowledged) for writer in writers)
    deadline = time.monotonic() + REST_SECONDS
    while sum(len(writer.acknowledged) for writer in writers) == before:
        if time.monotonic() > deadline:
            raise SystemExit(f"no transaction was acknowledged for {REST_SECONDS:.0f} s")
        time.sleep(0.005)


def _kill(folder: Path, lease: Lease) -> float:
    """Kill the engine and return the seconds until it answers again."""
    running = status(folder)
    if running is None or running.engine_pid is None:
        raise SystemExit("the engine was not running when it should have been")
    engine = psutil.Process(running.engine_pid)
    began = time.monotonic()
    engine.kill()
    while engine.is_running() and engine.status() != psutil.STATUS_ZOMBIE:
        time.sleep(0.001)
    lease.renew()
    return time.monotonic() - began


def _count(lease: Lease, writers: list[Writer]) -> tuple[int, int]:
    """Acknowledged and not there; there and not whole."""
    lease.renew()
    with _session(lease) as session:
        there = {row["id"] for row in session.run("MATCH (a:Article) WHERE NOT a.hub RETURN a.id AS id")}
        whole = {
            row["id"]
            for row in session.run(
                "MATCH (a:Article {done: true})-[c:CITES]->(h:Article) WHERE h.hub AND c.first_seen = a.id "
                "RETURN a.id AS id"
            )
        }
        hubs = session.run("MATCH (h:Article {hub: true}) RETURN h.id AS id, h.count AS n")
        counters = {row["id"]: row["n"] for row in hubs}
    acknowledged = {id_ for writer in writers for id_ in writer.acknowledged}
    miscounted = 0
    for writer in writers:
        written = sum(id_.startswith(f"{writer.name}-") for id_ in whole)
        miscounted += abs(counters[f"hub-{writer.name}"] - written)
    return len(acknowledged - whole), len(there ^ whole) + miscounted


@contextlib.contextmanager
def _session(lease: Lease) -> Iterator[neo4j.Session]:
    address = lease.address
    with (
        neo4j.GraphDatabase.driver(address.bolt, auth=address.owner) as driver,
        driver.session(database=address.database) as session,
    ):
        yield session


if __name__ == "__main__":
    sys.exit(main())
