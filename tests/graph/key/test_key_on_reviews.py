"""The default ranking puts first what systematic reviewers included: five real reviews, a few draws of each."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

BENCHMARKS = Path(__file__).parents[3] / "benchmarks"
DRAWS = 6


@pytest.fixture
def evaluation(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The module that evaluates rankings."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("key_papers")


@pytest.mark.parametrize(("seeds", "least"), [(3, 0.42), (10, 0.47)])
def test_reviewers_would_find_what_they_included_in_the_first_tenth(
    evaluation: Any, datasets: Path, seeds: int, least: float
):
    recall = []
    for labels in sorted((datasets / "synergy").glob("*/labels.csv")):
        review = evaluation.read_review(labels.parent)
        if len(review.included) > seeds:
            texts = evaluation.TextModel.of(review.titles, review.abstracts)
            drawn = evaluation.draws(review, seeds, DRAWS, 0)
            recall.append(np.mean([_first_tenth(evaluation, review, chosen, texts) for chosen in drawn]))
    assert len(recall) >= 4
    assert np.mean(recall) >= least


def _first_tenth(evaluation: Any, review: Any, seeds: Any, texts: Any) -> float:
    scores = evaluation.key(review.projection, seeds, texts).score
    return float(evaluation.judged(review, seeds, scores)[evaluation.TENTH])
