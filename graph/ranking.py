"""Articles in order of a measure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.projection import Floats, Projection


@dataclass(frozen=True, slots=True)
class Ranked:
    """One row: `score` is None, and stands last, where the measure is not known; `why` says it in words."""

    id: str
    score: float | None
    why: str


def best(projection: Projection, scores: Floats, top: int = 0, leave_out: NDArray[np.int64] | None = None) -> list[int]:
    """Positions by descending score, equal scores by ascending id, unknown ones last; all when `top` is 0."""
    listed = np.ones(projection.articles, dtype=np.bool_)
    if leave_out is not None:
        listed[leave_out] = False
    candidates = np.flatnonzero(listed)
    keys = np.where(np.isnan(scores[candidates]), -np.inf, scores[candidates])
    if 0 < top < len(candidates):
        # Only what can reach the top is put in order by id: sorting a million texts would take longer than the measure.
        least = np.partition(keys, len(keys) - top)[len(keys) - top]
        candidates, keys = candidates[keys >= least], keys[keys >= least]
    ordered = sorted(zip((-keys).tolist(), [projection.ids[i] for i in candidates], candidates.tolist(), strict=True))
    return [position for _, _, position in ordered][: top or None]
