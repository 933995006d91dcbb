"""Reading the graph, or what one harvest reached of it, for exports. Citations come collected by citing article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from graph.exchange.content import ExportGraph
from graph.folding import fold, published_forms
from graph.neighbourhood import Reader, read_citations

Row = Mapping[str, Any]

_ALL = """
MATCH (a:Article) OPTIONAL MATCH (a)<-[r:REACHED]-(:Harvest)
RETURN properties(a) AS article, min(r.depth) AS depth
"""
_HARVESTED = """
MATCH (:Harvest {id: $harvest})-[r:REACHED]->(a:Article) RETURN properties(a) AS article, r.depth AS depth
"""
_SOME = """
UNWIND $ids AS id MATCH (a:Article {id: id}) USING INDEX a:Article(id) OPTIONAL MATCH (a)<-[r:REACHED]-()
RETURN properties(a) AS article, min(r.depth) AS depth
"""
_AUTHORS = "MATCH (a:Article)<-[w:WROTE]-(p:Author) RETURN a.id AS id, collect([w.position, p.name]) AS authors"
_SOME_AUTHORS = f"UNWIND $ids AS id {_AUTHORS.replace('(a:Article)', '(a:Article {id: id})')}"
_CITATIONS = """
MATCH (a:Article)-[c:CITES]->(b:Article) RETURN a.id AS id, collect([b.id, c.sources]) AS cited
"""


def read_graph(
    store: Reader, harvest: str | None = None, *, authors: bool = False, fold_versions: bool = False
) -> ExportGraph:
    """All articles and citations, or those among the articles that a harvest reached; with `authors` their names.

    `fold_versions` shows a preprint and its published form as one.
    """
    return _folded(store, _read_graph(store, harvest, authors=authors), wanted=fold_versions)


def _read_graph(store: Reader, harvest: str | None, *, authors: bool) -> ExportGraph:
    if harvest is not None:
        rows = store.read(_HARVESTED, {"harvest": harvest})
        ids = [str(row["article"]["id"]) for row in rows]
        names = _names(store.read(_SOME_AUTHORS, {"ids": ids})) if authors else {}
        return ExportGraph.make(_articles(rows, names), read_citations(store, ids))
    citations = (
        (str(row["id"]), str(cited), sources or ()) for row in store.read(_CITATIONS) for cited, sources in row["cited"]
    )
    names = _names(store.read(_AUTHORS)) if authors else {}
    return ExportGraph.make(_articles(store.read(_ALL), names), citations)


def read_some(store: Reader, ids: Iterable[str], *, authors: bool = False, fold_versions: bool = False) -> ExportGraph:
    """Some articles and the citations among them; `authors` and `fold_versions` as in `read_graph`."""
    wanted = sorted(set(ids))
    names = _names(store.read(_SOME_AUTHORS, {"ids": wanted})) if authors else {}
    graph = ExportGraph.make(_articles(store.read(_SOME, {"ids": wanted}), names), read_citations(store, wanted))
    return _folded(store, graph, wanted=fold_versions)


def _folded(store: Reader, graph: ExportGraph, *, wanted: bool) -> ExportGraph:
    return fold(graph, published_forms(store)) if wanted else graph


def _articles(rows: Iterable[Row], names: Mapping[str, tuple[str, ...]]) -> Iterator[Row]:
    for row in rows:
        yield {**row["article"], "depth": row["depth"], "authors": names.get(row["article"]["id"])}


def _names(rows: Iterable[Row]) -> dict[str, tuple[str, ...]]:
    """The authors of each article in the order of its list."""
    return {row["id"]: tuple(str(name) for _, name in sorted(row["authors"])) for row in rows}
