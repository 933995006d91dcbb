"""How complete an article's lists are, or those of a harvest: what each source reports, what is here, what is not.

A harvest is measured over the articles that it has *expanded*: whose lists it asked for and got (REACHED, done, above
the last depth; not what stands beside an article, as similar ones and versions do). What lies at its last depth is
recorded only as far as it links to the rest, and says nothing about what the sources have.

Blank (None) is not zero: a source that was not asked for a number, or gave none, has none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import neo4j

from graph.errors import NotFound
from graph.lookup import AT_ARTICLE, ask
from graph.model import BESIDE, Direction, VisitState
from graph.reported import numbers
from graph.store import Store

_EXPANDED = """
MATCH (:Harvest {id: $id})-[r:REACHED]->(a)
WHERE r.state = $done AND r.depth < $depth AND NOT r.direction IN $beside RETURN a.id AS id
"""
_FACTS = f"""
UNWIND $values AS value {AT_ARTICLE}
RETURN value, a.references_reported AS references_reported, a.citing_reported AS citing_reported,
  size(a.unresolved_references) AS texts, a.citing_found - a.citing_kept AS cut,
  COUNT {{ (a)-[:CITES]->() }} AS references, COUNT {{ (a)<-[:CITES]-() }} AS citing
"""
_REFERENCES = f"""
UNWIND $values AS value {AT_ARTICLE} MATCH (a)-[c:CITES]->() UNWIND c.sources AS source
RETURN value, source, count(*) AS n
"""
_CITING = f"""
UNWIND $values AS value {AT_ARTICLE} MATCH (a)<-[c:CITES]-() UNWIND c.sources AS source
RETURN value, source, count(*) AS n
"""


@dataclass(frozen=True, slots=True)
class Part:
    """What one source reports, and how much of it is here. `articles` are those of which it gave a number."""

    articles: int = 0
    reported: int | None = None  # None where it gave no number of any of the articles
    found: int = 0  # citations of the graph that it asserts
    unresolved: int | None = None  # reported and not found, summed over the articles of which it gave a number


@dataclass(frozen=True, slots=True)
class Coverage:
    """One kind of list: references, or citing articles."""

    found: int = 0  # distinct citations of the graph, whoever asserts them
    sources: Mapping[str, Part] = field(default_factory=dict)
    texts: int | None = None  # references without an id that are kept as text; None where nobody could tell
    cut: int = 0  # citing articles that hubs were cut by, on purpose


@dataclass(frozen=True, slots=True)
class Completeness:
    """Sums over `articles`. `references` or `citing` is None where the harvest did not ask for that."""

    articles: int
    references: Coverage | None
    citing: Coverage | None

    def as_json(self) -> dict[str, Any]:
        """Plain values. `references` and `citing` have `found`, `sources` (name to `articles`, `reported`, `found`,
        `unresolved`), and `texts` or `cut` of their kind; null is blank.
        """
        told = asdict(self)
        if told["references"]:
            del told["references"]["cut"]
        if told["citing"]:
            del told["citing"]["texts"]
        return told


def completeness_of(store: Store, harvest_id: str) -> Completeness:
    """The completeness of a harvest, over the articles that it has expanded. Raises `NotFound`."""
    harvest = store.harvest(harvest_id)
    if harvest is None:
        raise NotFound(f"There is no harvest {harvest_id} in this graph.")
    given = {
        "id": harvest_id,
        "done": str(VisitState.DONE),
        "depth": harvest.parameters.get("depth", 0),
        "beside": sorted(map(str, BESIDE)),
    }
    ids = [str(row["id"]) for row in store.read(_EXPANDED, given)]
    way = harvest.parameters.get("direction", Direction.BOTH)
    return _measured(store, ids, references=way != Direction.CITED_BY, citing=way != Direction.REFERENCES)


def of_article(store: Store, id_: str) -> Completeness:
    """The completeness of one article, by its `Article.id`. Raises `NotFound`."""
    found = _measured(store, [id_])
    if not found.articles:
        raise NotFound(f"There is no article {id_} in this graph.")
    return found


def _measured(store: Store, ids: Collection[str], *, references: bool = True, citing: bool = True) -> Completeness:
    def read(tx: neo4j.ManagedTransaction) -> Completeness:
        facts = [dict(row) for row in ask(tx, _FACTS, ids)]
        return Completeness(
            articles=len(facts),
            references=_references(facts, ask(tx, _REFERENCES, ids)) if references else None,
            citing=_citing(facts, ask(tx, _CITING, ids)) if citing else None,
        )

    return store.connection.read(read)


def _references(facts: Collection[Mapping[str, Any]], asserted: Iterable[Any]) -> Coverage:
    texts = [row["texts"] for row in facts if row["texts"] is not None]
    return Coverage(
        found=sum(row["references"] for row in facts),
        sources=parts({row["value"]: numbers(row["references_reported"]) for row in facts}, _counted(asserted)),
        texts=sum(texts) if texts else None,
    )


def _citing(facts: Collection[Mapping[str, Any]], asserted: Iterable[Any]) -> Coverage:
    return Coverage(
        found=sum(row["citing"] for row in facts),
        sources=parts({row["value"]: numbers(row["citing_reported"]) for row in facts}, _counted(asserted)),
        cut=sum(row["cut"] or 0 for row in facts),
    )


def _counted(asserted: Iterable[Any]) -> dict[str, dict[str, int]]:
    counted: dict[str, dict[str, int]] = {}
    for row in asserted:
        counted.setdefault(row["value"], {})[row["source"]] = row["n"]
    return counted


def parts(reported: Mapping[str, Mapping[str, int]], found: Mapping[str, Mapping[str, int]]) -> dict[str, Part]:
    """Each source's part, of what it reports and of what it asserts, both by article."""
    known: dict[str, Part] = {}
    for article in reported:
        claims, here = reported[article], found.get(article, {})
        for source in claims.keys() | here.keys():
            known[source] = _plus(known.get(source, Part()), claims.get(source), here.get(source, 0))
    return {source: known[source] for source in sorted(known)}


def _plus(part: Part, reported: int | None, found: int) -> Part:
    if reported is None:
        return Part(part.articles, part.reported, part.found + found, part.unresolved)
    return Part(
        articles=part.articles + 1,
        reported=(part.reported or 0) + reported,
        found=part.found + found,
        unresolved=(part.unresolved or 0) + max(reported - found, 0),
    )
