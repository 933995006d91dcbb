"""One work, shown as one: preprints give way to their published forms, and what cites either cites the work.

The graph itself keeps them two articles; this is for who counts, ranks or draws.
"""

from __future__ import annotations

from collections.abc import Mapping

from graph.exchange.content import ExportGraph
from graph.neighbourhood import Reader

_VERSIONS = "MATCH (p:Article)-[:VERSION_OF]->(a:Article) RETURN p.id AS preprint, min(a.id) AS published"


def published_forms(store: Reader) -> dict[str, str]:
    """What each preprint is shown as, by `Article.id`: its published form, of several that with the smallest id."""
    return followed({str(row["preprint"]): str(row["published"]) for row in store.read(_VERSIONS)})


def followed(versions: Mapping[str, str]) -> dict[str, str]:
    """Each to the end of its chain; of a circle, which contradicting sources can draw, the smallest id stands."""
    ends: dict[str, str] = {}
    for preprint in versions:
        way = [preprint]
        while (further := versions.get(way[-1])) is not None and further not in way:
            way.append(further)
        end = way[-1] if further is None else min(way[way.index(further) :])
        if end != preprint:
            ends[preprint] = end
    return ends


def fold(graph: ExportGraph, published: Mapping[str, str]) -> ExportGraph:
    """The graph without the preprints whose published form is in it; citations that become one unite their sources."""
    inside = {str(article["id"]) for article in graph.articles}
    into = {one: other for one, other in published.items() if one in inside and other in inside}
    united: dict[tuple[str, str], set[str]] = {}
    for link in graph.citations:
        ends = into.get(link.citing, link.citing), into.get(link.cited, link.cited)
        if ends[0] != ends[1] or link.citing == link.cited:
            united.setdefault(ends, set()).update(link.sources)
    return ExportGraph.make(
        (article for article in graph.articles if article["id"] not in into),
        ((citing, cited, sources) for (citing, cited), sources in united.items()),
    )
