"""The GEXF export, written by networkx for Gephi and networkx: attributes typed, articles placed by year."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any, TextIO

from graph.exchange.content import ExportGraph, local_citations
from graph.exchange.graphml_file import to_networkx
from graph.exchange.placing import COLOURS, positions, role_of
from graph.exchange.texts import in_xml

if TYPE_CHECKING:
    import networkx as nx

# What networkx' writer reads as structure; a property of such a name gets another.
STRUCTURE = frozenset({"id", "label", "viz", "pid", "parents", "start", "end", "spells", "slices", "key"})


def write(graph: ExportGraph, out: TextIO) -> None:
    """A directed graph: titles as labels, colours for seeds and stubs, size by citations within the export."""
    from networkx.readwrite.gexf import GEXFWriter  # noqa: PLC0415 (networkx takes long to import)

    writer = GEXFWriter(drawn(graph), encoding="utf-8", version="1.2draft")
    for meta in writer.xml.iter("meta"):
        meta.attrib.pop("lastmodifieddate", None)  # the same graph is the same file on every day
    whole = BytesIO()
    writer.write(whole)
    out.write(whole.getvalue().decode("utf-8"))


def drawn(graph: ExportGraph) -> nx.DiGraph[str]:
    """The GraphML export's network with labels and Gephi's appearance."""
    network = to_networkx(graph)
    cited = local_citations(graph)
    places = positions(graph, cited)
    for article in graph.articles:
        id_ = str(article["id"])
        data: dict[str, Any] = network.nodes[in_xml(id_)]
        for name in STRUCTURE & data.keys():
            data[f"{name}_"] = data.pop(name)
        data["label"] = in_xml(str(article.get("title") or id_))
        data["viz"] = _appearance(article, cited[id_], places[id_])
    return network


def _appearance(article: Mapping[str, object], cited: int, place: tuple[int, int]) -> dict[str, object]:
    red, green, blue = bytes.fromhex(COLOURS[role_of(article)].removeprefix("#"))
    return {
        "color": {"r": red, "g": green, "b": blue, "a": 1.0},
        "size": round(10 + 6 * cited**0.5, 2),
        "position": {"x": place[0], "y": -place[1], "z": 0},  # Gephi's y grows upward
    }
