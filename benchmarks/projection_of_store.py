"""The projection as it is read from a store, beside the bare reading of the same rows.

    python benchmarks/measures.py --stores [--neo4j URL USER PASSWORD]

Fills an empty graph with generated articles and citations, reads the projection, keeps it on disk and takes it from
there; then `citewalk rank` runs in a shell of its own, with the projection kept.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from graph.engine import EngineOptions, stop
from graph.projecting import read_projection
from graph.projection import Projection
from graph.store import Store, open_store

ROWS = 10_000
HEAP = "2g"
ARTICLES = "UNWIND $rows AS row CREATE (a:Article {id: row[0], title: row[0], year: row[1]})"
CITATIONS = """
UNWIND $rows AS row MATCH (a:Article {id: row[0]}) MATCH (b:Article {id: row[1]})
CREATE (a)-[:CITES {sources: ['icite'], first_seen: '2026-01-01T00:00:00Z'}]->(b)
"""
COLLECTED = (
    "MATCH (a:Article) RETURN a.id AS id, a.year AS year, COLLECT { MATCH (a)-[:CITES]->(b) RETURN b.id } AS cited"
)


def fill(store: Store, graph: Projection) -> None:
    """Write the graph raw, in portions."""
    years = graph.years.tolist()
    rows: list[list[Any]] = [[id_, year] for id_, year in zip(graph.ids, years, strict=True)]
    citing, cited = graph.pairs()
    pairs = [[graph.ids[a], graph.ids[b]] for a, b in zip(citing.tolist(), cited.tolist(), strict=True)]
    for statement, lines in ((ARTICLES, rows), (CITATIONS, pairs)):
        for start in range(0, len(lines), ROWS):
            store.connection.run(statement, rows=lines[start : start + ROWS])


def seconds(work: Callable[[], object]) -> float:
    """The better of two runs, by the clock on the wall: the engine is another process."""
    found = []
    for _ in range(2):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def report(name: str, store: Store, graph: Projection) -> None:
    """One row for an engine."""
    fill(store, graph)
    bare = seconds(lambda: store.connection.read(lambda tx: sum(len(row["cited"]) for row in tx.run(COLLECTED))))
    ours = seconds(lambda: read_projection(store))
    print(f"projection from {name:12} {ours:7.2f} s   bare reading {bare:7.2f} s   ratio {ours / bare:.2f}", flush=True)


def rank_from_a_shell(home: Path, environment: dict[str, str]) -> None:
    """`citewalk rank` with the projection kept: the whole process, on the wall."""
    command = [sys.executable, "-m", "citewalk", "rank", "--measure", "pagerank"]
    given = {**os.environ, "CITEWALK_HOME": str(home), **environment}
    subprocess.run(command, env=given, check=True, capture_output=True)
    took = seconds(lambda: subprocess.run(command, env=given, check=True, capture_output=True))
    print(f"rank from a shell, projection kept {took:.2f} s", flush=True)


def on_the_local_engine(graph: Projection) -> None:
    """Both rows of the engine that comes along."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        with open_store(home / "graph", engine=EngineOptions(heap=HEAP)) as store:
            report("local engine", store, graph)
        rank_from_a_shell(home, {"CITEWALK_HEAP": HEAP})
        stop(home / "graph")


def on_a_server(graph: Projection, url: str, user: str, password: str) -> None:
    """The row of a Neo4j server, which is emptied first."""
    with emptied(url, user, password) as store:
        report("Neo4j", store, graph)


@contextmanager
def emptied(url: str, user: str, password: str) -> Iterator[Store]:
    """A store on a server without anything in it."""
    with open_store(url, user=user, password=password) as store:
        store.query("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS", write=True)
        yield store
