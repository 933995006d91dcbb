"""HITS: authorities, which good reviews cite, and hubs, which cite the authorities."""

from __future__ import annotations

from typing import Any

import numpy as np

from graph.measures.spectral import ITERATIONS, TOLERANCE, normalised, principal, within_dominant
from graph.projection import Floats, Projection
from graph.sparse import csr_from_parts


def authority(projection: Projection, *, tolerance: float = TOLERANCE, iterations: int = ITERATIONS) -> Floats:
    """HITS authority: cited by articles that cite the other authorities too.

    Formula: `a = A'h`, `h = A a` at their fixed point, with `A[x, y] = 1` where x cites y; a sums to 1. Articles that
    are never cited get 0, and so does every part of the graph but the dominant one. Stubs can be authorities.
    Cost: a few dozen products with A and A' (Lanczos on A'A).
    Source: Kleinberg, "Authoritative sources in a hyperlinked environment", Journal of the ACM 46 (1999) 604-632.
    """
    return authority_and_hub(projection, tolerance=tolerance, iterations=iterations)[0]


def hub(projection: Projection, *, tolerance: float = TOLERANCE, iterations: int = ITERATIONS) -> Floats:
    """HITS hub: cites many authorities, as a good review does.

    Formula, cost and source as `authority`; h sums to 1. Stubs get 0, as their references are unknown.
    """
    return authority_and_hub(projection, tolerance=tolerance, iterations=iterations)[1]


def authority_and_hub(
    projection: Projection, *, tolerance: float = TOLERANCE, iterations: int = ITERATIONS
) -> tuple[Floats, Floats]:
    """Both vectors from one computation; see `authority`."""
    n = projection.articles
    if not projection.citations:
        return np.zeros(n), np.zeros(n)
    cites, cited_by = projection.cites, projection.cited_by
    raw = principal(lambda x: cited_by @ (cites @ x), n, "authority and hub", tolerance, iterations)
    hubs = cites @ raw
    # Rayleigh's quotient, the greatest eigenvalue of A'A, puts both on one scale.
    scale = np.linalg.norm(hubs) / np.linalg.norm(raw)
    # An article stands twice here, as citing and as cited: only the weight that alternates between the two is shared.
    both = within_dominant(np.concatenate((hubs, raw * scale)), _twice(projection))
    return normalised(both[n:], 1), normalised(both[:n], 1)


def _twice(projection: Projection) -> Any:
    """Citing articles first, cited ones after them, linked by the citations both ways."""
    cites, cited_by, n = projection.cites, projection.cited_by, projection.articles
    indptr = np.concatenate((cites.indptr, cited_by.indptr[1:] + cites.nnz))
    return csr_from_parts(indptr, np.concatenate((cites.indices + n, cited_by.indices)), 2 * n, np.ones(2 * cites.nnz))
