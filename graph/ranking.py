"""Articles in order of a measure, each with the reason for its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from graph.errors import BadInput
from graph.key.score import key
from graph.key.texts import TextModel
from graph.measures.registry import MEASURES, MeasureName
from graph.order import best
from graph.projection import Floats, Ints, Projection

KEY_SENTENCE = (
    "The mean of three parts between 0 and 1: links with the seeds (direct, co-citation, coupling, personalised "
    "PageRank), likeness of text, and the percentile of its citations within its year; without seeds, that percentile, "
    "PageRank and citations per year."
)


@dataclass(frozen=True, slots=True)
class Ranked:
    """One row: `score` is None, and stands last, where the measure is not known; `why` says it in words."""

    id: str
    score: float | None
    why: str


def rank(
    projection: Projection,
    measure: MeasureName = MeasureName.KEY,
    seeds: Iterable[str] = (),
    *,
    top: int = 0,
    texts: TextModel | None = None,
) -> list[Ranked]:
    """The `top` articles (all when 0) by descending score, equal scores by ascending id, unknown scores last.

    Seeded measures leave the seeds out and raise `BadInput` without any; `key` takes seeds or none. `texts` is for
    `key` with seeds. Raises `NotFound` for a seed that is not in the graph.
    """
    positions = projection.positions(seeds)
    scores, why = _scored(projection, measure, positions, texts)
    seeded = measure is MeasureName.KEY or MEASURES[measure].seeded
    order = best(projection, scores, top, positions if seeded else None)
    return [
        Ranked(projection.ids[i], None, "not known")
        if np.isnan(scores[i])
        else Ranked(projection.ids[i], float(scores[i]), why(i))
        for i in order
    ]


def sentence(measure: MeasureName) -> str:
    """What the measure says, in one sentence for a reader."""
    return KEY_SENTENCE if measure is MeasureName.KEY else MEASURES[measure].sentence


def is_seeded(measure: MeasureName) -> bool:
    """Whether the measure cannot do without seeds."""
    return measure is not MeasureName.KEY and MEASURES[measure].seeded


def _scored(
    projection: Projection, measure: MeasureName, seeds: Ints, texts: TextModel | None
) -> tuple[Floats, Callable[[int], str]]:
    if measure is MeasureName.KEY:
        found = key(projection, seeds, texts)
        return found.score, found.why
    chosen = MEASURES[measure]
    if chosen.seeded and not len(seeds):
        raise BadInput(f"{measure} compares with seeds; name at least one with --seed.")
    scores = chosen.compute(projection, seeds)
    return scores, lambda position: chosen.reason.format(score=scores[position])
