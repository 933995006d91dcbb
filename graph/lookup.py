"""What the graph knows about identifiers. Reads inside the caller's transaction and decides nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import neo4j

from graph.identity import KnownId
from graph.ids import ArticleId, Scheme

CHUNK = 5_000
"""Rows of one UNWIND: larger ones are no faster on either engine and hold more memory there."""

# Hints, and no labels at far ends, throughout: a plan that Neo4j makes while the graph is empty starts anywhere, each
# scan being free, and stays cached while the graph grows.
AT_ARTICLE = "MATCH (a:Article {id: value}) USING INDEX a:Article(id)"
_FOUND = "UNWIND $values AS value MATCH (i:Identifier {value: value}) USING INDEX i:Identifier(value)"
_OWNERS = f"{_FOUND} MATCH (i)-[:IDENTIFIES]->(a) RETURN value, a.id AS id"
_PRESENT = "UNWIND $values AS value MATCH (a:Article {id: value}) RETURN value, a.id AS id"
_ALL_IDS = """
MATCH (i)-[:IDENTIFIES]->(a)
RETURN a.id AS id, properties(a) AS properties, collect([i.value, i.ties, i.apart]) AS ids
"""
_BY_IDENTIFIER = f"{_FOUND} MATCH (i)-[:IDENTIFIES]->(a) WITH DISTINCT a {_ALL_IDS}"
_BY_ARTICLE = f"UNWIND $values AS value {AT_ARTICLE} WITH DISTINCT a {_ALL_IDS}"


@dataclass(frozen=True)
class Known:
    """Identifiers, closed over ties and articles, and the articles that own them with their properties."""

    ids: dict[ArticleId, KnownId] = field(default_factory=dict)
    articles: dict[str, dict[str, Any]] = field(default_factory=dict)


def chunks(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """The rows in the portions in which they are sent."""
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]


def ask(tx: neo4j.ManagedTransaction, statement: str, values: Collection[str]) -> Iterator[neo4j.Record]:
    """Rows of a statement over `$values`."""
    for chunk in chunks(sorted(values)):
        yield from tx.run(statement, values=chunk)


def find_owners(tx: neo4j.ManagedTransaction, ids: Collection[ArticleId]) -> dict[ArticleId, str]:
    """Which article holds each id; our own ids are looked for among the articles, then among absorbed ones."""
    wanted = set(ids)
    own = {id_.value: id_ for id_ in wanted if id_.scheme is Scheme.CITEWALK}
    found = {own[row["value"]]: str(row["id"]) for row in ask(tx, _PRESENT, own)} if own else {}
    rest = {str(id_): id_ for id_ in wanted - found.keys()}
    return found | {rest[row["value"]]: str(row["id"]) for row in ask(tx, _OWNERS, rest)}


def find_known(tx: neo4j.ManagedTransaction, ids: Collection[ArticleId]) -> Known:
    """All that resolution needs to know about `ids`: what they reach over ties, and all ids of those articles."""
    known = Known()
    asked: set[ArticleId] = set()
    frontier = set(ids)
    while frontier:
        asked |= frontier
        _read(tx, _BY_IDENTIFIER, {str(id_) for id_ in frontier}, known)
        own = {id_.value for id_ in frontier if id_.scheme is Scheme.CITEWALK and id_ not in known.ids}
        if own:
            _read(tx, _BY_ARTICLE, own, known)
        asked |= known.ids.keys()
        frontier = {far for what in known.ids.values() for far in what.ties} - asked
    return known


def _read(tx: neo4j.ManagedTransaction, statement: str, values: Collection[str], known: Known) -> None:
    for row in ask(tx, statement, values):
        owner = str(row["id"])
        if owner in known.articles:
            continue
        properties = known.articles[owner] = dict(row["properties"])
        for value, ties, apart in row["ids"]:
            known.ids[parsed(value)] = KnownId(owner, str(properties.get("first_seen", "")), many(ties), many(apart))


def parsed(value: str) -> ArticleId:
    """The id of an `Identifier` node."""
    scheme, _, rest = value.partition(":")
    return ArticleId(Scheme(scheme), rest)


def many(values: Collection[str] | None) -> frozenset[ArticleId]:
    """The ids of a list property."""
    return frozenset(map(parsed, values or ()))


def listed(ids: Collection[ArticleId]) -> list[str]:
    """The list property of ids."""
    return sorted(map(str, ids))


def grouped(owners: Mapping[ArticleId, str]) -> dict[str, list[ArticleId]]:
    """The ids of each article."""
    groups: dict[str, list[ArticleId]] = {}
    for id_, owner in owners.items():
        groups.setdefault(owner, []).append(id_)
    return groups
