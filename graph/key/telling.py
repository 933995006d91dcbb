"""How telling each part of the ranking is for these seeds: how well it finds each of them from the others."""

from __future__ import annotations

import numpy as np

from graph.key.links import combined, local_signals, shared_scale
from graph.key.texts import TextModel
from graph.projection import Floats, Ints, Mask, Projection

PRIOR = 2
"""Seeds' worth of belief that all parts are equally telling: two or three seeds alone settle little."""
MOST_TRIED = 20
"""Seeds that are sought; more would take longer and hardly change what they say."""


def weights(
    projection: Projection, seeds: Ints, texts: TextModel | None, among: Mask, parts: dict[str, Floats]
) -> dict[str, float]:
    """The weight of each part, all adding up to 1; equal with one seed, where there is nothing to learn from.

    Each seed in turn (of many the first) is sought with the others. What a part says for it is `-ln p`, p being the
    share of the candidates, those `among`, that it puts before the seed (ties count half); a part weighs as the mean of
    that over the seeds and `PRIOR` seeds more for which all parts say the same. So titles that tell little, or a graph
    in which everything is linked with everything, count for less. Nothing is learnt from other graphs.
    Nearness over all paths is left out of what links say here: it would cost a PageRank for each seed.
    Cost: for each of at most `MOST_TRIED` seeds, the links and the likeness of text without that one.
    """
    names = list(parts)
    if len(seeds) < 2:
        return dict.fromkeys(names, 1.0 / len(names))
    tried = seeds[:MOST_TRIED]
    said = np.zeros((len(tried), len(names)))
    for row, sought in enumerate(tried):
        found = _parts_by(projection, seeds[seeds != sought], texts, among, parts)
        said[row] = [information(values[sought], values[among]) for values in found.values()]
    total = said.sum(axis=0) + PRIOR * said.mean()
    return dict(zip(names, (total / total.sum()).tolist(), strict=True))


def _parts_by(
    projection: Projection, others: Ints, texts: TextModel | None, among: Mask, parts: dict[str, Floats]
) -> dict[str, Floats]:
    """The parts as these seeds alone would have them, in the same order; standing knows no seeds."""
    found = dict(parts)
    found["links"] = combined(local_signals(projection, others), among)
    if texts is not None:
        found["text"] = shared_scale(texts.likeness(others), among)
    return found


def information(value: float, candidates: Floats) -> float:
    """`-ln p`, p being the share of the candidates before the value; half a candidate more keeps it finite."""
    before = (candidates > value).sum() + (candidates == value).sum() / 2
    return float(-np.log((before + 0.5) / (len(candidates) + 1)))
