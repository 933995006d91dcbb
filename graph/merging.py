"""Two articles turn out to be one: what moves from the absorbed article to the survivor.

Every merge is kept as a `Merge` node with all that moved, so that `graph.unmerging` can undo it.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import neo4j

from graph.attached import standing
from graph.lookup import AT_ARTICLE, ask, chunks

Row = dict[str, Any]
Properties = dict[str, Any]
Key = tuple[str, bool, str, str, str, str]

log = logging.getLogger(__name__)

_OUT = f"""
UNWIND $values AS value {AT_ARTICLE} MATCH (a)-[r]->(b)
RETURN value, type(r) AS type, properties(r) AS properties, labels(b)[0] AS label, coalesce(b.id, b.value) AS other,
  CASE WHEN type(r) = 'PUBLISHED_IN' THEN properties(b) END AS far
"""
_IN = f"""
UNWIND $values AS value {AT_ARTICLE} MATCH (a)<-[r]-(b)
RETURN value, type(r) AS type, properties(r) AS properties, labels(b)[0] AS label, coalesce(b.id, b.value) AS other,
  CASE WHEN type(r) = 'WROTE' THEN properties(b) END AS far
"""
_NODES = "UNWIND $values AS value MATCH (a:Article {id: value}) RETURN value, properties(a) AS properties"
_DELETE = "UNWIND $values AS value MATCH (a:Article {id: value}) DETACH DELETE a"
_LOG = "UNWIND $rows AS row MERGE (m:Merge {id: row.id}) SET m = row"
_OWN = {
    "WROTE": f"UNWIND $values AS value {AT_ARTICLE} MATCH (a)<-[r:WROTE]-() DELETE r",
    "PUBLISHED_IN": f"UNWIND $values AS value {AT_ARTICLE} MATCH (a)-[r:PUBLISHED_IN]->() DELETE r",
}
_ORPHANS = {
    "WROTE": "UNWIND $values AS value MATCH (p:Author {id: value}) WHERE NOT EXISTS { (p)-[:WROTE]->() } DELETE p",
    "PUBLISHED_IN": """
