from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from graph import projection_file
from graph.errors import BadInput, NotFound
from graph.projection import Projection


def small() -> Projection:
    return Projection.from_edges(
        ["a", "b", "c", "d"],
        ["b", "c", "c", "c", "d", "a", "b"],
        ["a", "a", "b", "b", "d", "d", "c"],
        years=[2001, None, 2003, 2004],
        stubs=[False, False, False, True],
        titles=["On a", None, "Über c", None],
        reported=[5.0, None, 0.0, None],
        revision="r1",
    )


def test_self_citations_are_dropped_and_counted():
    assert small().self_citations == 1


def test_citations_told_twice_are_merged_and_counted():
    assert small().duplicates == 1
    assert small().citations == 5


def test_rows_run_from_citing_to_cited():
    graph = small()
    assert graph.cites.toarray().tolist() == [[0, 0, 0, 1], [1, 0, 1, 0], [1, 1, 0, 0], [0, 0, 0, 0]]
    assert (graph.cited_by.toarray() == graph.cites.toarray().T).all()
    assert graph.citation_counts.tolist() == [2, 1, 1, 1]
    assert graph.reference_counts.tolist() == [1, 2, 2, 0]


def test_articles_that_cite_each_other_are_linked_once():
    assert small().links.toarray()[1, 2] == 1
    assert small().linked_igraph.ecount() == 4


def test_an_end_that_is_not_listed_is_rejected():
    with pytest.raises(BadInput, match="'zz'"):
        Projection.from_edges(["a", "b"], ["a", "zz"], ["b", "b"])


def test_a_position_outside_the_articles_is_rejected():
    with pytest.raises(BadInput, match="outside the 2 articles"):
        Projection.from_edges(["a", "b"], np.array([0]), np.array([2]))


def test_an_article_listed_twice_is_rejected():
    with pytest.raises(BadInput, match="more than once"):
        Projection.from_edges(["a", "a"], [], [])


def test_a_column_of_another_length_is_rejected():
    with pytest.raises(BadInput, match="years"):
        Projection.from_edges(["a", "b"], [], [], years=[2001])


def test_positions_build_the_same_graph_as_ids():
    by_position = Projection.from_edges(["a", "b"], np.array([1]), np.array([0]))
    assert (by_position.cites != Projection.from_edges(["a", "b"], ["b"], ["a"]).cites).nnz == 0


def test_an_unknown_article_is_named():
    with pytest.raises(NotFound, match="nobody"):
        small().positions(["a", "nobody"])


def test_cycles_are_listed():
    assert small().cycles() == [["b", "c"]]


def test_a_graph_without_articles_is_a_graph():
    empty = Projection.from_edges([], [], [])
    assert empty.cycles() == []
    assert empty.newest_year is None
    assert empty.citation_counts.tolist() == []


def test_a_subgraph_keeps_what_lies_inside():
    inner = small().subgraph(np.array([True, True, True, False]))
    assert inner.ids == ("a", "b", "c")
    assert sorted(zip(*(ends.tolist() for ends in inner.pairs()), strict=True)) == [(1, 0), (1, 2), (2, 0), (2, 1)]
    assert inner.titles == ("On a", None, "Über c")


def test_a_neighbourhood_goes_both_ways():
    graph = small()
    assert [graph.ids[i] for i in np.flatnonzero(graph.neighbourhood(["d"]))] == ["a", "d"]
    assert graph.neighbourhood(["d"], hops=2).all()


def test_networkx_gets_ids_and_known_years_only():
    graph = small().to_networkx()
    assert graph.has_edge("b", "a")
    assert graph.nodes["a"]["year"] == 2001
    assert "year" not in graph.nodes["b"]
    assert graph.nodes["d"]["stub"] is True


def test_igraph_gets_names_and_years():
    graph = small().to_igraph()
    assert graph.vs["name"] == ["a", "b", "c", "d"]
    assert graph.vs["year"] == [2001, None, 2003, 2004]
    assert graph.are_adjacent(1, 0)


def test_what_is_kept_on_disk_comes_back(tmp_path: Path):
    path = tmp_path / "kept" / "projection.npz"
    projection_file.save(small(), path)
    kept = projection_file.load(path)
    assert kept.ids == small().ids
    assert kept.titles == small().titles
    assert (kept.cites != small().cites).nnz == 0
    assert kept.years.tolist() == small().years.tolist()
    assert kept.stubs.tolist() == small().stubs.tolist()
    assert np.array_equal(kept.reported, small().reported, equal_nan=True)  # type: ignore[arg-type]
    assert (kept.self_citations, kept.duplicates, kept.revision) == (1, 1, "r1")
    assert [file.name for file in path.parent.iterdir()] == ["projection.npz"]


def test_an_empty_graph_is_kept_too(tmp_path: Path):
    projection_file.save(Projection.from_edges([], [], []), tmp_path / "p")
    assert projection_file.load(tmp_path / "p").ids == ()


def test_a_projection_of_another_revision_is_not_used(tmp_path: Path):
    projection_file.save(small(), tmp_path / "p")
    assert projection_file.cached(tmp_path / "p", "r2") is None
    assert projection_file.cached(tmp_path / "p", "r1") is not None
    assert projection_file.cached(tmp_path / "none", "r1") is None


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 not quite", b"\x80\x04K\x01."])
def test_a_damaged_file_is_refused_and_never_run(tmp_path: Path, damage: bytes):
    (tmp_path / "p").write_bytes(damage)
    with pytest.raises(BadInput, match="delete it"):
        projection_file.load(tmp_path / "p")
    assert projection_file.cached(tmp_path / "p", "r1") is None


def test_a_truncated_file_is_refused(tmp_path: Path):
    projection_file.save(small(), tmp_path / "p")
    whole = (tmp_path / "p").read_bytes()
    (tmp_path / "p").write_bytes(whole[: len(whole) // 2])
    assert projection_file.cached(tmp_path / "p", "r1") is None
