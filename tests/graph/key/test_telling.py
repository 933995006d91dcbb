"""What each part of the ranking weighs for the seeds at hand."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from graph.key.score import key
from graph.key.telling import information
from graph.key.texts import TextModel
from graph.projection import Projection
from graph.ranking import rank

Draw = Callable[..., Projection]


def test_one_seed_leaves_all_parts_equal(drawn: Draw):
    graph = drawn("x>a x>b y>b", a=2000, b=2000, x=2001, y=2001)
    assert key(graph, graph.positions(["a"])).weights == {"links": 0.5, "standing": 0.5}


def test_a_part_that_finds_each_seed_from_the_others_weighs_more():
    # The seeds speak of the sun, the rest of mice; who cites whom has nothing to do with it.
    titles = ["solar wind", "wind of the solar corona", "solar corona", *(f"mice in maze {i}" for i in range(17))]
    ids = [f"a{i:02}" for i in range(20)]
    citing = [ids[i] for i in range(3, 20)]
    graph = Projection.from_edges(ids, citing, [*citing[1:], citing[0]], years=[2000] * 20)
    weights = key(graph, np.array([0, 1, 2]), TextModel.of(titles)).weights
    assert weights["text"] > weights["links"]
    assert sum(weights.values()) == pytest.approx(1)


def test_information_is_that_of_the_place_among_the_candidates():
    # By hand: of 9 candidates none, four with a tie, and all come before the value.
    candidates = np.arange(9.0)
    assert information(9.0, candidates) == pytest.approx(-math.log(0.5 / 10))
    assert information(4.0, candidates) == pytest.approx(-math.log(5 / 10))
    assert information(-1.0, candidates) == pytest.approx(-math.log(9.5 / 10))
    assert information(0.0, np.array([])) == pytest.approx(-math.log(0.5))


def test_the_order_in_which_seeds_are_named_changes_nothing(jijin: Projection):
    texts = TextModel.of(jijin.titles or ())
    seeds = [jijin.ids[i] for i in np.argsort(-jijin.citation_counts, kind="stable")[:30]]
    assert rank(jijin, seeds=seeds, texts=texts, top=50) == rank(jijin, seeds=seeds[::-1], texts=texts, top=50)


@pytest.mark.parametrize("seeds", [["lone"], ["lone", "other"], ["a", "b", "x", "y", "lone", "other"]])
def test_seeds_without_links_texts_or_years_still_give_an_order(drawn: Draw, seeds: list[str]):
    graph = drawn("x>a x>b y>b x>c", lone=2000)
    graph = Projection.from_edges([*graph.ids, "other"], *([graph.ids[i] for i in end] for end in graph.pairs()))
    for texts in (None, TextModel.of([None] * graph.articles), TextModel.of(["the same"] * graph.articles)):
        rows = rank(graph, seeds=seeds, texts=texts)
        assert {row.id for row in rows} == set(graph.ids) - set(seeds)
        assert all(row.score is not None and 0 <= row.score <= 1 and row.why for row in rows)