UNWIND $values AS value MATCH (j:Journal {id: value}) WHERE NOT EXISTS { (j)<-[:PUBLISHED_IN]-() } DELETE j
""",
}

ALONE = {"WROTE": "authors", "PUBLISHED_IN": "journal"}
"""Relationships of which an article has one set, from one source; the field that says whose set stands."""
TOLD_APART_BY = {"WROTE": "position", "SIMILAR_TO": "source"}
"""The property that makes two relationships of one type between the same nodes two."""
_FURTHER = {"pending": 0, "failed": 1, "done": 2}


@dataclass(frozen=True)
class Edge:
    """A relationship of an article, seen from it."""

    article: str
    type: str
    out: bool
    label: str
    other: str
    properties: Properties
    far: Properties | None = None
    """The other node, where it goes when nothing hangs on it."""

    @property
    def key(self) -> Key:
        """What makes it the same relationship as another; both directions of a pair of articles have one key."""
        part = str(self.properties.get(TOLD_APART_BY.get(self.type, ""), ""))
        if self.label == "Article" and not self.out:
            return self.type, True, self.label, self.other, self.article, part
        return self.type, self.out, self.label, self.article, self.other, part

    def as_json(self) -> list[Any]:
        """As the log keeps it."""
        return [self.type, self.out, self.label, self.other, self.properties, self.far]


def fold(
    tx: neo4j.ManagedTransaction,
    merged: Sequence[tuple[str, str]],
    changed: Mapping[str, Properties],
    moved: Iterable[Row],
    at: str,
) -> None:
    """Move everything from absorbed to surviving articles and delete the former; their identifiers have moved."""
    into = {absorbed: survivor for survivor, absorbed in merged}
    names = into.keys() | set(into.values())
    nodes = {row["value"]: dict(row["properties"]) for row in ask(tx, _NODES, names)}
    edges = read_edges(tx, names)
    keepers = _keepers(into, nodes, changed)
    rows = log_rows(merged, nodes, edges, _ids(moved), at)
    for chunk in chunks(rows):
        tx.run(_LOG, rows=chunk).consume()
    for chunk in chunks(sorted(into)):
        tx.run(_DELETE, values=chunk).consume()
    _drop_own(tx, keepers)
    write_edges(tx, rewired(edges, into, keepers))
    drop_orphans(tx, edges)
    for survivor, absorbed in merged:
        log.info("Merged %s into %s.", absorbed, survivor)


def read_edges(tx: neo4j.ManagedTransaction, names: Iterable[str]) -> list[Edge]:
    """All relationships of some articles but those to their identifiers."""
    wanted = sorted(names)
    return [
        Edge(row["value"], row["type"], out, row["label"], str(row["other"]), dict(row["properties"]), row["far"])
        for statement, out in ((_OUT, True), (_IN, False))
        for row in ask(tx, statement, wanted)
        if row["type"] != "IDENTIFIES"
    ]


def log_rows(
    merged: Sequence[tuple[str, str]],
    nodes: Mapping[str, Properties],
    edges: Sequence[Edge],
    ids: Mapping[str, Sequence[str]],
    at: str,
) -> list[Row]:
    """What the log keeps of each merge: both articles as they were, the ids and the relationships that moved."""
    of: dict[str, list[Edge]] = {}
    for edge in edges:
        of.setdefault(edge.article, []).append(edge)
    return [
        {
            "id": absorbed,
            "absorbed": absorbed,
            "survivor": survivor,
            "at": at,
            "ids": sorted(ids.get(absorbed, ())),
            "moved": json.dumps(
                {
                    "absorbed": nodes[absorbed],
                    "survivor": nodes[survivor],
                    "edges": [edge.as_json() for edge in of.get(absorbed, ())],
                    "kept": [edge.as_json() for edge in _overlaid(of.get(survivor, ()), of.get(absorbed, ()))],
                },
                sort_keys=True,
                ensure_ascii=False,
            ),
        }
        for survivor, absorbed in merged
    ]


def _overlaid(own: Iterable[Edge], coming: Iterable[Edge]) -> list[Edge]:
    """The survivor's relationships that those of the absorbed article meet or replace."""
    met = {(edge.type, edge.out, edge.label, edge.other) for edge in coming}
    return [edge for edge in own if edge.type in ALONE or (edge.type, edge.out, edge.label, edge.other) in met]


def _ids(moved: Iterable[Row]) -> dict[str, list[str]]:
    by_article: dict[str, list[str]] = {}
    for row in moved:
        by_article.setdefault(row["from"], []).append(row["value"])
    return by_article


def _keepers(
    into: Mapping[str, str], nodes: Mapping[str, Properties], changed: Mapping[str, Properties]
) -> dict[tuple[str, str], str | None]:
    """Whose authors and whose journal each survivor keeps."""
    groups: dict[str, list[str]] = {survivor: [survivor] for survivor in into.values()}
    for absorbed, survivor in into.items():
        groups[survivor].append(absorbed)
    return {
        (survivor, type_): standing(
            field,
            changed.get(survivor, {}).get("provenance") or nodes[survivor].get("provenance") or (),
            {name: nodes[name] for name in group},
        )
        for survivor, group in groups.items()
        for type_, field in ALONE.items()
    }


def rewired(
    edges: Iterable[Edge], into: Mapping[str, str], keepers: Mapping[tuple[str, str], str | None]
) -> list[Edge]:
    """The relationships that survivors have afterwards, as far as an absorbed article is in it."""
    result: dict[Key, Edge] = {}
    touched: set[Key] = set()
    for edge in sorted(edges, key=lambda edge: (edge.article in into, edge.article, edge.type, edge.other)):
        survivor = into.get(edge.article, edge.article)
        other = into.get(edge.other, edge.other) if edge.label == "Article" else edge.other
        if edge.label == "Article" and other == survivor:
            continue  # it would cite itself
        if edge.type in ALONE and keepers.get((survivor, edge.type), survivor) not in (edge.article, None):
            continue
        moved = replace(edge, article=survivor, other=other)
        if known := result.get(moved.key):
            moved = replace(moved, properties=both(known, moved))
        result[moved.key] = moved
        if (survivor, other) != (edge.article, edge.other):
            touched.add(moved.key)
    return [result[key] for key in sorted(touched)]


def both(one: Edge, other: Edge) -> Properties:
    """The properties of two relationships that become one; the first is the survivor's."""
    combine = _COMBINE.get(one.type)
    return combine(one.properties, other.properties) if combine else {**other.properties, **one.properties}


