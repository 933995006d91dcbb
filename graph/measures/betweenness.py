"""Betweenness: exact while that is affordable, sampled with a stated error beyond."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.projection import Floats, Ints, Projection

EXACT_WORK = 1_000_000_000  # articles x citations: about ten seconds of exact computing at the worst
SAMPLES = 512
CONFIDENCE = 0.95


@dataclass(frozen=True, eq=False)
class Estimate:
    """Scores, from how many start articles they come, and how far off any of them may be with `confidence`.

    `bound` is 0 when nothing was sampled.
    """

    values: Floats
    samples: int
    bound: float = 0.0
    confidence: float = 1.0


def betweenness(
    projection: Projection, *, samples: int = SAMPLES, exact_work: int = EXACT_WORK, seed: int = 0
) -> Floats:
    """Betweenness: on what share of the shortest citation paths an article lies; see `betweenness_estimate`."""
    return betweenness_estimate(projection, samples=samples, exact_work=exact_work, seed=seed).values


def betweenness_estimate(
    projection: Projection, *, samples: int = SAMPLES, exact_work: int = EXACT_WORK, seed: int = 0
) -> Estimate:
    """Betweenness with its error bound.

    Formula: `b(x) = sum over s, t of paths(s, t through x) / paths(s, t) / ((n - 1)(n - 2))`, over shortest paths that
    follow citations from citing to cited, ends excluded. Exact (Brandes) while articles x citations is at most
    `exact_work`. Beyond, the sum over s runs over `samples` articles drawn evenly from those that cite anything (the
    others start no path), scaled up; every term lies between 0 and `(n - 2) / ((n - 1)(n - 2))`, so by Hoeffding's
    inequality over all n articles no score is off by more than `bound` with probability `CONFIDENCE`.
    Stubs end paths. Cost: O(citations) per start article.
    Source: Brandes, "A faster algorithm for betweenness centrality", Journal of Mathematical Sociology 25 (2001)
    163-177; Brandes, Pich, "Centrality estimation in large networks", International Journal of Bifurcation and Chaos 17
    (2007) 2303-2318.
    """
    n = projection.articles
    if n < 3:
        return Estimate(np.zeros(n), n)
    starts = np.flatnonzero(projection.reference_counts)
    if n * projection.citations <= exact_work or samples >= len(starts):
        return Estimate(np.array(projection.igraph.betweenness()) / ((n - 1) * (n - 2)), len(starts))
    chosen = np.sort(np.random.default_rng(seed).choice(starts, samples, replace=False))
    bound = len(starts) / (n - 1) * np.sqrt(np.log(2 * n / (1 - CONFIDENCE)) / (2 * samples))
    return Estimate(from_starts(projection, chosen, len(starts)), samples, float(bound), CONFIDENCE)


def from_starts(projection: Projection, chosen: Ints, population: int) -> Floats:
    """The paths that begin at the `chosen` articles, scaled up to a `population` of such articles."""
    n = projection.articles
    partial = np.array(projection.igraph.betweenness(sources=chosen.tolist()))
    return np.asarray(partial * (population / len(chosen)) / ((n - 1) * (n - 2)))
