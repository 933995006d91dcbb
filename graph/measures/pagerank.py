"""PageRank, of the whole graph and from seeds."""

from __future__ import annotations

from typing import Any

import numpy as np

from graph.errors import BadInput
from graph.measures.errors import NotConverged
from graph.projection import Floats, Ints, Projection

DAMPING = 0.85
TOLERANCE = 1e-10
ITERATIONS = 1_000


def pagerank(
    projection: Projection, *, damping: float = DAMPING, tolerance: float = TOLERANCE, iterations: int = ITERATIONS
) -> Floats:
    """PageRank: an article matters when articles that matter cite it.

    Formula: `p = d P'p + (d * dangling + 1 - d) / n` with `P[x, y] = 1 / references(x)` where x cites y; the weight
    flows from the citing to the cited article, sums to 1 and, where an article cites nothing in the graph (dangling:
    the oldest, and every stub), is spread evenly over all. Cost: O(citations) per iteration, a few dozen iterations;
    old articles gain by age alone. Source: Brin, Page, "The anatomy of a large-scale hypertextual Web search engine",
    Computer Networks 30 (1998) 107-117.
    """
    start = np.ones(projection.articles)
    into, degrees = projection.cited_by, projection.reference_counts
    return _walk(into, degrees, start, damping=damping, tolerance=tolerance, iterations=iterations, name="pagerank")


def personalised_pagerank(
    projection: Projection,
    seeds: Ints,
    *,
    damping: float = DAMPING,
    both_ways: bool = True,
    tolerance: float = TOLERANCE,
    iterations: int = ITERATIONS,
) -> Floats:
    """PageRank of a walk that keeps returning to the seeds: how close an article is to them over all paths.

    Formula: `p = d P'p + (d * dangling + 1 - d) s` where s is spread evenly over the seeds, to which the walk also
    returns from dead ends. Citations are taken both ways (two articles that cite each other are linked once), or from
    citing to cited alone. Sums to 1; articles that no path joins to a seed get 0. Stubs pass weight back along the
    citations that reach them. Cost: as PageRank, about 150 iterations at most.
    Source: Haveliwala, "Topic-sensitive PageRank", WWW 2002, 517-526.
    """
    if not len(seeds):
        raise BadInput("Personalised PageRank starts from seeds; name at least one article.")
    start = np.zeros(projection.articles)
    start[seeds] = 1.0
    into = projection.links if both_ways else projection.cited_by
    degrees = np.diff(projection.links.indptr) if both_ways else projection.reference_counts
    name = "personalised-pagerank"
    return _walk(into, degrees, start, damping=damping, tolerance=tolerance, iterations=iterations, name=name)


def _walk(
    into: Any, degrees: Ints, start: Floats, *, damping: float, tolerance: float, iterations: int, name: str
) -> Floats:
    """Solve `y = s + d P'y` and scale it to sum 1.

    Where the walk returns to the very distribution it starts from, dead ends only scale the result, so they need no
    term of their own. Every term of the series is non-negative: the sum grows, and a small relative change of every
    single score (not of their norm) is a bound that holds for the least of them.
    """
    if not 0 <= damping < 1:
        raise BadInput(f"The damping is {damping}; it lies between 0 and 1, 1 excluded.")
    if not len(start):
        return start
    share = np.divide(damping, degrees, out=np.zeros(len(degrees)), where=degrees > 0)
    scores, change = start.copy(), np.inf
    for _ in range(iterations):
        following = into @ (share * scores)
        following += start
        grown = following - scores
        scores = following
        reached = scores > 0
        change = float(np.max(grown[reached] / scores[reached]))
        if change <= tolerance * (1 - damping):
            return np.asarray(scores / scores.sum())
    raise NotConverged(name, iterations, change, tolerance)
