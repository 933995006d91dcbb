"""The network formats, read back by networkx, igraph and the rules of VOSviewer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import igraph
import networkx as nx
import pytest
from hypothesis import given, settings
from lxml import etree

from graph.errors import BadInput
from graph.exchange.attributes import attributes
from graph.exchange.content import ExportGraph, local_citations
from graph.exchange.pajek_file import labels
from graph.exchange.texts import in_xml
from tests.graph.exchange.hostile import graphs, written

GRAPH = ExportGraph.make(
    [
        {
            "id": "a1",
            "title": 'The "first"',
            "year": 1990,
            "depth": 0,
            "community": 0,
            "pagerank": 0.5,
            "doi": "10.1/<x>",
        },
        {"id": "a2", "title": "Second", "year": 2010, "depth": 1, "community": 1, "pagerank": 1, "authors": ["An Li"]},
        {"id": "a3", "stub": True, "community": 1, "provenance": ["title=ncbi"]},
        {"id": "a4", "title": "Fourth", "cited_by_count": 7, "sources": ["icite", "ncbi"], "is_retracted": True},
    ],
    [("a2", "a1", ["ncbi", "icite"]), ("a1", "a2", ["ncbi"]), ("a4", "a3", [])],
)
ARCS = {("a1", "a2"), ("a2", "a1"), ("a4", "a3")}


def gexf(graph: ExportGraph) -> nx.DiGraph[str]:
    return nx.read_gexf(BytesIO(written(graph, "gexf").encode()))


def test_networkx_reads_the_gexf_with_typed_attributes() -> None:
    network = gexf(GRAPH)
    assert network.is_directed()
    assert set(network.edges) == ARCS
    first = network.nodes["a1"]
    assert (first["label"], first["year"], first["pagerank"], first["seed"]) == ('The "first"', 1990, 0.5, True)
    assert network.nodes["a2"]["pagerank"] == 1.0
    assert network.nodes["a4"]["sources"] == "icite|ncbi"
    assert network.edges["a2", "a1"]["sources"] == "icite|ncbi"
    assert [network.nodes[id_]["local_citations"] for id_ in sorted(network)] == [1, 1, 1, 0]


def test_gexf_says_nothing_that_is_not_known() -> None:
    known = set(gexf(GRAPH).nodes["a3"]) - {"label", "viz"}
    assert known == {"community", "local_citations", "stub"}


def test_gexf_places_articles_by_year_and_colours_seeds() -> None:
    look = {id_: data["viz"] for id_, data in gexf(GRAPH).nodes(data=True)}
    assert look["a1"]["position"]["x"] < look["a2"]["position"]["x"] < look["a4"]["position"]["x"]
    assert look["a1"]["color"] != look["a2"]["color"] != look["a3"]["color"]


def test_a_property_named_like_a_part_of_gexf_does_not_become_it() -> None:
    network = gexf(ExportGraph.make([{"id": "a", "title": "T", "start": 3, "label": "mine", "viz": "x"}], []))
    assert (network.nodes["a"]["label"], network.nodes["a"]["start_"], network.nodes["a"]["label_"]) == ("T", 3, "mine")


def test_the_bookkeeping_of_merges_is_in_no_export() -> None:
    for name in ("graphml", "gexf", "pajek", "vosviewer", "json", "html"):
        assert "title=ncbi" not in written(GRAPH, name)


@given(graphs())
@settings(deadline=None, max_examples=50)
def test_any_graph_comes_back_from_graphml_and_gexf(graph: ExportGraph) -> None:
    as_graphml = nx.read_graphml(BytesIO(written(graph, "graphml").encode()))
    as_gexf = gexf(graph)
    arcs = {(in_xml(link.citing), in_xml(link.cited)) for link in graph.citations}
    assert set(as_graphml.edges) == set(as_gexf.edges) == arcs
    for id_, named in attributes(graph):
        assert plain(as_graphml.nodes[in_xml(id_)]) == plain(named)
        assert plain(as_gexf.nodes[in_xml(id_)]) == plain(named)


def plain(said: dict[str, Any]) -> dict[str, Any]:
    """Attributes as XML has them: line ends are one sign, and blank texts are no texts."""
    texts = {name: re.sub("\r\n?", "\n", value) if isinstance(value, str) else value for name, value in said.items()}
    return {name: value for name, value in texts.items() if name not in {"label", "viz"} and value != ""}


@given(graphs())
@settings(deadline=None, max_examples=50)
def test_igraph_reads_any_graphml(graph: ExportGraph) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "graph.graphml"
        path.write_text(written(graph, "graphml"), encoding="utf-8", newline="")
        network = igraph.Graph.Read_GraphML(str(path))
    assert (network.vcount(), network.ecount()) == (len(graph.articles), len(graph.citations))


def test_ids_that_xml_cannot_tell_apart_are_not_made_one() -> None:
    graph = ExportGraph.make([{"id": "a\x0b"}, {"id": "a"}], [])
    for name in ("graphml", "gexf"):
        with pytest.raises(BadInput, match="control signs"):
            written(graph, name)


def test_gexf_is_well_formed_and_names_no_day() -> None:
    text = written(GRAPH, "gexf")
    etree.fromstring(text.encode())
    assert "lastmodified" not in text


def pajek(graph: ExportGraph) -> tuple[nx.MultiDiGraph[str], igraph.Graph]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "graph.net"
        path.write_text(written(graph, "pajek"), encoding="utf-8", newline="")
        return nx.read_pajek(path), igraph.Graph.Read_Pajek(str(path))


def test_pajek_arcs_run_from_citing_to_cited() -> None:
    with_networkx, with_igraph = pajek(GRAPH)
    id_of = dict(zip(labels(GRAPH), ("a1", "a2", "a3", "a4"), strict=True))
    assert {(id_of[citing], id_of[cited]) for citing, cited, _ in with_networkx.edges} == ARCS
    names = [id_of[name] for name in with_igraph.vs["name"]]
    assert {(names[arc.source], names[arc.target]) for arc in with_igraph.es} == ARCS
    assert "from the citing to the cited" in written(GRAPH, "pajek").split("*Vertices")[0]


def test_pajek_labels_are_title_year_and_id() -> None:
    assert labels(GRAPH) == ["The 'first' (1990) [a1]", "Second (2010) [a2]", "[a3]", "Fourth [a4]"]


def test_pajek_stands_by_year_and_sizes_by_local_citations() -> None:
    with_networkx, with_igraph = pajek(GRAPH)
    x = dict(zip(with_igraph.vs["name"], with_igraph.vs["x"], strict=True))
    assert x["The 'first' (1990) [a1]"] < x["Second (2010) [a2]"] < x["Fourth [a4]"]
    assert [float(size) for size in with_igraph.vs["xfact"]] == [1.5, 1.5, 1.5, 1.0]
    assert with_networkx.nodes["[a3]"]["ic"] == "White"


def test_pajek_names_the_sources_of_an_arc() -> None:
    _, with_igraph = pajek(GRAPH)
    assert sorted(with_igraph.es["label"]) == ["", "icite|ncbi", "ncbi"]


def test_pajek_starts_with_a_byte_order_mark_only_where_it_must() -> None:
    assert written(GRAPH, "pajek").startswith("% ")
    assert written(ExportGraph.make([{"id": "a", "title": "Über"}], []), "pajek").startswith("\ufeff% ")


@given(graphs())
@settings(deadline=None, max_examples=50)
def test_any_graph_comes_back_from_pajek(graph: ExportGraph) -> None:
    names = labels(graph)
    assert len(set(names)) == len(graph.articles)
    place = {article["id"]: number for number, article in enumerate(graph.articles)}
    arcs = sorted((place[link.citing], place[link.cited]) for link in graph.citations)
    with_networkx, with_igraph = pajek(graph)
    assert list(with_networkx) == names == with_igraph.vs["name"]
    assert sorted((names.index(citing), names.index(cited)) for citing, cited, _ in with_networkx.edges) == arcs
    assert sorted(with_igraph.get_edgelist()) == arcs
    cited = local_citations(graph)
    assert with_igraph.indegree() == [cited[str(article["id"])] for article in graph.articles]


ITEM = {"id": str, "label": str, "description": str, "url": str, "cluster": int, "weights": dict, "scores": dict}
LINK = {"source_id": str, "target_id": str, "strength": int}


def vosviewer(graph: ExportGraph) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(written(graph, "vosviewer"))
    return loaded


def broken_rules(exported: dict[str, Any]) -> Iterator[str]:
    """What VOSviewer's documentation of its JSON, and its reader, would object to."""
    if set(exported) - {"network", "config", "info"} or set(exported["network"]) - {"items", "links", "clusters"}:
        yield "unknown parts"
    items, links = exported["network"]["items"], exported["network"]["links"]
    ids = [item["id"] for item in items]
    weights = {name for item in items for name in item["weights"]}
    for item in items:
        if any(not isinstance(value, ITEM[name]) for name, value in item.items()):
            yield f"types of {item}"
        if weights - item["weights"].keys() or any(value < 0 for value in item["weights"].values()):
            yield f"a weight is missing or negative in {item}"
        if any(isinstance(value, bool) or not isinstance(value, int | float) for value in item["scores"].values()):
            yield f"a score is no number in {item}"
        if not 1 <= item.get("cluster", 1) <= 1000 or not item["id"]:
            yield f"cluster or id of {item}"
    pairs = [frozenset((link["source_id"], link["target_id"])) for link in links]
    if len(set(ids)) != len(ids) or len(set(pairs)) != len(pairs) or not set().union(*pairs) <= set(ids):
        yield "ids or pairs twice, or links to nothing"
    if any(not isinstance(value, LINK[name]) for link in links for name, value in link.items()):
        yield "types of links"


