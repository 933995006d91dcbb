"""The GraphML export, written by networkx for networkx, igraph, Gephi and yEd."""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import BytesIO
from typing import TextIO

import networkx as nx

from graph.exchange.cells import join
from graph.exchange.content import ExportGraph

NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
DECIMAL = frozenset({"rcr"})  # one type per attribute, also where a value happens to be whole


def write(graph: ExportGraph, out: TextIO) -> None:
    """Articles with their properties and citations with their sources; what is not known has no element."""
    whole = BytesIO()
    nx.write_graphml(to_networkx(graph), whole, encoding="utf-8")
    out.write(whole.getvalue().decode("utf-8"))


def to_networkx(graph: ExportGraph) -> nx.DiGraph[str]:
    """The export as networkx sees it: edges run from citing to cited, lists are texts with `|` between the parts."""
    network: nx.DiGraph[str] = nx.DiGraph()
    for article in graph.articles:
        network.add_node(_text(str(article["id"])), **_attributes(article))
    for link in graph.citations:
        network.add_edge(_text(link.citing), _text(link.cited), sources=_text(join(link.sources)))
    return network


def _attributes(article: Mapping[str, object]) -> dict[str, str | int | float | bool]:
    return {name: _attribute(name, value) for name, value in article.items() if name != "id" and value is not None}


def _attribute(name: str, value: object) -> str | int | float | bool:
    if name in DECIMAL and isinstance(value, int | float):
        return float(value)
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple):
        return _text(join(map(str, value)))
    return _text(str(value))


def _text(value: str) -> str:
    return NOT_IN_XML.sub("", value)
