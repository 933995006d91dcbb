"""Breadth-first search over compressed rows, a whole layer at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.projection import Ints

UNREACHED = -1


def neighbours(matrix: Any, rows: NDArray[Any]) -> NDArray[Any]:
    """All column numbers of these rows, one after another, repeats included."""
    starts = matrix.indptr[rows].astype(np.int64)
    lengths = matrix.indptr[rows + 1] - starts
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    return np.asarray(matrix.indices[np.arange(total) + np.repeat(starts - ends + lengths, lengths)])


class Search:
    """Searches along the rows of one matrix. What a search needs to remember is set up once for all of them."""

    def __init__(self, matrix: Any) -> None:
        self._matrix = matrix
        self._seen_by = np.zeros(matrix.shape[0], dtype=np.int64)
        self._scratch = np.empty(matrix.shape[0], dtype=np.int64)
        self._searches = 0

    def layers(self, start: int) -> Iterator[NDArray[Any]]:
        """The positions one step away, then two, and so on; each once. One search at a time."""
        self._searches += 1
        seen_by, mark = self._seen_by, self._searches
        layer = np.array([start])
        seen_by[layer] = mark
        while True:
            found = neighbours(self._matrix, layer)
            found = found[seen_by[found] != mark]
            if not len(found):
                return
            # Of repeats the one that wrote last stays: cheaper than sorting.
            numbers = np.arange(len(found))
            self._scratch[found] = numbers
            layer = found[self._scratch[found] == numbers]
            seen_by[layer] = mark
            yield layer


def distances(matrix: Any, start: int, until: int | None = None) -> Ints:
    """Steps along the rows from `start` to every position, -1 where there is no path; stops once `until` is reached."""
    away = np.full(matrix.shape[0], UNREACHED, dtype=np.int64)
    away[start] = 0
    for step, layer in enumerate(Search(matrix).layers(start), start=1):
        away[layer] = step
        if until is not None and away[until] != UNREACHED:
            break
    return away
