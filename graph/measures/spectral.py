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
POLISH = 16  # products at most; citation graphs that were looked at are exact to twelve digits by then
SETTLED = 1e-10  # the change of an entry, as a share of it, that is rounding
STEPS = 40  # of Lanczos that need no restart; real graphs take half of them
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
    scores = _dense(apply, ones) if n <= DENSE else _sparse(apply, ones, name, tolerance, iterations)
    scores = np.abs(scores)
    return _polished(apply, scores / np.linalg.norm(scores))


def _polished(apply: Operator, scores: Floats) -> Floats:
    """Each entry exact to its own size. Lanczos leaves all exact to the length of the vector alone; sums of
    non-negative terms carry the exact ones outward, to articles far from those that matter.
    """
    for _ in range(POLISH):
        following = apply(scores)
        following /= np.linalg.norm(following)
        moved = np.abs(following - scores) > SETTLED * following
        scores = following
        if not moved.any():
            break
    return scores


def within_dominant(scores: Floats, links: Any) -> Floats:
    """Zero outside the components that hold the weight: what is there is rounding, and would order articles by it."""
    from scipy.sparse.csgraph import breadth_first_order, connected_components  # noqa: PLC0415  (0.1 s to import)

    weights = scores**2
    # `links` go both ways: as a directed graph it has the same components, and finding them needs no transpose.
    reached = breadth_first_order(links, int(np.argmax(scores)), directed=True, return_predecessors=False)
    inside = np.zeros(len(scores), dtype=np.bool_)
    inside[reached] = True
    if weights[~inside].sum() > NEGLIGIBLE * weights.sum():  # others tie with the component of the greatest score
        count, labels = connected_components(links, directed=True, connection="strong")
        weight = np.bincount(labels, weights=weights, minlength=count)
        inside = (weight > NEGLIGIBLE * weight.sum())[labels]
    return np.where(inside, scores, 0.0)


def normalised(scores: Floats, order: int) -> Floats:
    """Scaled to length 1 in the norm of this order (1: they sum to 1)."""
    length = np.linalg.norm(scores, order)
    return scores / length if length else scores


def _dense(apply: Operator, ones: Floats) -> Floats:
    matrix = np.column_stack([apply(column) for column in np.eye(len(ones))])
    values, vectors = np.linalg.eigh(matrix)
    top = vectors[:, values >= values[-1] - 1e-12 * abs(values[-1])]
    return np.asarray(top @ (top.T @ ones))


def _sparse(apply: Operator, ones: Floats, name: str, tolerance: float, iterations: int) -> Floats:
    scores, settled = _lanczos(apply, ones, tolerance)
    if settled:
        return scores
    from scipy.sparse.linalg import ArpackNoConvergence, LinearOperator, eigsh  # noqa: PLC0415  (0.2 s to import)

    operator = LinearOperator((len(ones), len(ones)), matvec=apply, dtype=np.float64)
    try:
        _, vectors = eigsh(operator, k=1, which="LA", v0=scores, tol=tolerance, maxiter=iterations)
    except ArpackNoConvergence as error:
        raise NotConverged(name, iterations, np.nan, tolerance) from error
    return np.asarray(vectors[:, 0])


def _lanczos(apply: Operator, start: Floats, tolerance: float) -> tuple[Floats, bool]:
    """The best of what `apply` makes of `start` in some steps, and whether it is good enough.

    ARPACK would fill its basis with random vectors where `start` leads no further, as on parts of a graph that are all
    alike, and weigh those parts by them. Source: Lanczos, "An iteration method for the solution of the eigenvalue
    problem", Journal of Research of the National Bureau of Standards 45 (1950) 255-282.
    """
    basis, diagonal, beside = [start / np.linalg.norm(start)], list[float](), list[float]()
    while True:
        following = apply(basis[-1])
        diagonal.append(float(following @ basis[-1]))
        following = following - diagonal[-1] * basis[-1]
        if beside:
            following -= beside[-1] * basis[-2]
        length = float(np.linalg.norm(following))
        values, vectors = np.linalg.eigh(np.diag(diagonal) + np.diag(beside, 1) + np.diag(beside, -1))
        settled = bool(length * abs(vectors[-1, -1]) <= tolerance * values[-1])
        if settled or len(basis) == STEPS:
            scores = np.zeros(len(start))
            for weight, vector in zip(vectors[:, -1], basis, strict=True):
                scores += weight * vector
            return scores, settled
        beside.append(length)
        basis.append(following / length)
