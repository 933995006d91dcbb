"""Breadth-first search over compressed rows, a whole frontier at a time."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.projection import Ints

UNREACHED = -1


def neighbours(matrix: Any, rows: NDArray[Any]) -> NDArray[Any]:
    """All column numbers of these rows, one after another, repeats included."""
    starts = matrix.indptr[rows].astype(np.int64)
    lengths = matrix.indptr[rows + 1] - starts
    total = int(lengths.sum())
    within = np.arange(total) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return np.asarray(matrix.indices[np.repeat(starts, lengths) + within])


def distances(matrix: Any, start: int, until: int | None = None) -> Ints:
    """Steps along the rows from `start` to every position, -1 where there is no path; stops once `until` is reached."""
    away = np.full(matrix.shape[0], UNREACHED, dtype=np.int64)
    away[start] = 0
    frontier, step = np.array([start]), 0
    while len(frontier) and (until is None or away[until] == UNREACHED):
        step += 1
        found = neighbours(matrix, frontier)
        found = found[away[found] == UNREACHED]
        away[found] = step
        frontier = np.unique(found)
    return away
