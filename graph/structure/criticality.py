"""The backbone of a literature: the articles on its longest chains of citations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.projection import Floats, Ints, Projection
from graph.structure.cycles import break_cycles
from graph.structure.topology import levels


@dataclass(frozen=True, eq=False)
class Criticality:
    """Per position: the longest chain of references below, the longest chain of citing articles above, and their sum
    as a share of the longest chain of all. `broken` are the citations that were broken as cycles.
    """

    below: Ints
    above: Ints
    share: Floats
    broken: tuple[tuple[str, str], ...]


def criticality(projection: Projection) -> Criticality:
    """How close each article is to lying on the longest citation path.

    Formula: `(below(x) + above(x)) / max over y of the same`, in steps of the longest paths from x along its references
    and along its citing articles, after breaking cycles; 1 is on a longest path, 0 only where nothing is linked.
    Stubs end the chains of references. Cost: O(citations), plus that of breaking.
    Source: Vasiliauskaite, Evans, "Making communities show respect for order", Applied Network Science 5 (2020) 15;
    in planning: Kelley, "Critical-path planning and scheduling", Operations Research 9 (1961) 296-320.
    """
    acyclic = break_cycles(projection)
    graph = acyclic.projection
    below, above = levels(graph.cites, graph.cited_by), levels(graph.cited_by, graph.cites)
    through = below + above
    share = through / max(int(through.max(initial=0)), 1)
    return Criticality(below, above, share.astype(np.float64), acyclic.broken)


def backbone(projection: Projection, least: float = 1.0) -> list[str]:
    """The articles with at least that criticality, cited before citing, then by id."""
    found = criticality(projection)
    chosen = np.flatnonzero(found.share >= least).tolist()
    return [projection.ids[i] for i in sorted(chosen, key=lambda i: (found.below[i], projection.ids[i]))]
