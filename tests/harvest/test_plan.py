"""What a walk is expected to take."""

from __future__ import annotations

import pytest

from graph.model import Direction
from harvest.plan import Outlook, distinct, estimate, look_ahead
from harvest.sources import SOURCES
from harvest.walk import WalkOptions
from tests.emulation import Emulation
from tests.walking import Wire, walk
from tests.worlds import SOURCES as IN_WORLDS
from tests.worlds import World, pmid, whole_world

BOTH = {name: SOURCES[name].build(True) for name in ("icite", "ncbi")}
EVERY = {name: entry.build(True) for name, entry in SOURCES.items()}
RATES = dict.fromkeys(SOURCES, 3.0) | {"icite": 2.0}


def beside(neighbours: int, **more: float) -> Outlook:
    """One seed with so many neighbours, each of which has as many."""
    return Outlook(seeds=1, neighbours=neighbours, spread=neighbours, **more)  # type: ignore[arg-type]


def test_one_step_counts_the_seeds_and_their_neighbours() -> None:
    expected = estimate(WalkOptions(depth=1), beside(30), BOTH, RATES)
    assert (expected.articles, expected.known, expected.bounded) == (31, 31, False)
    assert expected.requests == {"icite": 2, "ncbi": 3}


def test_a_budget_bounds_the_estimate_and_says_so() -> None:
    expected = estimate(WalkOptions(depth=2, max_articles=2000), beside(100), BOTH, RATES)
    assert (expected.articles, expected.known, expected.bounded) == (2000, 101, True)
    assert expected.requests["icite"] == 12


def test_references_alone_need_no_lists_of_citing_articles() -> None:
    expected = estimate(WalkOptions(depth=1, direction=Direction.REFERENCES), beside(30), BOTH, RATES)
    assert expected.requests == {"icite": 2, "ncbi": 2}


def test_lists_that_are_asked_for_article_by_article_cost_a_request_for_each_that_is_expanded() -> None:
    expected = estimate(WalkOptions(depth=2), beside(20), EVERY, RATES)
    few = estimate(WalkOptions(depth=2, direction=Direction.REFERENCES), beside(20), EVERY, RATES)
    for name in ("europepmc", "opencitations"):
        assert expected.requests[name] - few.requests[name] == 21
    assert expected.requests["opencitations"] == 21 + 21 + 1 + 2 + 38


def test_long_lists_take_further_pages() -> None:
    short = estimate(WalkOptions(depth=2), beside(20, citing=1), EVERY, RATES)
    long = estimate(WalkOptions(depth=2), beside(20, citing=500), EVERY, RATES)
    assert long.requests["openalex"] - short.requests["openalex"] == 103
    assert long.requests["icite"] == short.requests["icite"]


def test_openalex_takes_a_hundredth_of_a_cent_for_a_list_and_nothing_without_a_key() -> None:
    expected = estimate(WalkOptions(depth=2), beside(100), EVERY, RATES)
    assert expected.openalex_usd == pytest.approx(expected.requests["openalex"] * 0.0001)
    unkeyed = {"openalex": SOURCES["openalex"].build(False)}
    assert estimate(WalkOptions(depth=2), beside(100), unkeyed, RATES).openalex_usd == 0


def test_articles_that_pubmed_must_be_asked_for_by_their_doi_are_looked_up_in_batches() -> None:
    some = estimate(WalkOptions(depth=2), beside(100, nameless=80), BOTH, RATES)
    none = estimate(WalkOptions(depth=2), beside(100), BOTH, RATES)
    assert some.requests["ncbi"] - none.requests["ncbi"] == 4


def test_the_slowest_source_sets_the_minutes() -> None:
    slow = estimate(WalkOptions(depth=2), beside(100), BOTH, {"icite": 0.01, "ncbi": 10})
    assert slow.minutes > 10


def test_lists_that_repeat_each_other_are_expected_to_go_on_doing_so() -> None:
    assert distinct(1000, 100, 100) == 1000
    assert distinct(1000, 0, 0) == 1000
    assert distinct(100, 100, 60) == pytest.approx(60, rel=0.01)
    assert 60 < distinct(1000, 100, 60) < 120


def test_a_walk_is_as_large_as_was_expected_of_it() -> None:
    """Ten articles that all cite one another in a ring of fifty: a step brings five new ones on each side."""
    world = ring(50, 5)
    for depth in (0, 1, 2):
        options = WalkOptions(depth=depth)
        wire = Wire(Emulation(world))
        sources = {name: EVERY[name] for name in IN_WORLDS}
        expected, unknown, failed = look_ahead([pmid(0)], options, sources=sources, line=wire, rates=RATES)
        done = walk(Emulation(world), [pmid(0)], depth=depth)
        articles = done.harvest.counts["articles"]
        assert (unknown, failed) == ((), {})
        assert expected.known <= articles <= expected.articles <= 2.2 * articles
        assert sum(wire.requests.values()) <= 6
        assert all(done.wire.requests[name] <= number + 2 for name, number in expected.requests.items())


def ring(size: int, near: int) -> World:
    return whole_world(size, [(n, (n + step) % size) for n in range(size) for step in range(1, near + 1)])
