"""The k-core number: how deep in the densely linked part of the graph an article sits."""

from __future__ import annotations

import numpy as np

from graph.projection import Floats, Projection


def k_core(projection: Projection) -> Floats:
    """The k-core number: the greatest k such that the article is in a group linked to k of the group each.

    Formula: the greatest k whose k-core (the largest subgraph in which everything has at least k links inside) holds
    the article; citations are taken both ways, two articles that cite each other are linked once. Not normalised.
    Stubs count by the citations that reach them. Cost: O(citations).
    Source: Seidman, "Network structure and minimum degree", Social Networks 5 (1983) 269-287; Batagelj, Zaversnik, "An
    O(m) algorithm for cores decomposition of networks", arXiv:cs/0310049 (2003).
    """
    return np.array(projection.linked_igraph.coreness(), dtype=np.float64)
