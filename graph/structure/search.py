"""Breadth-first search over compressed rows, a whole layer at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.projection import Ints

UNREACHED = -1
TOGETHER = 64
"""How many searches one word of bits holds."""
FEW = 1 / 16  # of all positions: fewer than that are sorted sooner than all are looked through

Words = NDArray[np.uint64]


def neighbours(matrix: Any, rows: NDArray[Any]) -> NDArray[Any]:
    """All column numbers of these rows, one after another, repeats included."""
    starts = matrix.indptr[rows].astype(np.int64)
    lengths = matrix.indptr[rows + 1] - starts
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    return np.asarray(matrix.indices[np.arange(total) + np.repeat(starts - ends + lengths, lengths)])


def layers(matrix: Any, start: int) -> Iterator[NDArray[Any]]:
    """The positions one step along the rows from `start`, then two, and so on; each once."""
    seen = np.zeros(matrix.shape[0], dtype=np.bool_)
    scratch = np.empty(matrix.shape[0], dtype=np.int64)
    layer = np.array([start])
    seen[layer] = True
    while True:
        found = neighbours(matrix, layer)
        found = found[~seen[found]]
        if not len(found):
            return
        # Of repeats the one that wrote last stays: cheaper than sorting.
        numbers = np.arange(len(found))
        scratch[found] = numbers
        layer = found[scratch[found] == numbers]
        seen[layer] = True
        yield layer


def layers_together(matrix: Any, starts: Ints) -> Iterator[tuple[Ints, Words]]:
    """Searches from up to `TOGETHER` different starts at once: an entry is read once for all that pass it in a step.

    Per step the positions that any search newly reaches, ascending, and a word for each: bit `i` is set where the
    search from `starts[i]` is among them. Ends once none reaches anything new.
    """
    seen, reached = np.zeros((2, matrix.shape[0]), dtype=np.uint64)
    layer, words = starts, np.uint64(1) << np.arange(len(starts), dtype=np.uint64)
    seen[layer] = words
    while True:
        found = neighbours(matrix, layer)
        passed_on = np.repeat(words, matrix.indptr[layer + 1] - matrix.indptr[layer]) & ~seen[found]
        anew = np.flatnonzero(passed_on)
        if not len(anew):
            return
        found = found[anew]
        np.bitwise_or.at(reached, found, passed_on[anew])
        layer = np.unique(found) if len(found) < FEW * len(reached) else np.flatnonzero(reached)
        words = reached[layer]
        reached[layer] = 0
        seen[layer] |= words
        yield layer, words


def distances(matrix: Any, start: int, until: int | None = None) -> Ints:
    """Steps along the rows from `start` to every position, -1 where there is no path; stops once `until` is reached."""
    away = np.full(matrix.shape[0], UNREACHED, dtype=np.int64)
    away[start] = 0
    for step, layer in enumerate(layers(matrix, start), start=1):
        away[layer] = step
        if until is not None and away[until] != UNREACHED:
            break
    return away
