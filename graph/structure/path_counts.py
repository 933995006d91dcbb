"""How many search paths run over every citation: SPC, SPLC and SPNP, in whole numbers of any size."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from graph.projection import Ints, Projection
from graph.structure.topology import levels


class Count(StrEnum):
    """Which paths are counted. All run from cited to citing articles, the way knowledge flowed."""

    SPC = "spc"  # search path count: from articles that cite nothing to articles that nobody cites
    SPLC = "splc"  # search path link count: from anywhere to articles that nobody cites
    SPNP = "spnp"  # search path node pair: from anywhere to anywhere


@dataclass(frozen=True, eq=False)
class PathCounts:
    """Per citation, in the order of `Projection.pairs()`, the exact number of paths over it."""

    citing: list[int]
    cited: list[int]
    counts: list[int]


def path_counts(acyclic: Projection, count: Count = Count.SPC) -> PathCounts:
    """Count the paths over every citation of a graph without cycles.

    Formula: `count(u, v) = before(u) * after(v)` for v citing u, where `before(u)` are the paths that end in u and
    `after(v)` those that begin in v: `before(u) = start(u) + sum of before over what u cites`, where `start` is 1 for
    articles that cite nothing (SPC) or for all (SPLC, SPNP); `after` likewise over the citing articles, with 1 for
    articles that nobody cites (SPC, SPLC) or for all (SPNP). The numbers are Python's integers and do not overflow.
    Cost: O(citations) sums of integers, whose length grows with the depth of the graph.
    Source: Hummon, Doreian, "Connectivity in a citation network", Social Networks 11 (1989) 39-63; Batagelj, "Efficient
    algorithms for citation network analysis", arXiv:cs/0309023 (2003).
    """
    order = np.argsort(levels(acyclic.cites, acyclic.cited_by), kind="stable")
    before = _accumulated(acyclic.cites, order, count is not Count.SPC)
    after = _accumulated(acyclic.cited_by, order[::-1], count is Count.SPNP)
    citing, cited = (ends.tolist() for ends in acyclic.pairs())
    return PathCounts(citing, cited, [before[u] * after[v] for v, u in zip(citing, cited, strict=True)])


def _accumulated(ahead: Any, order: Ints, anywhere: bool) -> list[int]:
    """Paths over the rows of `ahead` that end where its rows do, or anywhere; `order` visits what is ahead first."""
    starts, columns = ahead.indptr.tolist(), ahead.indices.tolist()
    paths = [0] * ahead.shape[0]
    for position in order.tolist():
        first, past = starts[position], starts[position + 1]
        paths[position] = sum([paths[i] for i in columns[first:past]], int(anywhere or first == past))
    return paths


@dataclass(frozen=True, slots=True)
class Onward:
    """The paths from one article to where no path leads on: how many, their least and greatest length, and how many
    articles lie on them, each path counted for itself.
    """

    paths: int
    shortest: int
    longest: int
    articles: int


def onward(acyclic: Projection) -> list[Onward]:
    """Per article the paths onward, from cited to citing, as Hummon, Doreian and Freeman tabulated them in 1990."""
    ahead = acyclic.cited_by
    starts, columns = ahead.indptr.tolist(), ahead.indices.tolist()
    found: list[Onward] = [Onward(1, 0, 0, 1)] * acyclic.articles
    for position in np.argsort(levels(ahead, acyclic.cites), kind="stable").tolist():
        following = [found[i] for i in columns[starts[position] : starts[position + 1]]]
        if following:
            paths = sum(one.paths for one in following)
            shortest = min(one.shortest for one in following) + 1
            longest = max(one.longest for one in following) + 1
            found[position] = Onward(paths, shortest, longest, paths + sum(one.articles for one in following))
    return found
