"""Disruption: do the articles that follow cite this one instead of what it stands on, or both?"""

from __future__ import annotations

from typing import Any

import numpy as np

from graph.projection import Floats, Ints, Mask, Projection

BLOCK = 2_000_000  # candidate pairs that are held in memory at once


def disruption(projection: Projection, *, least_citations: int = 1) -> Floats:
    """The disruption index CD: 1 when those who cite the article leave its references uncited, -1 when they cite both.

    Formula: `(i - j) / (i + j + k)`, where i articles cite it and none of its references, j cite both, and k cite
    references but not it; citing articles that are known to be older than it are left out, and so is the article
    itself. Direction: citing articles backwards. NaN where it would only mirror missing data: for stubs, for articles
    without a reference in the graph (all of whose citations would look disruptive) or whose list is not known to be
    complete (`Projection.listed`, where it is given), and with fewer than `least_citations` citations.
    Cost: O(sum over its references of their citations). Source: Funk, Owen-Smith, "A dynamic network measure of
    technological change", Management Science 63 (2017) 791-817; Wu, Wang, Evans, Nature 566 (2019) 378-382; on missing
    references: Holst et al., arXiv:2402.14583 (2024).
    """
    result = np.full(projection.articles, np.nan)
    for block in _blocks(projection, np.flatnonzero(_covered(projection, least_citations))):
        result[block] = _of(projection, block)
    return result


def _covered(projection: Projection, least_citations: int) -> Mask:
    covered = ~projection.stubs & (projection.reference_counts > 0) & (projection.citation_counts >= least_citations)
    return np.asarray(covered if projection.listed is None else covered & projection.listed)


def _blocks(projection: Projection, rows: Ints) -> list[Ints]:
    """Cut the rows so that no block looks at more than about `BLOCK` citations of references."""
    if not len(rows):
        return []
    work = np.cumsum((projection.cites @ projection.citation_counts.astype(np.float64))[rows])
    return [block for block in np.split(rows, np.flatnonzero(np.diff(work // BLOCK)) + 1) if len(block)]


def _of(projection: Projection, block: Ints) -> Floats:
    citing = projection.cited_by[block].tocsr()
    beside = (projection.cites[block] @ projection.cited_by).tocsr()  # who cites a reference of it, itself among them
    beside.data = np.ones(beside.nnz)
    for matrix in (citing, beside):
        _forget_earlier(projection, block, matrix)
    both = _row_sums(citing.multiply(beside).tocsr())
    alone = _row_sums(citing) - both
    elsewhere = _row_sums(beside) - both
    total = alone + both + elsewhere
    return np.asarray(np.divide(alone - both, total, out=np.full(len(block), np.nan), where=total > 0))


def _forget_earlier(projection: Projection, block: Ints, matrix: Any) -> None:
    """Leave out the article itself and the articles of an earlier year; an unknown year is given the benefit."""
    rows = np.repeat(block, np.diff(matrix.indptr))
    columns = matrix.indices
    dated = projection.year_known[columns] & projection.year_known[rows]
    matrix.data[(columns == rows) | (dated & (projection.years[columns] < projection.years[rows]))] = 0.0


def _row_sums(matrix: Any) -> Floats:
    return np.asarray(matrix.sum(axis=1)).ravel()