def test_vosviewer_items_carry_measures_and_communities() -> None:
    exported = vosviewer(GRAPH)
    items = {item["id"]: item for item in exported["network"]["items"]}
    assert [items[id_].get("cluster") for id_ in sorted(items)] == [2, 1, 1, None]
    assert exported["network"]["clusters"] == [
        {"cluster": 1, "label": "Community 1"},
        {"cluster": 2, "label": "Community 0"},
    ]
    assert items["a1"]["weights"] == {"Local citations": 1}
    assert items["a1"]["scores"] == {"Steps from a seed": 0, "Pagerank": 0.5, "Seed": 1, "Year": 1990}
    assert items["a4"]["scores"]["Citations"] == 7
    assert [items[id_]["label"] for id_ in sorted(items)] == ['The "first" (1990)', "Li (2010)", "a3", "Fourth"]
    assert items["a1"]["url"] == "https://doi.org/10.1/%3Cx%3E"


def test_a_number_that_is_all_but_nothing_is_nothing() -> None:
    graph = ExportGraph.make([{"id": "a", "measure_eigenvector": 5e-324}, {"id": "b", "measure_eigenvector": 1}], [])
    assert [named["measure_eigenvector"] for _, named in attributes(graph)] == [0.0, 1.0]


def test_communities_that_nobody_stored_are_computed() -> None:
    pairs = [("a", "b"), ("b", "c"), ("a", "c"), ("d", "e"), ("f", "g"), ("g", "h"), ("f", "h"), ("f", "i"), ("i", "g")]
    graph = ExportGraph.make([{"id": id_} for id_ in "abcdefghi"], [(*pair, ["ncbi"]) for pair in pairs])
    network = gexf(graph)
    assert [network.nodes[id_]["community"] for id_ in "abcdefghi"] == [1, 1, 1, 2, 2, 0, 0, 0, 0]
    assert [item["cluster"] for item in vosviewer(graph)["network"]["items"]] == [2, 2, 2, 3, 3, 1, 1, 1, 1]


