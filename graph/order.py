"""Putting articles in order of their scores."""

from __future__ import annotations

import numpy as np

from graph.projection import Floats, Ints, Projection


def best(projection: Projection, scores: Floats, top: int = 0, leave_out: Ints | None = None) -> list[int]:
    """Positions by descending score, equal scores by ascending id, unknown (NaN) ones last; all when `top` is 0."""
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
