"""Reading the graph, or what one harvest reached of it, for exports. Citations come collected by citing article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from graph.exchange.content import ExportGraph
from graph.neighbourhood import Reader, read_citations

_ALL = """
MATCH (a:Article) OPTIONAL MATCH (a)<-[r:REACHED]-(:Harvest)
RETURN properties(a) AS article, min(r.depth) AS depth
"""
_HARVESTED = """
MATCH (:Harvest {id: $harvest})-[r:REACHED]->(a:Article) RETURN properties(a) AS article, r.depth AS depth
"""
_SOME = """
UNWIND $ids AS id MATCH (a:Article {id: id}) OPTIONAL MATCH (a)<-[r:REACHED]-(:Harvest)
RETURN properties(a) AS article, min(r.depth) AS depth
"""
_CITATIONS = """
MATCH (a:Article)-[c:CITES]->(b:Article) RETURN a.id AS id, collect([b.id, c.sources]) AS cited
"""


def read_graph(store: Reader, harvest: str | None = None) -> ExportGraph:
    """All articles and citations, or those among the articles that a harvest reached."""
    if harvest is not None:
        articles = list(_articles(store.read(_HARVESTED, {"harvest": harvest})))
        return ExportGraph.make(articles, read_citations(store, (str(article["id"]) for article in articles)))
    citations = (
        (str(row["id"]), str(cited), sources or ()) for row in store.read(_CITATIONS) for cited, sources in row["cited"]
    )
    return ExportGraph.make(_articles(store.read(_ALL)), citations)


def read_some(store: Reader, ids: Iterable[str]) -> ExportGraph:
    """Some articles and the citations among them."""
    wanted = sorted(set(ids))
    return ExportGraph.make(_articles(store.read(_SOME, {"ids": wanted})), read_citations(store, wanted))


def _articles(rows: Iterable[Mapping[str, object]]) -> Iterator[Mapping[str, object]]:
    for row in rows:
        article = row["article"]
        assert isinstance(article, Mapping)  # noqa: S101 - for the type checker
        yield {**article, "depth": row["depth"]}
