"""The GraphML export, written by networkx for networkx, igraph, Gephi and yEd."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, TextIO

from graph.errors import BadInput
from graph.exchange.attributes import attributes
from graph.exchange.cells import join
from graph.exchange.content import ExportGraph
from graph.exchange.texts import in_xml

if TYPE_CHECKING:
    import networkx as nx


def write(graph: ExportGraph, out: TextIO) -> None:
    """Articles with their attributes and citations with their sources; what is not known has no element."""
    import networkx as nx  # noqa: PLC0415 (it takes longer to import than most commands to run)

    whole = BytesIO()
    nx.write_graphml(to_networkx(graph), whole, encoding="utf-8")
    out.write(whole.getvalue().decode("utf-8"))


def to_networkx(graph: ExportGraph) -> nx.DiGraph[str]:
    """The export as networkx sees it: edges run from citing to cited, lists are texts with `|` between the parts."""
    import networkx as nx  # noqa: PLC0415

    network: nx.DiGraph[str] = nx.DiGraph()
    for id_, named in attributes(graph):
        network.add_node(in_xml(id_))
        network.nodes[in_xml(id_)].update(named)
    if len(network) < len(graph.articles):
        raise BadInput("Two ids differ only in control signs, which XML cannot hold; export to csv or json instead.")
    for link in graph.citations:
        network.add_edge(in_xml(link.citing), in_xml(link.cited), sources=in_xml(join(link.sources)))
    return network
