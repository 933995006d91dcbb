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
HEAD_START = 100  # steps of the head start at most; it needs some forty for full precision at a damping of .85


def pagerank(projection: Projection, *, damping: float = DAMPING) -> Floats:
    """PageRank: an article matters when articles that matter cite it.

    Formula: `p = d P'p + (d * dangling + 1 - d) / n` with `P[x, y] = 1 / references(x)` where x cites y; the weight
    flows from the citing to the cited article, sums to 1 and, where an article cites nothing in the graph (dangling:
    the oldest, and every stub), is spread evenly over all. Old articles gain by age alone. Cost: igraph's PRPACK solves
    it to 1e-10, circle by circle along the citations, in about the time of a dozen iterations.
    Source: Brin, Page, "The anatomy of a large-scale hypertextual Web search engine", Computer Networks 30 (1998)
    107-117; Gleich, Gray, Greif, Lau, "An inner-outer iteration for computing PageRank", SIAM Journal on Scientific
    Computing 32 (2010) 349-371.
    """
    _check(damping)
    if not projection.articles:
        return np.empty(0)
    scores = np.array(projection.igraph.pagerank(damping=damping))
    if not np.isfinite(scores).all():
        raise NotConverged("pagerank", ITERATIONS, np.nan, TOLERANCE)
    return scores


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
    citations that reach them. Cost: O(citations) per iteration, some dozens of iterations.
    Source: Haveliwala, "Topic-sensitive PageRank", WWW 2002, 517-526.
    """
    if not len(seeds):
        raise BadInput("Personalised PageRank starts from seeds; name at least one article.")
    start = np.zeros(projection.articles)
    start[seeds] = 1.0
    if not both_ways:
        series = _Series(projection.cited_by, projection.reference_counts, start, damping)
        return series.settled(start, tolerance, iterations, "personalised-pagerank")
    degrees = np.diff(projection.links.indptr)
    series = _Series(projection.links, degrees, start, damping)
    guess = _head_start(projection.links, degrees, start, damping)
    return series.settled(guess, tolerance, iterations, "personalised-pagerank")


class _Series:
    """The solution of `y = s + d P'y`, which scaled to sum 1 is PageRank.

    Where the walk returns from dead ends to the very distribution it starts from, they only scale the result, so they
    need no term of their own; and without circles the series ends after the longest chain.
    """

    def __init__(self, into: Any, degrees: Ints, start: Floats, damping: float) -> None:
        _check(damping)
        self._into, self._start, self._damping = into, start, damping
        self._share = np.divide(damping, degrees, out=np.zeros(len(degrees)), where=degrees > 0)

    def settled(self, scores: Floats, tolerance: float, iterations: int, name: str) -> Floats:
        """Iterated from a guess until no single score changes by more than its part of `tolerance` of itself.

        Their sum alone would be content long before the least of them.
        """
        if not len(scores):
            return scores
        change = np.inf
        for _ in range(iterations):
            following = self._into @ (self._share * scores)
            following += self._start
            change = _greatest_change(scores, following)
            scores = following
            if change <= tolerance * (1 - self._damping):
                return np.asarray(scores / scores.sum())
        raise NotConverged(name, iterations, change, tolerance)


def _check(damping: float) -> None:
    if not 0 <= damping < 1:
        raise BadInput(f"The damping is {damping}; it lies between 0 and 1, 1 excluded.")


def _greatest_change(before: Floats, after: Floats) -> float:
    """The greatest change of a score as a share of itself; scores that stay 0 do not count."""
    change = np.abs(after - before)
    return float(np.max(np.divide(change, after, out=change, where=after > 0)))


def _head_start(links: Any, degrees: Ints, start: Floats, damping: float) -> Floats:
    """Nearly the solution, for links that go both ways, where conjugate gradients take a third of the steps.

    With `y = D^1/2 z` the equation is `(I - d D^-1/2 A D^-1/2) z = D^-1/2 s`, symmetric and positive definite. The last
    digits of the small scores are left to the series. Source: Hestenes, Stiefel, "Methods of conjugate gradients for
    solving linear systems", Journal of Research of the National Bureau of Standards 49 (1952) 409-436.
    """
    root = np.sqrt(degrees)
    inverse = np.divide(1.0, root, out=np.zeros(len(root)), where=root > 0)
    residual = inverse * start
    solution, direction = np.zeros(len(start)), residual
    size = _dot(residual, residual)
    enough = 1e-28 * size
    for _ in range(HEAD_START):
        if size <= enough:
            break
        image = direction - damping * inverse * (links @ (inverse * direction))
        step = size / _dot(direction, image)
        solution = solution + step * direction
        residual = residual - step * image
        before, size = size, _dot(residual, residual)
        direction = residual + (size / before) * direction
    # Rounding may leave a trace of either sign where no path leads; what is below it is no score yet.
    return np.where(degrees > 0, np.maximum(root * solution, 0.0), start)


def _dot(one: Floats, other: Floats) -> float:
    """Their inner product by one thread: where others use the machine, those of BLAS wait a hundred times as long."""
    return float(np.einsum("i,i->", one, other))
