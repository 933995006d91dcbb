"""Kill harvests at random instants, resume them, and compare with a harvest that nobody disturbed.

    python benchmarks/kill_harvest.py --kills 100

The bundled demo is served over HTTP by this process, slowly enough for a kill to land anywhere: before the first
request, between an answer and its transaction, inside a transaction, after the last one. Every graph must end up equal
(a hash over its canonical dump), and no request may be repeated but those in flight when a kill came: one at most for
each kill, because one source is asked one question at a time.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from graph.engine import EngineOptions, stop
from graph.store import Store, open_store
from harvest.demo.facts import load
from harvest.demo.ncbi_replay import NcbiReplay
from harvest.demo.records import render
from tests.replay import ReplayServer, serving

ROOT = Path(__file__).resolve().parents[1]
HEAP = "512m"
DELAY = 0.15
"""Seconds that every answer takes."""
FACTS = load("aquilegia")
WALK = ("harvest", f"pmid:{FACTS.walks[0].seeds[0]}", "--depth", "4", "--source", "ncbi", "--json")
UNTOLD = ("last_seen", "first_seen", "harvest")  # when and by which run; everything else must be equal
EMPTY = "MATCH (n) WHERE NOT n:Citewalk DETACH DELETE n"
DUMP = (
    "MATCH (a:Article) RETURN properties(a) AS p ORDER BY a.id",
    "MATCH (a:Article)-[c:CITES]->(b:Article) RETURN a.id AS a, b.id AS b, properties(c) AS p ORDER BY a, b",
    "MATCH (i:Identifier)-[:IDENTIFIES]->(a:Article) RETURN i.value AS i, a.id AS a ORDER BY i",
    "MATCH (h:Harvest)-[r:REACHED]->(a:Article) RETURN a.id AS a, properties(r) AS p ORDER BY a",
    "MATCH (n:Author)-[w:WROTE]->(a:Article) RETURN n.id AS n, w.position AS w, a.id AS a ORDER BY n, a, w",
    "MATCH (a:Article)-[:PUBLISHED_IN]->(j:Journal) RETURN a.id AS a, j.id AS j ORDER BY a, j",
    "MATCH (a:Article)-[:ABOUT]->(t:Topic) RETURN a.id AS a, t.id AS t ORDER BY a, t",
    "MATCH (h:Harvest) RETURN h.state AS state, h.counts AS counts, h.seeds AS seeds, h.parameters AS parameters",
)


@dataclass(frozen=True)
class Run:
    """How one harvest ended: its graph, its requests, how often it was killed, and how long its last process took."""

    graph: str
    requests: Counter[str]
    kills: int
    seconds: float


@dataclass(frozen=True)
class Bench:
    """A graph, emptied for each harvest, and the source that is asked."""

    store: Store
    server: ReplayServer
    environment: dict[str, str]
    chance: random.Random

    def harvest(self, name: str, kills: int, longest: float) -> Run:
        """One harvest, killed up to `kills` times, each time after at most `longest` seconds."""
        self.store.query(EMPTY, write=True)
        self.server.log.clear()
        killed = 0
        while True:
            began = time.monotonic()
            process = self._start(name)
            try:
                out, said = process.communicate(timeout=self.chance.uniform(0.2, longest) if killed < kills else None)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
                killed += 1
                continue
            if process.returncode:
                raise SystemExit(f"the harvest ended with exit code {process.returncode}: {out}{said}")
            requests = Counter(f"{one.path} {sorted(one.parameters)}" for one in self.server.log)
            return Run(fingerprint(self.store), requests, killed, time.monotonic() - began)

    def _start(self, name: str) -> subprocess.Popen[str]:
        words = ("harvest", "--resume", name, "--json") if self.store.harvest(name) else (*WALK, "--as", name)
        command = [sys.executable, "-P", "-m", "citewalk", *words]
        return subprocess.Popen(
            command, env=self.environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )


@contextmanager
def bench(chance: random.Random) -> Iterator[Bench]:
    """A bench in a folder of its own, with its engine kept up."""
    replay = NcbiReplay.of(render([FACTS]))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home, serving(replay, delay=DELAY) as server:
        others = {k: v for k, v in os.environ.items() if not k.startswith("CITEWALK_")}
        ours = {"CITEWALK_HOME": home, "CITEWALK_NCBI_URL": server.url, "CITEWALK_NCBI_RATE": "1000"}
        folder = Path(home) / "graph"
        try:
            with open_store(folder, engine=EngineOptions(heap=HEAP)) as store:
                yield Bench(store, server, {**others, **ours, "PYTHONPATH": str(ROOT)}, chance)
        finally:
            stop(folder)


def fingerprint(store: Store) -> str:
    """A hash over everything in the graph but when and by which run it was found."""
    digest = hashlib.sha256()
    for query in DUMP:
        rows = [dict(row) for row in store.read(query)]
        for row in rows:
            row["p"] = {k: v for k, v in dict(row.get("p") or {}).items() if k not in UNTOLD}
        digest.update(json.dumps(rows, sort_keys=True, default=str).encode())
    return digest.hexdigest()


def main() -> int:
    """Run the proof; exit code 1 when a graph differs or a request was repeated without need."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--per-harvest", type=int, default=5, help="kills that one harvest must survive")
    parser.add_argument("--random", type=int, default=time.time_ns() % 10**6, help="to repeat a run")
    given = parser.parse_args()
    began = time.monotonic()
    with bench(random.Random(given.random)) as place:
        calm = place.harvest("calm", 0, 0)
        longest = calm.seconds
        killed = wrong = repeated = harvests = 0
        while killed < given.kills:
            harvests += 1
            run = place.harvest(f"killed-{harvests}", min(given.per_harvest, given.kills - killed), longest)
            again = sum((run.requests - calm.requests).values())
            killed += run.kills
            wrong += run.graph != calm.graph
            repeated += max(0, again - run.kills)
            print(f"{killed} kills, {again} requests again in this harvest, {wrong} graphs differ", flush=True)
            longest *= 1 if run.kills else 0.8  # a quicker machine than it was at first
    print(
        f"{killed} kills of {harvests} harvests in {time.monotonic() - began:.0f} s (--random {given.random}): "
        f"{wrong} graphs differ from the undisturbed one, {repeated} requests repeated that were not in flight"
    )
    return 1 if wrong or repeated else 0


if __name__ == "__main__":
    raise SystemExit(main())
