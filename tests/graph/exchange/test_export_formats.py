"""Each export format as other programs read it."""

from __future__ import annotations

import json
from pathlib import Path

import igraph
import networkx as nx
import pytest

from graph.errors import BadInput
from graph.exchange.content import ExportGraph
from graph.exchange.formats import FORMATS, write_export

GRAPH = ExportGraph.make(
    [
        {"id": "a2", "title": "Spurs & <petals>\x0b", "year": 2010, "keywords": ["a", "b"], "rcr": 1, "depth": 0},
        {"id": "a1", "stub": True, "title": None, "journal": ""},
        {"id": "a3", "title": "Later", "year": 2015, "is_retracted": False, "rcr": 0.5},
    ],
    [("a3", "a2", ["ncbi", "icite"]), ("a2", "a1", ["ncbi"]), ("a3", "elsewhere", ["ncbi"])],
)


def test_citations_that_leave_the_export_are_not_part_of_it() -> None:
    assert [(link.citing, link.cited) for link in GRAPH.citations] == [("a2", "a1"), ("a3", "a2")]


def test_json_has_all_that_is_known_and_nothing_that_is_not(tmp_path: Path) -> None:
    (path,) = write_export(GRAPH, "json", tmp_path / "graph.json")
    exported = json.loads(path.read_text(encoding="utf-8"))
    assert exported["articles"][0] == {"id": "a1", "stub": True}
    assert exported["citations"] == [
        {"citing": "a2", "cited": "a1", "sources": ["ncbi"]},
        {"citing": "a3", "cited": "a2", "sources": ["icite", "ncbi"]},
    ]


def test_networkx_reads_the_graphml(tmp_path: Path) -> None:
    (path,) = write_export(GRAPH, "graphml", tmp_path / "graph.graphml")
    network = nx.read_graphml(path)
    assert list(network.edges) == [("a2", "a1"), ("a3", "a2")]
    assert network.nodes["a2"]["title"] == "Spurs & <petals>"
    assert network.nodes["a2"]["rcr"] == 1.0
    assert network.nodes["a3"]["is_retracted"] is False
    assert network.nodes["a1"] == {"stub": True, "local_citations": 1, "community": 0}
    assert (network.nodes["a2"]["seed"], network.nodes["a2"]["local_citations"]) == (True, 1)
    assert network.edges["a3", "a2"] == {"sources": "icite|ncbi"}


def test_igraph_reads_the_graphml(tmp_path: Path) -> None:
    (path,) = write_export(GRAPH, "graphml", tmp_path / "graph.graphml")
    network = igraph.Graph.Read_GraphML(str(path))
    assert network.is_directed()
    names = network.vs["id"]
    assert {(names[edge.source], names[edge.target]) for edge in network.es} == {("a2", "a1"), ("a3", "a2")}
    assert sorted(year for year in network.vs["year"] if year == year) == [2010, 2015]  # noqa: PLR0124  (absent is nan)


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_graph_is_exported(tmp_path: Path, name: str) -> None:
    assert all(path.is_file() for path in write_export(ExportGraph((), ()), name, tmp_path / "empty"))


@pytest.mark.parametrize("name", FORMATS)
def test_two_exports_of_one_graph_are_the_same_bytes(tmp_path: Path, name: str) -> None:
    first, second = (write_export(GRAPH, name, tmp_path / place / "x") for place in ("one", "two"))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_an_unknown_format_names_those_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="graphml, gexf, pajek, vosviewer, csv, json, bibtex, ris, csl, html"):
        write_export(GRAPH, "xlsx", tmp_path / "x")


def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInput, match="could not be written to"):
        write_export(GRAPH, "csv", tmp_path / "file")


def test_an_export_that_fails_leaves_the_old_files_alone(tmp_path: Path) -> None:
    path = tmp_path / "graph.json"
    write_export(GRAPH, "json", path)
    before = path.read_bytes()
    with pytest.raises(TypeError):
        write_export(ExportGraph(({"id": "a", "odd": object()},), ()), "json", path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