def test_vosviewer_links_have_no_direction() -> None:
    links = {(link["source_id"], link["target_id"]): link["strength"] for link in vosviewer(GRAPH)["network"]["links"]}
    assert links == {("a1", "a2"): 2, ("a4", "a3"): 1}


def test_vosviewer_terms_are_those_of_its_documentation() -> None:
    terms = {"item", "items", "link", "links", "cluster", "clusters", "link_strength", "total_link_strength"}
    exported = vosviewer(GRAPH)
    assert set(exported["config"]["terminology"]) <= terms
    assert set(exported["config"]) <= {"color_schemes", "parameters", "terminology", "templates", "styles"}
    assert set(exported["info"]) <= {"title", "description"}


class Tags(HTMLParser):
    """The tags of a description."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag if not attrs else f"{tag} with attributes")


@given(graphs())
@settings(deadline=None, max_examples=50)
def test_vosviewer_takes_any_graph_and_runs_nothing_of_it(graph: ExportGraph) -> None:
    exported = vosviewer(graph)
    assert list(broken_rules(exported)) == []
    assert [item["id"] for item in exported["network"]["items"]] == [article["id"] for article in graph.articles]
    tags = Tags()
    for item in exported["network"]["items"]:
        tags.feed(item["description"])
        assert not item.get("url", "https:").startswith("javascript")
    assert tags.seen <= {"table", "tr", "td"}
