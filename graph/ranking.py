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
from graph.projection import Floats, Ints, Mask, Projection

KEY_SENTENCE = (
    "The mean of three parts between 0 and 1: links with the seeds (direct, co-citation, coupling, personalised "
    "PageRank), likeness of text, and the percentile of its citations within its year, weighed by how well each finds "
    "every seed from the others; without seeds, that percentile, PageRank and citations per year."
)


@dataclass(frozen=True, slots=True)
class Ranked:
    """One row: `score` is None, and stands last, where the measure is not known; `why` says it in words."""

    id: str
    score: float | None
    why: str


@dataclass(frozen=True, eq=False)
class Scoring:
    """The scores of a whole graph by one measure, from which any part of its ranking can be told."""

    projection: Projection
    scores: Floats
    reason: Callable[[int], str]
    left_out: Ints
    """Positions that are not ranked: the seeds of a measure that compares with them."""

    def best(self, top: int = 0, among: Mask | None = None) -> list[Ranked]:
        """The `top` articles (all when 0), of those `among` alone where that is given, ordered as `rank` says."""
        hidden = self.left_out if among is None else np.union1d(self.left_out, np.flatnonzero(~among))
        return [self._ranked(position) for position in best(self.projection, self.scores, top, hidden)]

    def _ranked(self, position: int) -> Ranked:
        id_, score = self.projection.ids[position], float(self.scores[position])
        return Ranked(id_, None, "not known") if np.isnan(score) else Ranked(id_, score, self.reason(position))


def rank(
    projection: Projection,
    measure: MeasureName = MeasureName.KEY,
    seeds: Iterable[str] = (),
    *,
    top: int = 0,
    texts: TextModel | None = None,
    among: Mask | None = None,
) -> list[Ranked]:
    """The `top` articles (all when 0) by descending score, equal scores by ascending id, unknown scores last.

    Seeded measures leave the seeds out and raise `BadInput` without any; `key` takes seeds or none. `texts` is for
    `key` with seeds. Scores are always those of the whole graph; `among` tells which articles are listed. Raises
    `NotFound` for a seed that is not in the graph.
    """
    return score(projection, measure, seeds, texts=texts).best(top, among)


def score(
    projection: Projection,
    measure: MeasureName = MeasureName.KEY,
    seeds: Iterable[str] = (),
    *,
    texts: TextModel | None = None,
) -> Scoring:
    """What `rank` orders by, for a caller who asks more than once; raises as `rank` does."""
    positions = projection.positions(seeds)
    scores, why = _scored(projection, measure, positions, texts)
    return Scoring(projection, scores, why, positions if takes_seeds(measure) else np.empty(0, dtype=np.int64))


def sentence(measure: MeasureName) -> str:
    """What the measure says, in one sentence for a reader."""
    return KEY_SENTENCE if measure is MeasureName.KEY else MEASURES[measure].sentence


def is_seeded(measure: MeasureName) -> bool:
    """Whether the measure cannot do without seeds."""
    return measure is not MeasureName.KEY and MEASURES[measure].seeded


def takes_seeds(measure: MeasureName) -> bool:
    """Whether the measure makes anything of seeds."""
    return measure is MeasureName.KEY or MEASURES[measure].seeded


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
    return scores, lambda position: chosen.why(scores[position])
