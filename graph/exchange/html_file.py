"""The HTML export: one page with everything in it, that opens from disk and asks nobody for anything.

pyvis builds the network and brings vis-network; its own page is not used, because it loads from CDNs even when it is
told to be self-contained. The positions are given, so nothing has to settle before the picture stands.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import TextIO

from graph.exchange.content import ExportGraph, local_citations
from graph.exchange.html_page import PAGE
from graph.exchange.placing import COLOURS, COLUMN, positions, role_of, year_of

TITLE_SHOWN = 46
SAFE_IN_A_SCRIPT = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})


class _Members(set[str]):
    """pyvis keeps the ids of its nodes in a list and asks it for every node and edge; a set answers at once."""

    append = set.add


def write(graph: ExportGraph, out: TextIO) -> None:
    """A page that can be mailed: titles and years at hand, size by citations within the export, seeds ringed."""
    nodes, edges = network_data(graph)
    years = [
        [column * COLUMN, year] for column, year in enumerate(sorted({year_of(article) for article in graph.articles}))
    ]
    drawn = {"nodes": nodes, "edges": edges, "years": years}
    data = json.dumps(drawn, ensure_ascii=False).translate(SAFE_IN_A_SCRIPT)
    summary = f"{len(graph.articles):,} articles, {len(graph.citations):,} citations"
    # One pass over the template, so that nothing inside a title is taken for a place to fill.
    parts = {"summary": summary, "data": data, "script": _vendored("vis-network.min.js")}
    for piece in PAGE.split("%%"):
        out.write(parts.get(piece, piece))


def network_data(graph: ExportGraph) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """pyvis' nodes and edges; arrows run from citing to cited."""
    from pyvis.network import Network  # noqa: PLC0415 (it imports IPython, which takes most of a second)

    network = Network(directed=True)
    network.node_ids = _Members()
    cited = local_citations(graph)
    places = positions(graph, cited)
    for article in graph.articles:
        id_ = str(article["id"])
        x, y = places[id_]
        network.add_node(id_, x=x, y=y, **_appearance(article, cited[id_]))
    for link in graph.citations:
        network.add_edge(link.citing, link.cited, title=", ".join(link.sources) or None)
    nodes, edges, *_ = network.get_network_data()
    return nodes, edges


def _appearance(article: Mapping[str, object], cited: int) -> dict[str, object]:
    role = role_of(article)
    title = str(article.get("title") or article["id"])
    facts = [
        title,
        f"{article.get('journal') or 'journal unknown'}, {year_of(article)}",
        f"cited {cited} times here",
    ]
    if article.get("is_retracted"):
        facts.append("RETRACTED")
    return {
        "label": title if len(title) <= TITLE_SHOWN else title[: TITLE_SHOWN - 1] + "…",
        "title": "\n".join(facts),
        "size": 10 + 6 * cited**0.5,
        "shape": "dot",
        "color": {"background": COLOURS[role], "border": "#b91c1c" if article.get("is_retracted") else "#1e3a5f"},
        "borderWidth": 3 if role == "seed" or article.get("is_retracted") else 1,
    }


def _vendored(name: str) -> str:
    return files("pyvis").joinpath("lib", "vis-9.1.2", name).read_text(encoding="utf-8")
