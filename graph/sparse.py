"""Compressed sparse rows: the few ways in which this package makes and reads them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array


def csr_from_pairs(sources: NDArray[np.int64], targets: NDArray[np.int64], n: int) -> Any:
    """A square matrix with 1.0 for every distinct pair, columns ascending within a row."""
    merged = csr_array((np.ones(len(sources), dtype=np.int8), (sources, targets)), shape=(n, n))
    merged.sum_duplicates()
    return csr_from_parts(merged.indptr, merged.indices, n, np.ones(merged.nnz))


def csr_from_parts(indptr: NDArray[Any], indices: NDArray[Any], n: int, data: NDArray[np.float64]) -> Any:
    """The matrix of these three arrays, whose columns are known to ascend within a row."""
    matrix = csr_array((data, indices, indptr), shape=(n, n))
    matrix.has_sorted_indices = True
    matrix.has_canonical_format = True
    return matrix


def ends(matrix: Any) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Row and column of every entry, in row order."""
    rows = np.repeat(np.arange(matrix.shape[0], dtype=np.int64), np.diff(matrix.indptr))
    return rows, matrix.indices.astype(np.int64)
