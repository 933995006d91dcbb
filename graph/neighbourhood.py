"""Reading articles for pages and exports. Each statement starts at ids, so that its cost is that of what it returns."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any, Protocol

from graph.model import BESIDE
from graph.views import ArticleView, Detail, Linked, Neighbourhood

__all__ = [
    "ArticleView",
    "Detail",
    "Linked",
    "Neighbourhood",
    "read_article",
    "read_citations",
    "read_neighbourhood",
]

Row = Mapping[str, Any]

FIRST_AUTHORS = 4
_MOST_HOPS = 3

_AT = "MATCH (a:Article {id: id}) USING INDEX a:Article(id)"  # as for `graph.lookup`
_AROUND = f"UNWIND $ids AS id {_AT} OPTIONAL MATCH (a)-[:CITES]-(b) RETURN id, collect(DISTINCT b.id) AS near"
# Counted as a sub-query of a found node: a count over the pattern itself starts with the whole graph on one engine.
_RANKED = "UNWIND $ids AS id MATCH (a:Article {id: id}) RETURN id, COUNT { (a)<-[:CITES]-() } AS citations"
_CITED = f"UNWIND $ids AS id {_AT} MATCH (a)-[c:CITES]->(b) RETURN id, collect([b.id, c.sources]) AS cited"
_REACHED = "[(a)<-[r:REACHED]-(h) | [r.depth, r.state, h.parameters, r.direction]] AS reached"
_AUTHORS = f"[(a)<-[w:WROTE]-(p) WHERE w.position <= {FIRST_AUTHORS} | [w.position, p.name]] AS authors"
_SHOWN = ("pmid", "doi", "title", "year", "journal", "stub", "is_retracted", "cited_by_count")
_VIEWS = f"""
UNWIND $ids AS id MATCH (a:Article {{id: id}})
RETURN id, {", ".join(f"a.{name} AS {name}" for name in _SHOWN)}, COUNT {{ (a)<-[:CITES]-() }} AS local_citations,
  {_AUTHORS}, {_REACHED}, [(a)-[c:CITES]->(b) | [b.id, c.sources]] AS cited
"""
_DETAIL = f"""
MATCH (a:Article {{id: $id}})
RETURN properties(a) AS article, COUNT {{ (a)<-[:CITES]-() }} AS local_citations,
  [(a)<-[w:WROTE]-(p) | [w.position, p.name]] AS authors,
  [(a)-[:ABOUT]->(t) | [t.name, t.scheme]] AS topics,
  [(a)<-[:IDENTIFIES]-(i) | i.value] AS identifiers,
  {_REACHED}
"""
_LINKED = """
MATCH (centre:Article {id: $id}) USING INDEX centre:Article(id) MATCH (centre) %s (a)
RETURN a.id AS id, a.pmid AS pmid, a.doi AS doi, a.title AS title, a.year AS year, a.journal AS journal,
  a.is_retracted AS is_retracted, c.sources AS sources, %s, COUNT { (a)<-[:CITES]-() } AS citations