def _asserted(one: Properties, other: Properties) -> Properties:
    first, later = sorted((one, other), key=lambda what: str(what.get("first_seen", "")))
    return {
        **later,
        **first,
        "sources": sorted({*one.get("sources", ()), *other.get("sources", ())}),
        "last_seen": max(str(one.get("last_seen", "")), str(other.get("last_seen", ""))),
    }


def _reached(one: Properties, other: Properties) -> Properties:
    nearer, further = sorted((one, other), key=lambda what: int(what.get("depth", 0)))
    ahead = max(nearer, further, key=lambda what: _FURTHER.get(str(what.get("state")), 0))
    told = {key: ahead[key] for key in ("state", "reason") if key in ahead}
    return {key: value for key, value in nearer.items() if key not in ("state", "reason")} | told


def _similar(one: Properties, other: Properties) -> Properties:
    return {**other, **one, "score": max(one.get("score", 0.0), other.get("score", 0.0))}


_COMBINE: Mapping[str, Callable[[Properties, Properties], Properties]] = {
    "CITES": _asserted,
    "VERSION_OF": _asserted,
    "REACHED": _reached,
    "SIMILAR_TO": _similar,
}


def write_edges(tx: neo4j.ManagedTransaction, edges: Iterable[Edge]) -> None:
    """Make or overwrite relationships of articles."""
    for edge, rows in _alike(edges):
        for chunk in chunks(rows):
            tx.run(f"{_ends(edge)} MERGE (a){_arrow(edge)}(b) SET r = row.properties", rows=chunk).consume()


def delete_edges(tx: neo4j.ManagedTransaction, edges: Iterable[Edge]) -> None:
    """Take relationships of articles away."""
    for edge, rows in _alike(edges):
        for chunk in chunks(rows):
            tx.run(f"{_ends(edge)} MATCH (a){_arrow(edge)}(b) DELETE r", rows=chunk).consume()


def _alike(edges: Iterable[Edge]) -> list[tuple[Edge, list[Row]]]:
    """The rows of relationships that one statement can write, with one of them as its pattern."""
    kinds: dict[tuple[str, bool, str], tuple[Edge, list[Row]]] = {}
    for edge in edges:
        part = edge.properties.get(TOLD_APART_BY.get(edge.type, ""))
        row = {"article": edge.article, "other": edge.other, "part": part, "properties": edge.properties}
        kinds.setdefault((edge.type, edge.out, edge.label), (edge, []))[1].append(row)
    return [kinds[kind] for kind in sorted(kinds)]


def _ends(edge: Edge) -> str:
    near = "UNWIND $rows AS row MATCH (a:Article {id: row.article})"
    return f"{near} MATCH (b:{quoted(edge.label)} {{id: row.other}})"


def _arrow(edge: Edge) -> str:
    part = f" {{{TOLD_APART_BY[edge.type]}: row.part}}" if edge.type in TOLD_APART_BY else ""
    line = f"-[r:{quoted(edge.type)}{part}]-"
    return f"{line}>" if edge.out else f"<{line}"


def quoted(name: str) -> str:
    """A label or type as Cypher text."""
    return "`" + name.replace("`", "``") + "`"


def _drop_own(tx: neo4j.ManagedTransaction, keepers: Mapping[tuple[str, str], str | None]) -> None:
    """Where an absorbed article's authors or journal stand, the survivor's own go."""
    for type_ in ALONE:
        gone = sorted(name for (name, kind), keeper in keepers.items() if kind == type_ and keeper not in (name, None))
        drop_all(tx, type_, gone)


def drop_all(tx: neo4j.ManagedTransaction, type_: str, articles: Sequence[str]) -> None:
    """Take all authors, or the journal, from some articles."""
    for chunk in chunks(articles):
        tx.run(_OWN[type_], values=chunk).consume()


def drop_orphans(tx: neo4j.ManagedTransaction, edges: Iterable[Edge]) -> None:
    """Authors and journals that no article has any more."""
    for type_, statement in _ORPHANS.items():
        for chunk in chunks(sorted({edge.other for edge in edges if edge.type == type_})):
            tx.run(statement, values=chunk).consume()
