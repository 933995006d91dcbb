"""How good the data of a graph is: what is odd in it, where, and how the measures deal with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from graph.projection import Ints, Mask, Projection
from graph.retracted import CYPHER, CitesRetracted, When
from graph.structure.cycles import break_cycles

EXAMPLES = 5
MOST_IDS = 1000
"""Ids that a query spells out."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of oddity. `count` is None where it could not be known from what was given.

    `examples` are article ids, or pairs of them written `citing -> cited`; `cypher` lists all in the graph.
    """

    name: str
    title: str
    count: int | None
    examples: tuple[str, ...]
    cypher: str
    treatment: str


@dataclass(frozen=True, slots=True)
class Quality:
    """The size of the graph, and the findings in a fixed order."""

    articles: int
    stubs: int
    citations: int
    findings: tuple[Finding, ...]


def quality(
    projection: Projection,
    *,
    source_counts: Ints | None = None,
    dangling_ids: Iterable[str] | None = None,
    of_retracted: Sequence[CitesRetracted] | None = None,
    examples: int = EXAMPLES,
) -> Quality:
    """Look the graph over.

    `source_counts` says by how many sources each citation is asserted, in the order of `Projection.pairs()`;
    `dangling_ids` are identifiers that belong to no article, `of_retracted` citations of retracted articles. Without
    them those findings are unknown. Cost: O(citations), plus that of breaking cycles.
    """
    findings = (
        _future(projection, examples),
        _self_citations(projection),
        _cycles(projection, examples),
        _broken(projection, examples),
        _articles(projection, ~projection.year_known, examples, _MISSING_YEAR),
        _dangling(dangling_ids, examples),
        _one_source(projection, source_counts, examples),
        _of_retracted(of_retracted, examples),
        _articles(projection, ~projection.stubs & (projection.reference_counts == 0), examples, _NO_REFERENCES),
        _unlisted(projection, examples),
        _articles(
            projection, (projection.reference_counts == 0) & (projection.citation_counts == 0), examples, _UNLINKED
        ),
    )
    return Quality(projection.articles, int(projection.stubs.sum()), projection.citations, findings)


_TOLD = {When.AFTER: "after the notice", When.BEFORE: "before the notice", When.UNKNOWN: "unknown when"}

Described = Callable[[int | None, tuple[str, ...]], Finding]


def _kind(name: str, title: str, cypher: str, treatment: str) -> Described:
    return lambda count, shown: Finding(name, title, count, shown, cypher, treatment)


_FUTURE = _kind(
    "future-citations",
    "Citations of an article that appeared in a later year",
    "MATCH (a:Article)-[:CITES]->(b:Article) WHERE a.year < b.year "
    "RETURN a.id, a.year, b.id, b.year ORDER BY b.year - a.year DESC",
    "Counted like any other; the first to be broken where they close a cycle. A year's difference is often a preprint "
    "or an article published online ahead of print.",
)
_SELF = _kind(
    "self-citations",
    "Citations of an article by itself",
    "MATCH (a:Article)-[c:CITES]->(b:Article) WHERE a.id = b.id RETURN a.id, c.sources",
    "Left out of everything that is computed.",
)
_CYCLES = _kind(
    "cycles",
    "Sets of articles that cite each other in circles",
    "UNWIND $listed AS circle UNWIND circle AS id MATCH (a:Article {id: id}) RETURN circle, collect(a.title) AS titles",
    "Kept by all measures; broken for the main path, criticality and the reading order.",
)
_BROKEN = _kind(
    "broken-citations",
    "Citations that the main path leaves out to be free of circles",
    "UNWIND $listed AS ends MATCH (a:Article {id: ends[0]})-[:CITES]->(b:Article {id: ends[1]}) "
    "RETURN a.id, a.year, b.id, b.year",
    "Left out of the main path, criticality and the reading order, the least plausible first; named in their results.",
)
_MISSING_YEAR = _kind(
    "missing-year",
    "Articles without a year",
    "MATCH (a:Article) WHERE a.year IS NULL RETURN a.id, a.title, a.stub",
    "No citations per year and no percentile; compared among themselves by the default ranking.",
)
_DANGLING = _kind(
    "dangling-ids",
    "Identifiers that belong to no article",
    "MATCH (i:Identifier) WHERE NOT (i)-[:IDENTIFIES]->(:Article) RETURN i.value",
    "Not seen by any measure.",
)
_ONE_SOURCE = _kind(
    "one-source-citations",
    "Citations that a single source asserts",
    "MATCH (a:Article)-[c:CITES]->(b:Article) WHERE size(c.sources) = 1 RETURN a.id, b.id, c.sources",
    "Counted like any other.",
)
_OF_RETRACTED = _kind(
    "cites-retracted",
    "Citations of an article that was retracted",
    CYPHER,
    "Counted like any other, since a citation is no praise; key papers are marked with whether they appeared before or "
    "after the notice. The notice itself is left out.",
)
_NO_REFERENCES = _kind(
    "no-reference-list",
    "Described articles without a reference in the graph",
    "MATCH (a:Article) WHERE coalesce(a.stub, false) = false AND NOT (a)-[:CITES]->(:Article) "
    "RETURN a.id, a.title, a.reference_count",
    "Dead ends for PageRank and paths; no disruption, no coupling.",
)
_UNLISTED = _kind(
    "unknown-references",
    "Described articles whose reference list no source gave",
    "MATCH (a:Article) WHERE coalesce(a.stub, false) = false AND a.reference_count IS NULL "
    "AND NOT 'csv' IN coalesce(a.sources, []) RETURN a.id, a.title, a.sources",
    "No disruption; other measures see the references that lists of citing articles brought.",
)
_UNLINKED = _kind(
    "unlinked",
    "Articles without any citation in the graph, given or received",
    "MATCH (a:Article) WHERE NOT (a)-[:CITES]-(:Article) RETURN a.id, a.title",
    "Ranked last by links; only text and year speak for them.",
)


def _future(projection: Projection, examples: int) -> Finding:
    citing, cited = projection.pairs()
    known = projection.year_known[citing] & projection.year_known[cited]
    ahead = np.where(known, projection.years[cited] - projection.years[citing], 0)
    found = np.flatnonzero(ahead > 0)
    farthest = found[np.argsort(-ahead[found], kind="stable")[:examples]]
    shown = (
        f"{_arrow(projection, citing[i], cited[i])} ({projection.years[citing[i]]} cites {projection.years[cited[i]]})"
        for i in farthest
    )
    return _FUTURE(len(found), tuple(shown))


def _self_citations(projection: Projection) -> Finding:
    return _SELF(projection.self_citations, ())


def _cycles(projection: Projection, examples: int) -> Finding:
    sets = projection.cycles()
    shown = (f"{len(members)} articles: {', '.join(members[:4])}{', ...' * (len(members) > 4)}" for members in sets)
    return _spelled_out(_CYCLES(len(sets), tuple(islice(shown, examples))), sets)


def _broken(projection: Projection, examples: int) -> Finding:
    broken = break_cycles(projection).broken
    shown = tuple(f"{citing} -> {cited}" for citing, cited in broken[:examples])
    return _spelled_out(_BROKEN(len(broken), shown), broken)


def _spelled_out(finding: Finding, cases: Sequence[Sequence[str]]) -> Finding:
    """With the cases in the query, the smallest first: to search for circles would take a store hours."""
    listed: list[str] = []
    ids = 0
    for case in sorted(cases, key=len):
        ids += len(case)
        if ids <= MOST_IDS:
            listed.append(f"[{', '.join(map(_quoted, case))}]")
    left = len(cases) - len(listed)
    more = f" The query leaves out {left} that would make it too long." if left else ""
    cypher = finding.cypher.replace("$listed", f"[{', '.join(listed)}]")
    return replace(finding, cypher=cypher, treatment=finding.treatment + more)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _unlisted(projection: Projection, examples: int) -> Finding:
    if projection.listed is None:
        return _UNLISTED(None, ())
    return _articles(projection, ~projection.listed & ~projection.stubs, examples, _UNLISTED)


def _articles(projection: Projection, which: Mask, examples: int, kind: Described) -> Finding:
    found = np.flatnonzero(which)
    return kind(len(found), tuple(projection.ids[i] for i in found[:examples]))


def _dangling(ids: Iterable[str] | None, examples: int) -> Finding:
    if ids is None:
        return _DANGLING(None, ())
    values = sorted(ids)
    return _DANGLING(len(values), tuple(values[:examples]))


def _one_source(projection: Projection, counts: Ints | None, examples: int) -> Finding:
    if counts is None:
        return _ONE_SOURCE(None, ())
    citing, cited = projection.pairs()
    found = np.flatnonzero(counts == 1)
    return _ONE_SOURCE(len(found), tuple(_arrow(projection, citing[i], cited[i]) for i in found[:examples]))


def _of_retracted(found: Sequence[CitesRetracted] | None, examples: int) -> Finding:
    if found is None:
        return _OF_RETRACTED(None, ())
    gravest = sorted(found, key=lambda one: list(When).index(one.when), reverse=True)[:examples]
    told = (f"{one.citing} -> {one.cited} ({_TOLD[one.when]})" for one in gravest)
    return _OF_RETRACTED(len(found), tuple(told))


def _arrow(projection: Projection, citing: int, cited: int) -> str:
    return f"{projection.ids[citing]} -> {projection.ids[cited]}"