"""
_REFERENCES = _LINKED % ("-[c:CITES]->", _AUTHORS)
_CITED_BY = _LINKED % ("<-[c:CITES]-", _AUTHORS)


class Reader(Protocol):
    """What reading needs of a store."""

    def read(self, cypher: str, parameters: Mapping[str, object] | None = None) -> Sequence[Mapping[str, Any]]:
        """Rows of a statement of our own."""


def read_neighbourhood(store: Reader, centre: str, *, hops: int = 1, most: int = 300) -> Neighbourhood | None:
    """The articles within `hops` citations of one, whichever way; None where the graph has no such article.

    With more than `most` of them, the most cited in the graph (then the smaller id) are kept.
    """
    reach = _reach(store, centre, min(hops, _MOST_HOPS))
    if reach is None:
        return None
    kept = reach if len(reach) <= most else _best(store, centre, reach, most)
    rows = store.read(_VIEWS, {"ids": sorted(kept)})
    articles = sorted((_view(row) for row in rows), key=lambda a: (a.id != centre, -a.local_citations, a.id))
    return Neighbourhood(
        centre=centre,
        articles=tuple(articles),
        citations=tuple(_among(rows, set(kept))),
        total=len(reach),
    )


def read_citations(store: Reader, among: Iterable[str]) -> list[tuple[str, str, tuple[str, ...]]]:
    """The citations among some articles, as (citing, cited, sources), sorted."""
    inside = set(among)
    return _among(store.read(_CITED, {"ids": sorted(inside)}), inside)


def read_article(store: Reader, id_: str, *, linked: bool = True) -> Detail | None:
    """Everything about one article, by its `Article.id`; None where the graph has no such article.

    Without `linked` its references and what cites it are left out: a hub has tens of thousands.
    """
    rows = store.read(_DETAIL, {"id": id_})
    if not rows:
        return None
    row = rows[0]
    known = {field.name for field in fields(Detail)}
    node = {key: _tuple(value) for key, value in row["article"].items() if key in known}
    references = _sorted(store.read(_REFERENCES, {"id": id_}), "citations") if linked else []
    cited_by = _sorted(store.read(_CITED_BY, {"id": id_}), "year") if linked else []
    return Detail(
        **node,
        authors=_names(row["authors"]),
        topics=tuple(sorted((str(name), str(scheme)) for name, scheme in row["topics"])),
        identifiers=tuple(sorted(row["identifiers"])),
        local_citations=row["local_citations"],
        references=tuple(map(_linked, references)),
        cited_by=tuple(map(_linked, cited_by)),
        **_walked(row["reached"]),
    )


def _among(rows: Iterable[Row], inside: set[str]) -> list[tuple[str, str, tuple[str, ...]]]:
    return sorted(
        (str(row["id"]), str(cited), tuple(sources or ()))
        for row in rows
        for cited, sources in row["cited"]
        if cited in inside
    )


def _reach(store: Reader, centre: str, hops: int) -> set[str] | None:
    reach = frontier = {centre}
    for hop in range(max(hops, 1)):
        rows = store.read(_AROUND, {"ids": sorted(frontier)})
        if not rows and hop == 0:
            return None
        frontier = {str(near) for row in rows for near in row["near"]} - reach if hops else set()
        reach = reach | frontier
        if not frontier:
            break
    return reach


def _best(store: Reader, centre: str, reach: set[str], most: int) -> list[str]:
    rows = store.read(_RANKED, {"ids": sorted(reach - {centre})})
    ranked = sorted((-row["citations"], str(row["id"])) for row in rows)
    return [centre, *(id_ for _, id_ in ranked[: max(most - 1, 0)])]


def _view(row: Row) -> ArticleView:
    shown = {name: row[name] for name in _SHOWN} | {"stub": bool(row["stub"])}
    return ArticleView(
        id=row["id"],
        **shown,
        authors=_names(row["authors"]),
        local_citations=row["local_citations"],
        **_walked(row["reached"]),
    )


def _walked(reached: Iterable[Sequence[Any]]) -> dict[str, Any]:
    """What harvests have done with an article; it was expanded when one was done with it above its last depth.

    What stands beside an article, as a version or a similar one, shares its depth and is neither seed nor expanded.
    """
    visits = [
        (depth, state, json.loads(parameters or "{}").get("depth"), direction in BESIDE)
        for depth, state, parameters, direction in reached
    ]
    return {
        "depth": min((depth for depth, _, _, _ in visits), default=None),
        "expanded": any(
            state == "done" and not beside and (last is None or depth < last) for depth, state, last, beside in visits
        ),
        "seed": any(depth == 0 and not beside for depth, _, _, beside in visits),
    }


def _linked(row: Row) -> Linked:
    told = {name: row[name] for name in ("id", "pmid", "doi", "title", "year", "journal", "is_retracted")}
    return Linked(**told, authors=_names(row["authors"]), sources=tuple(row["sources"] or ()))


def _sorted(rows: Sequence[Row], by: str) -> list[Row]:
    return sorted(rows, key=lambda row: (-(row[by] or 0), str(row["id"])))


def _names(authors: Iterable[Sequence[Any]]) -> tuple[str, ...] | None:
    """In the order of the list; None where nobody told the authors."""
    return tuple(str(name) for _, name in sorted((position, name) for position, name in authors)) or None


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
