"""The projection of a stored graph: what is in it, and that it is kept exactly until the graph changes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import neo4j
import psutil
import pytest

from graph.data_files import data_files
from graph.engine import status, stop
from graph.kept_measures import keep, property_of
from graph.projected_texts import cached_texts, read_texts, save_texts
from graph.projecting import PROJECTION, Shelf, read_projection
from graph.projection_file import load, save
from graph.revision import revision
from graph.store import Store
from tests.graph.making import batch, cites, openalex, own, pmid, record, walk
from tests.stores import StoreAddress


@pytest.fixture
def graph(store: Store) -> Store:
    """b (2010) and c cite a (2001); c and b cite the stub d; e stands alone."""
    store.apply(
        batch(
            record(own("a"), pmid(1), source="csv", title="On a", year=2001, abstract="All about a."),
            record(own("b"), pmid(2), source="csv", title="On b", year=2010, cited_by_count=7),
            record(own("c"), pmid(3), source="csv", title="On c"),
            record(own("e"), source="csv", title="On e", year=2011, cited_by_count=0),
            record(own("d"), pmid(4), source="csv"),
            cites(own("b"), own("a")),
            cites(own("c"), own("a")),
            cites(own("c"), own("a"), "icite"),
            cites(own("b"), own("d")),
            cites(own("c"), own("d")),
        )
    )
    return store


@pytest.fixture
def shelf(graph: Store, tmp_path: Path) -> Shelf:
    return Shelf(tmp_path, "here")


def until(holds: Callable[[], bool]) -> None:
    """The engine brings a commit into its files a moment later."""
    deadline = time.monotonic() + 200
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_articles_and_citations_are_those_of_the_store(graph: Store) -> None:
    found = read_projection(graph)
    assert found.ids == ("a", "b", "c", "d", "e")
    assert set(found.to_networkx().edges) == {("b", "a"), ("c", "a"), ("b", "d"), ("c", "d")}
    assert found.years.tolist() == [2001, 2010, 0, 0, 2011]
    assert found.stubs.tolist() == [False, False, False, True, False]
    assert found.titles == ("On a", "On b", "On c", None, "On e")
    assert found.pmids == ("1", "2", "3", "4", None)
    assert found.dois == (None,) * 5


def test_what_was_not_reported_is_not_nought(graph: Store) -> None:
    found = read_projection(graph).reported
    assert found is not None
    assert [None if value != value else value for value in found.tolist()] == [None, 7, None, None, 0]  # noqa: PLR0124


def test_a_reference_list_is_known_where_a_source_gave_one_or_a_folder_was_loaded(graph: Store) -> None:
    graph.apply(batch(record(pmid(8), source="icite", reference_count=0), record(pmid(9), source="icite")))
    found = read_projection(graph)
    assert found.listed is not None
    assert dict(zip(found.pmids or (), found.listed.tolist(), strict=True)) == {
        **dict.fromkeys(["1", "2", "3", "4", None], True),
        "8": True,
        "9": False,
    }


def test_an_empty_graph_is_an_empty_projection(store: Store, tmp_path: Path) -> None:
    found = Shelf(tmp_path, "here").project(store)
    assert (found.articles, found.citations) == (0, 0)


def test_self_citations_and_citations_told_twice_are_counted_and_dropped(graph: Store) -> None:
    graph.query("MATCH (a:Article {id: 'a'}) CREATE (a)-[:CITES {sources: ['x']}]->(a)", write=True)
    graph.query("MATCH (a {id: 'b'}), (b {id: 'a'}) CREATE (a)-[:CITES {sources: ['x']}]->(b)", write=True)
    found = read_projection(graph)
    assert (found.self_citations, found.duplicates, found.citations) == (1, 1, 4)


def test_the_kept_projection_serves_while_nothing_changes(graph: Store, shelf: Shelf) -> None:
    def it_serves() -> bool:
        save(replace(shelf.project(graph), titles=("kept",) * 5), shelf.path(PROJECTION))
        return shelf.project(graph).titles == ("kept",) * 5

    until(it_serves)


def test_it_is_read_again_after_a_batch(graph: Store, shelf: Shelf) -> None:
    shelf.project(graph)
    graph.apply(batch(cites(own("e"), own("a"))))
    assert shelf.project(graph).citations == 5


def test_it_is_read_again_after_a_statement_that_changes_one_property(graph: Store, shelf: Shelf) -> None:
    shelf.project(graph)
    graph.query("MATCH (a:Article {id: 'c'}) SET a.year = 2015", write=True)
    assert shelf.project(graph).years.tolist() == [2001, 2010, 2015, 0, 2011]


def test_it_is_read_again_after_one_citation_gave_way_to_another(graph: Store, shelf: Shelf) -> None:
    shelf.project(graph)
    graph.query("MATCH ({id: 'b'})-[c:CITES]->({id: 'a'}) DELETE c", write=True)
    graph.query("MATCH (a {id: 'e'}), (b {id: 'a'}) CREATE (a)-[:CITES {sources: ['x']}]->(b)", write=True)
    assert set(shelf.project(graph).to_networkx().edges) == {("e", "a"), ("c", "a"), ("b", "d"), ("c", "d")}


def test_a_writer_that_has_not_ended_hides_no_other(graph: Store, shelf: Shelf) -> None:
    def years(tx: neo4j.ManagedTransaction) -> list[int]:
        tx.run("CREATE (:Article {id: 'f', year: 2020})").consume()
        graph.query("MATCH (a:Article {id: 'c'}) SET a.year = 2015", write=True)
        return shelf.project(graph).years.tolist()

    shelf.project(graph)
    assert graph.connection.write(years) == [2001, 2010, 2015, 0, 2011]
    assert shelf.project(graph).years.tolist() == [2001, 2010, 2015, 0, 2011, 2020]


def test_reading_changes_no_revision(graph: Store, shelf: Shelf) -> None:
    def it_is_the_same_after_reading() -> bool:
        before = revision(graph)
        shelf.project(graph)
        return revision(graph) == before

    until(it_is_the_same_after_reading)


def test_a_damaged_file_is_read_anew(graph: Store, shelf: Shelf) -> None:
    shelf.project(graph)
    shelf.path(PROJECTION).write_bytes(b"PK\x03\x04 and then nothing")
    assert shelf.project(graph).articles == 5
    assert load(shelf.path(PROJECTION)).articles == 5


def test_a_shelf_that_cannot_be_written_does_no_harm(graph: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert Shelf(tmp_path / "file", "here").project(graph).articles == 5


def test_two_stores_do_not_share_a_file(tmp_path: Path) -> None:
    assert Shelf(tmp_path, "here").path(PROJECTION) != Shelf(tmp_path, "there").path(PROJECTION)


def test_the_files_of_the_local_engine_alone_tell_whether_the_projection_is_true(tmp_path: Path) -> None:
    address = StoreAddress(str(tmp_path / "graph"))
    files = data_files(tmp_path / "graph")
    shelf = Shelf(tmp_path / "kept", str(files))
    assert shelf.at_hand() is None
    with address.open() as store:
        assert files == store.connection.host.files
        store.apply(batch(record(pmid(1)), record(pmid(2)), cites(pmid(2), pmid(1))))
    stop(tmp_path / "graph")  # now all of it is in the files
    with address.open() as store:
        kept = shelf.project(store).revision
        assert revision_at_hand(shelf) == kept
        store.write_harvest(walk())
        assert revision_at_hand(shelf) == kept, "the state of a harvest changes no article"
    stop(tmp_path / "graph")
    assert revision_at_hand(shelf) == kept
    with address.open() as store:
        assert shelf.project(store).revision == kept, "a restart changes nothing"
        store.query("MATCH (a:Article {pmid: '1'}) SET a.title = 'changed'", write=True)
        assert shelf.at_hand() is None
    stop(tmp_path / "graph")
    assert shelf.at_hand() is None


def test_an_engine_that_was_killed_takes_no_change_along(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "kept", str(data_files(tmp_path / "graph")))
    with StoreAddress(str(tmp_path / "graph")).open() as store:
        store.apply(batch(record(pmid(1))))
        shelf.project(store)
        store.apply(batch(record(pmid(2))))
        engine = status(tmp_path / "graph")
        assert engine is not None
        assert engine.engine_pid is not None
        psutil.Process(engine.engine_pid).kill()
        assert shelf.at_hand() is None
        assert shelf.project(store).articles == 2
    stop(tmp_path / "graph")


def revision_at_hand(shelf: Shelf) -> str | None:
    found = shelf.at_hand()
    return None if found is None else found.revision


def test_prepared_texts_are_kept_under_the_revision(graph: Store, shelf: Shelf, tmp_path: Path) -> None:
    projection = shelf.project(graph)
    texts = read_texts(graph, projection)
    assert texts.known.tolist() == [True, True, True, False, True]
    save_texts(texts, projection.revision, tmp_path / "texts.npz")
    kept = cached_texts(tmp_path / "texts.npz", projection.revision)
    assert kept is not None
    assert (kept.by_words != texts.by_words).nnz == 0
    assert cached_texts(tmp_path / "texts.npz", "another") is None
    (tmp_path / "texts.npz").write_bytes(b"nothing")
    assert cached_texts(tmp_path / "texts.npz", projection.revision) is None


def measured(store: Store) -> dict[object, object]:
    rows = store.read("MATCH (a:Article) RETURN a.id AS id, a.measure_k_core AS score")
    return {row["id"]: row["score"] for row in rows if row["score"] is not None}


def test_a_measure_is_kept_on_the_articles_and_replaced_by_the_next(graph: Store) -> None:
    assert property_of("k-core") == "measure_k_core"
    assert keep(graph, "k-core", {"a": 2.5, "b": 1.0, "c": None}) == 2
    assert measured(graph) == {"a": 2.5, "b": 1.0}
    assert keep(graph, "k-core", {"b": 3.0, "c": 1.0, "gone": 9.0}) == 2
    assert measured(graph) == {"b": 3.0, "c": 1.0}


def test_records_and_merges_leave_kept_measures_alone(graph: Store) -> None:
    keep(graph, "k-core", {"a": 2.5, "b": 1.0})
    graph.apply(batch(record(openalex(7), source="openalex", title="On a, once more")))
    applied = graph.apply(batch(record(pmid(1), openalex(7), source="openalex", title="On a")))
    assert len(applied.merged) == 1
    assert measured(graph) == {"a": 2.5, "b": 1.0}
