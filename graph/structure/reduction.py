"""The transitive reduction of a view: only the citations that no longer chain already tells."""

from __future__ import annotations

import numpy as np

from graph.errors import BadInput
from graph.projection import Projection
from graph.structure.cycles import break_cycles
from graph.structure.topology import levels

MOST_ARTICLES = 20_000  # one bit per pair of articles: 50 MB


def transitive_reduction(projection: Projection) -> list[tuple[str, str]]:
    """The citations (citing, cited) that remain when every one that a longer path repeats is left out.

    Cycles are broken first. What can reach what stays the same; the result is unique. Cost: O(citations x articles /
    64) and articles^2 / 8 bytes, so it is for views, and refuses more than `MOST_ARTICLES`.
    Source: Aho, Garey, Ullman, "The transitive reduction of a directed graph", SIAM J. Computing 1 (1972) 131-137.
    """
    if projection.articles > MOST_ARTICLES:
        raise BadInput(
            f"The transitive reduction of {projection.articles} articles is too large ({MOST_ARTICLES} at most); "
            "reduce a neighbourhood instead."
        )
    graph = break_cycles(projection).projection
    level = levels(graph.cites, graph.cited_by)
    starts, columns, height = graph.cites.indptr.tolist(), graph.cites.indices.tolist(), level.tolist()
    reach = [0] * graph.articles  # bit i: article i can be reached, or is the article itself
    kept: list[tuple[str, str]] = []
    for citing in np.argsort(level, kind="stable").tolist():
        covered = 0
        # From the highest down: a reference that another one leads to is covered by the time it is looked at.
        for cited in sorted(columns[starts[citing] : starts[citing + 1]], key=lambda i: -height[i]):
            if not covered >> cited & 1:
                kept.append((graph.ids[citing], graph.ids[cited]))
            covered |= reach[cited]
        reach[citing] = covered | 1 << citing
    return sorted(kept)
