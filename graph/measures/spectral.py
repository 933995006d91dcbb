"""Eigenvector centrality, and the principal eigenvector of a non-negative symmetric operator, which HITS needs too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from graph.measures.errors import NotConverged
from graph.projection import Floats, Projection

Operator = Callable[[Floats], Floats]

TOLERANCE = 1e-12
ITERATIONS = 5_000
DENSE = 256  # up to this size the whole spectrum is cheaper, and ties between its ends are seen exactly
POLISH = 2
AHEAD = 4  # plain power steps before Lanczos, and
BASIS = 10  # as few vectors as it then needs, so that it ends early when the start was good
NEGLIGIBLE = 1e-9  # the share of the weight below which a component holds rounding errors only


def eigenvector(projection: Projection, *, tolerance: float = TOLERANCE, iterations: int = ITERATIONS) -> Floats:
    """Eigenvector centrality: an article matters when it is linked to articles that matter, whichever cites.

    Formula: `A x = l x` for the greatest l, where A holds the citations both ways; x is non-negative with Euclidean
    length 1. Articles outside the component with the greatest l get 0; components that tie for it all stay. Stubs
    count by the citations that reach them. Cost: a few dozen products with A (Lanczos).
    Source: Bonacich, "Factoring and weighting approaches to status scores and clique identification", Journal of
    Mathematical Sociology 2 (1972) 113-120.
    """
    links = projection.links
    if not links.nnz:
        return np.zeros(projection.articles)
    scores = principal(lambda x: links @ x, projection.articles, "eigenvector", tolerance, iterations)
    return normalised(within_dominant(scores, links), 2)


def principal(apply: Operator, n: int, name: str, tolerance: float, iterations: int) -> Floats:
    """The part of the all-ones vector that lies in the eigenspace of the greatest eigenvalue: what power iteration
    from equal weights tends to, found by Lanczos in fewer steps. Non-negative; `NotConverged` when it does not settle.
    """
    ones = np.ones(n)
    scores = _dense(apply, ones) if n <= DENSE else _lanczos(apply, ones, name, tolerance, iterations)
    scores = np.abs(scores)
    # Lanczos is exact to the length of the vector; sums of non-negative terms make small entries exact to their own.
    for _ in range(POLISH):
        following = apply(scores)
        scores = following / np.linalg.norm(following) + scores / np.linalg.norm(scores)
    return scores


def within_dominant(scores: Floats, links: Any) -> Floats:
    """Zero outside the components that hold the weight: what is there is rounding, and would order articles by it."""
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415  (0.1 s that few need to wait for)

    # Of a symmetric graph the strong components are the components, and finding them needs no transpose.
    count, labels = connected_components(links, directed=True, connection="strong")
    weight = np.bincount(labels, weights=scores**2, minlength=count)
    return np.where((weight > NEGLIGIBLE * weight.sum())[labels], scores, 0.0)


def normalised(scores: Floats, order: int) -> Floats:
    """Scaled to length 1 in the norm of this order (1: they sum to 1)."""
    length = np.linalg.norm(scores, order)
    return scores / length if length else scores


def _dense(apply: Operator, ones: Floats) -> Floats:
    matrix = np.column_stack([apply(column) for column in np.eye(len(ones))])
    values, vectors = np.linalg.eigh(matrix)
    top = vectors[:, values >= values[-1] - 1e-12 * abs(values[-1])]
    return np.asarray(top @ (top.T @ ones))


def _lanczos(apply: Operator, ones: Floats, name: str, tolerance: float, iterations: int) -> Floats:
    from scipy.sparse.linalg import ArpackNoConvergence, LinearOperator, eigsh  # noqa: PLC0415  (0.2 s to import)

    start = ones
    for _ in range(AHEAD):
        start = apply(start)
        start = start / np.linalg.norm(start)
    operator = LinearOperator((len(ones), len(ones)), matvec=apply, dtype=np.float64)
    try:
        _, vectors = eigsh(operator, k=1, which="LA", v0=start, ncv=BASIS, tol=tolerance, maxiter=iterations)
    except ArpackNoConvergence as error:
        raise NotConverged(name, iterations, np.nan, tolerance) from error
    return np.asarray(vectors[:, 0])
