"""Making a citation graph acyclic by a rule that anyone can repeat.

The rule: the citations inside every cyclic set (strongly connected component) are admitted one after another, the most
plausible first, and one that would close a circle with those admitted before it is broken. Plausible are, in this
order: an article citing an older one; one of its own year; a pair of which a year is unknown; an article citing a newer
one, the smaller the distance the better. Within a rank the ids decide, citing before cited. So nothing is broken
without need, future-pointing citations go first, and the order in which the graph was read does not matter.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.projection import Ints, Projection
from graph.sparse import csr_from_pairs
from graph.structure.topology import IncrementalOrder

_OLDER, _SAME_YEAR, _UNKNOWN, _NEWER = range(4)


@dataclass(frozen=True, eq=False)
class Acyclic:
    """A projection without cycles, and the citations that were broken for it, as (citing, cited)."""

    projection: Projection
    broken: tuple[tuple[str, str], ...] = ()


def break_cycles(projection: Projection) -> Acyclic:
    """Break the cycles by the rule of this module. Cost: O(citations), and a search per doubtful citation."""
    sources, targets = projection.pairs()
    components = projection.cycle_components
    cyclic = (components[sources] >= 0) & (components[sources] == components[targets])
    if not cyclic.any():
        return Acyclic(projection)
    broken = _rejected(projection, sources[cyclic], targets[cyclic])
    n = projection.articles
    keep = ~np.isin(sources * n + targets, np.array([a * n + b for a, b in broken], dtype=np.int64))
    kept = _with_citations(projection, sources[keep], targets[keep])
    return Acyclic(kept, tuple(sorted((projection.ids[a], projection.ids[b]) for a, b in broken)))


def _rejected(projection: Projection, sources: Ints, targets: Ints) -> list[tuple[int, int]]:
    """The pairs that close a circle when all are admitted in the order of the rule."""
    rank, distance = _plausibility(projection, sources, targets)
    doubtful = _doubtful(projection, sources, targets, rank)
    order = IncrementalOrder(zip(sources[~doubtful].tolist(), targets[~doubtful].tolist(), strict=True))
    waiting = sorted(
        (r, d, projection.ids[a], projection.ids[b], a, b)
        for r, d, a, b in zip(
            *(column[doubtful].tolist() for column in (rank, distance, sources, targets)), strict=True
        )
    )
    return [(a, b) for *_, a, b in waiting if not order.admit(a, b)]


def _plausibility(projection: Projection, sources: Ints, targets: Ints) -> tuple[Ints, Ints]:
    known = projection.year_known[sources] & projection.year_known[targets]
    gap = np.where(known, projection.years[sources] - projection.years[targets], 0)
    rank = np.select([~known, gap > 0, gap == 0], [_UNKNOWN, _OLDER, _SAME_YEAR], _NEWER)
    return rank.astype(np.int64), np.where(rank == _NEWER, -gap, 0)


def _doubtful(
    projection: Projection, sources: Ints, targets: Ints, rank: Ints
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which citations need a search. Those to older articles never close a circle among themselves, and neither does
    one inside a year unless the year's own citations run in a circle through it.
    """
    same = rank == _SAME_YEAR
    of_years = _with_citations(projection, sources[same], targets[same]).cycle_components
    circling = (of_years[sources] >= 0) & (of_years[sources] == of_years[targets])
    return np.asarray(np.where(same, circling, rank != _OLDER))


def _with_citations(projection: Projection, sources: Ints, targets: Ints) -> Projection:
    return Projection(
        ids=projection.ids,
        cites=csr_from_pairs(sources, targets, projection.articles),
        years=projection.years,
        stubs=projection.stubs,
        titles=projection.titles,
        reported=projection.reported,
        listed=projection.listed,
        revision=projection.revision,
    )
