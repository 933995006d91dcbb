"""Kill harvests at random instants, resume them, and compare with a harvest that nobody disturbed.

    python benchmarks/kill_harvest.py --kills 100

The bundled demo is served over HTTP by this process, slowly enough for a kill to land anywhere: before the first
request, between an answer and its transaction, inside a transaction, after the last one. Every graph must end up equal
(a hash over its canonical dump), and no request may be repeated but those in flight when a kill came.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from harvest.demo.facts import load
from harvest.demo.ncbi_replay import NcbiReplay
from harvest.demo.records import render
from tests.replay import ReplayServer, serving

SEED = load("aquilegia").walks[0].seeds[0]
UNTOLD = ("last_seen", "first_seen", "harvest")  # when and by which run; everything else must be equal
DUMP = (
    "MATCH (a:Article) RETURN properties(a) AS p ORDER BY a.id",
    "MATCH (a:Article)-[c:CITES]->(b:Article) RETURN a.id AS a, b.id AS b, properties(c) AS p ORDER BY a, b",
    "MATCH (i:Identifier)-[:IDENTIFIES]->(a:Article) RETURN i.value AS i, a.id AS a ORDER BY i",
    "MATCH (h:Harvest)-[r:REACHED]->(a:Article) RETURN a.id AS a, properties(r) AS p ORDER BY a",
    "MATCH (n:Author)-[w:WROTE]->(a:Article) RETURN n.id AS n, w.position AS w, a.id AS a ORDER BY n, a, w",
)


@dataclass(frozen=True)
class Run:
    """How one harvest ended: its graph, its requests, and how often it was killed."""

    graph: str
    requests: Counter[str]
    kills: int


def environment(server: ReplayServer, home: Path) -> dict[str, str]:
    mine = {k: v for k, v in os.environ.items() if not k.startswith("CITEWALK_")}
    return mine | {
        "CITEWALK_HOME": str(home),
        "CITEWALK_NCBI_URL": server.url,
        "CITEWALK_NCBI_RATE": "1000",
        "CITEWALK_HEAP": "512m",
    }


def citewalk(*words: str, env: dict[str, str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "citewalk", *words]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def fingerprint(env: dict[str, str]) -> str:
    digest = hashlib.sha256()
    for query in DUMP:
        out, said = citewalk("cypher", query, "--format", "json", env=env).communicate()
        rows = json.loads(out) if out else sys.exit(said.decode())
        for row in rows:
            for properties in (v for v in row.values() if isinstance(v, dict)):
                for name in UNTOLD:
                    properties.pop(name, None)
        digest.update(json.dumps(rows, sort_keys=True).encode())
    return digest.hexdigest()


def one_harvest(server: ReplayServer, name: str, kills: int, longest: float, chance: random.Random) -> Run:
    """Harvest under a name of its own, killed up to `kills` times after at most `longest` seconds each."""
    server.log.clear()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        env = environment(server, Path(folder))
        words = ["harvest", f"pmid:{SEED}", "--as", name, "--depth", "4", "--source", "ncbi", "--json"]
        killed = 0
        while True:
            process = citewalk(*words, env=env)
            try:
                if killed < kills:
                    process.wait(chance.uniform(0.3, longest))
                process.communicate()
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.communicate()
                killed += 1
                begun = (
                    b"true"
                    in citewalk(
                        "cypher", "MATCH (h:Harvest) RETURN count(h) > 0", "--format", "csv", env=env
                    ).communicate()[0]
                )
                if begun:
                    words = ["harvest", "--resume", name, "--json"]
                continue
            if process.returncode:
                raise SystemExit(f"the harvest ended with exit code {process.returncode}")
            break
        graph = fingerprint(env)
        citewalk("engine", "stop", env=env).communicate()
    return Run(graph, Counter(f"{one.path} {sorted(one.parameters)}" for one in server.log), killed)


def main() -> int:
    """Run the proof; exit code 1 when a graph differs or a request was repeated without need."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--per-harvest", type=int, default=5, help="kills that one harvest must survive")
    parser.add_argument("--random", type=int, default=time.time_ns() % 10**6, help="to repeat a run")
    given = parser.parse_args()
    chance = random.Random(given.random)
    replay = NcbiReplay.of(render([load("aquilegia")]))
    with serving(replay, delay=0.15) as server:
        began = time.monotonic()
        calm = one_harvest(server, "calm", 0, 0, chance)
        longest = time.monotonic() - began
        killed, wrong, repeated = 0, 0, 0
        while killed < given.kills:
            run = one_harvest(server, "calm", min(given.per_harvest, given.kills - killed), longest, chance)
            killed += run.kills
            wrong += run.graph != calm.graph
            extra = sum((run.requests - calm.requests).values())
            repeated += max(0, extra - run.kills)
            print(f"{killed} kills, {extra} requests again in this harvest, {wrong} graphs differ", flush=True)
            if not run.kills:
                longest *= 0.8
    print(
        f"{killed} kills (seed {given.random}): {wrong} graphs differ from the undisturbed one, "
        f"{repeated} requests repeated that were not in flight"
    )
    return 1 if wrong or repeated else 0


if __name__ == "__main__":
    raise SystemExit(main())
