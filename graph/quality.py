"""What is odd or missing in a graph: counted, with examples, the Cypher that lists it, and how the measures treat it.

What the projection knows is counted there; the rest is counted by the store. A test holds every count to its Cypher.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from graph.projection import Mask, Projection

if TYPE_CHECKING:
    from graph.store import Store

EXAMPLES = 5
MOST_IDS = 500
"""Ids that a statement spells out."""

Example = tuple[str, ...]
"""One article, the two ends of a citation (citing, cited), or articles of a circle."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of oddity; `cypher` lists its cases, `treatment` says what the measures make of them."""

    name: str
    says: str
    cypher: str
    treatment: str


@dataclass(frozen=True, slots=True)
class Finding:
    """How often it occurs, which is the number of rows of its statement, and the first cases."""

    kind: Kind
    count: int
    examples: tuple[Example, ...] = ()


FUTURE = Kind(
    "future-pointing citations",
    "an article cites one of a later year",
    "MATCH (a:Article)-[:CITES]->(b:Article) WHERE a.year < b.year RETURN a.id, b.id, a.year, b.year",
    "They count as citations. Where a circle has to be broken they go first; disruption passes over them.",
)
SELF = Kind(
    "self-citations",
    "an article cites itself",
    "MATCH (a:Article)-[:CITES]->(b:Article) WHERE a.id = b.id RETURN a.id",
    "No measure sees them.",
)
CIRCLES = Kind(
    "citations in circles",
    "a citation inside a group of articles that all cite their way to each other",
    "UNWIND $groups AS circle UNWIND circle AS id MATCH (a:Article {id: id})-[:CITES]->(b:Article) "
    "WHERE a.id <> b.id AND b.id IN circle RETURN a.id, b.id",
    "They count as citations; main paths break circles by a stated rule and name the citations that they leave out.",
)
YEARLESS = Kind(
    "missing years",
    "a described article has no year",
    "MATCH (a:Article) WHERE a.year IS NULL AND NOT coalesce(a.stub, false) RETURN a.id, a.title",
    "They have no citations per year and no percentile; key compares them among themselves.",
)
STUBS = Kind(
    "stubs",
    "only an id of the article is known: it was cited, and no source that was asked describes it",
    "MATCH (a:Article) WHERE a.stub RETURN a.id, a.pmid, a.doi",
    "They are cited like others; as their references are unknown, walks along citations end in them.",
)
DANGLING = Kind(
    "dangling ids",
    "an identifier belongs to no article",
    "MATCH (i:Identifier) WHERE NOT EXISTS { (i)-[:IDENTIFIES]->(:Article) } RETURN i.value",
    "No measure sees them.",
)
ONE_SOURCE = Kind(
    "one-source citations",
    "a single source asserts a citation",
    "MATCH (a:Article)-[c:CITES]->(b:Article) WHERE size(c.sources) = 1 RETURN a.id, b.id, c.sources",
    "They count like any other.",
)
UNLISTED = Kind(
    "articles without reference list",
    "no source gave the references of a described article",
    "MATCH (a:Article) WHERE NOT coalesce(a.stub, false) AND a.reference_count IS NULL "
    "AND NOT 'csv' IN coalesce(a.sources, []) RETURN a.id, a.title, a.sources",
    "Disruption is not known for them; other measures see the references that citing lists brought.",
)
CUT = Kind(
    "hubs that were cut",
    "more articles cite it than the harvest followed",
    "MATCH (a:Article) WHERE a.citing_found > a.citing_kept RETURN a.id, a.citing_found, a.citing_kept",
    "They have fewer citations here than there are; cited-by-count has the reported number.",
)


def quality(projection: Projection, store: Store) -> list[Finding]:
    """All findings, also those of which there is none. Cost: O(citations), and a statement that looks at each."""
    listed = projection.listed if projection.listed is not None else np.ones(projection.articles, dtype=np.bool_)
    return [
        _future(projection),
        _asked(store, SELF, 1) if projection.self_citations else Finding(SELF, 0),
        _circles(projection),
        _articles(projection, YEARLESS, ~projection.year_known & ~projection.stubs),
        _articles(projection, STUBS, projection.stubs),
        _asked(store, DANGLING, 1),
        _asked(store, ONE_SOURCE, 2),
        _articles(projection, UNLISTED, ~listed & ~projection.stubs),
        _asked(store, CUT, 1),
    ]


def _future(projection: Projection) -> Finding:
    citing, cited = projection.pairs()
    known = projection.year_known[citing] & projection.year_known[cited]
    found = np.flatnonzero(known & (projection.years[citing] < projection.years[cited]))
    examples = tuple((projection.ids[citing[i]], projection.ids[cited[i]]) for i in found[:EXAMPLES])
    return Finding(FUTURE, len(found), examples)


def _circles(projection: Projection) -> Finding:
    citing, cited = projection.pairs()
    inside = projection.cycle_components
    count = int(((inside[citing] >= 0) & (inside[citing] == inside[cited])).sum())
    groups = projection.cycles()
    examples = tuple(tuple(members[: 2 * EXAMPLES]) for members in groups[:EXAMPLES])
    return Finding(_spelled_out(groups), count, examples)


def _spelled_out(groups: Sequence[Sequence[str]]) -> Kind:
    """Listed by the ids, the smallest groups first: to search for circles would take a store hours."""
    told: list[Sequence[str]] = []
    for members in sorted(groups, key=len):
        if sum(map(len, told)) + len(members) <= MOST_IDS:
            told.append(members)
    lists = ", ".join(f"[{', '.join(map(_quoted, members))}]" for members in told)
    says = CIRCLES.says
    if groups:
        says += f"; there are {len(groups)} such groups, the largest of {len(groups[0])} articles"
    if len(told) < len(groups):
        says += f", and the statement leaves out {len(groups) - len(told)} that are too large for it"
    return replace(CIRCLES, says=says, cypher=CIRCLES.cypher.replace("$groups", f"[{lists}]"))


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _articles(projection: Projection, kind: Kind, mask: Mask) -> Finding:
    found = np.flatnonzero(mask)
    return Finding(kind, len(found), tuple((projection.ids[i],) for i in found[:EXAMPLES]))


def _asked(store: Store, kind: Kind, ids: int) -> Finding:
    """Counted by the store; the first `ids` columns of its statement make an example."""
    counting = kind.cypher[: kind.cypher.rindex("RETURN")] + "RETURN count(*) AS number"
    count = int(str(store.read(counting)[0]["number"]))
    return Finding(kind, count, tuple(row[:ids] for row in _rows(store, kind.cypher)) if count else ())


def _rows(store: Store, cypher: str) -> Iterator[Example]:
    for row in store.read(f"{cypher} LIMIT {EXAMPLES}"):
        yield tuple(str(value) for value in row.values())
