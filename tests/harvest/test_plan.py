"""What a walk is expected to take."""

from __future__ import annotations

from graph.model import Direction
from harvest.plan import estimate
from harvest.sources import SOURCES
from harvest.walk import WalkOptions

BOTH = {name: SOURCES[name].build(True) for name in ("icite", "ncbi")}
RATES = {"icite": 2.0, "ncbi": 3.0}


def test_one_step_counts_the_seeds_and_their_neighbours() -> None:
    expected = estimate(WalkOptions(depth=1), [30], BOTH, RATES)
    assert (expected.articles, expected.bounded) == (31, False)
    assert expected.requests == {"icite": 1, "ncbi": 2}


def test_a_budget_bounds_the_estimate_and_says_so() -> None:
    expected = estimate(WalkOptions(depth=2, max_articles=2000), [100], BOTH, RATES)
    assert (expected.articles, expected.bounded) == (2000, True)
    assert expected.requests["icite"] == 10


def test_references_alone_need_no_lists_of_citing_articles() -> None:
    expected = estimate(WalkOptions(depth=1, direction=Direction.REFERENCES), [30], BOTH, RATES)
    assert expected.requests == {"icite": 1, "ncbi": 1}


def test_the_slowest_source_sets_the_minutes() -> None:
    slow = estimate(WalkOptions(depth=2), [100], BOTH, {"icite": 0.01, "ncbi": 10})
    assert slow.minutes > 10
