"""A graph that left the store as CSV and came back is the same graph."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from graph.exchange import load_csv
from graph.exchange.formats import write_export
from graph.ids import ArticleId, Scheme
from graph.model import Batch, Citation, Direction, Harvest, HarvestState, Record, Visit, VisitState
from graph.store import Store
from graph.whole import read_graph

AT = datetime(2026, 1, 1, tzinfo=UTC)


def pmid(value: int) -> ArticleId:
    return ArticleId(Scheme.PMID, str(value))


@pytest.fixture
def walked(store: Store) -> Store:
    """A store with a small harvest in it: three articles, one of them a stub, two citations."""
    harvest = Harvest(id="h", seeds=("pmid:1",), parameters={}, state=HarvestState.COMPLETE, started=AT)
    store.apply(
        Batch(
            at=AT,
            records=(
                Record(source="ncbi", ids=frozenset({pmid(1)}), title="=First", year=2020, keywords=("a|b", "c")),
                Record(source="icite", ids=frozenset({pmid(2), ArticleId(Scheme.DOI, "10.1/x")}), cited_by_count=0),
            ),
            stubs=(pmid(3),),
            citations=(
                Citation(pmid(1), pmid(2), "icite"),
                Citation(pmid(1), pmid(2), "ncbi"),
                Citation(pmid(2), pmid(3), "ncbi"),
            ),
            visits=(
                Visit(pmid(1), 0, VisitState.DONE, Direction.SEED),
                Visit(pmid(2), 1, VisitState.DONE, Direction.REFERENCES),
            ),
            harvest=harvest,
        )
    )
    return store


def exported(store: Store, folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in write_export(read_graph(store), "csv", folder, abstracts=True)]


def load(store: Store, folder: Path) -> None:
    for batch in load_csv.batches(load_csv.check(folder, store.owners), AT):
        store.apply(batch)


def test_export_load_export_is_the_same_bytes(walked: Store, tmp_path: Path) -> None:
    before = exported(walked, tmp_path / "before")
    walked.query("MATCH (n) WHERE n:Article OR n:Identifier OR n:Harvest DETACH DELETE n", write=True)
    load(walked, tmp_path / "before")
    assert exported(walked, tmp_path / "after") == before


def test_loading_over_the_graph_that_was_exported_adds_nothing(walked: Store, tmp_path: Path) -> None:
    before = exported(walked, tmp_path / "before")
    load(walked, tmp_path / "before")
    assert exported(walked, tmp_path / "after") == before


def test_ids_of_a_file_are_kept(store: Store, tmp_path: Path) -> None:
    (tmp_path / "nodes.csv").write_text("id\nours 1\nours 2\n")
    (tmp_path / "edges.csv").write_text("citing,cited\nours 1,ours 2\n")
    load(store, tmp_path)
    rows = store.read("MATCH (a:Article)-[c:CITES]->(b:Article) RETURN a.id AS a, b.id AS b, c.sources AS sources")
    assert [dict(row) for row in rows] == [{"a": "ours 1", "b": "ours 2", "sources": ["csv"]}]
