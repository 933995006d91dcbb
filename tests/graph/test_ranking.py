from __future__ import annotations

from collections.abc import Callable

import pytest

from graph.errors import BadInput, NotFound
from graph.measures.registry import MeasureName
from graph.projection import Projection
from graph.ranking import is_seeded, rank, sentence

Draw = Callable[..., Projection]


def test_the_best_come_first_and_equal_scores_by_id(drawn: Draw):
    rows = rank(drawn("c>b d>b c>a d>a e>d"), MeasureName.CITATIONS)
    assert [(row.id, row.score) for row in rows] == [("a", 2), ("b", 2), ("d", 1), ("c", 0), ("e", 0)]


def test_the_top_is_the_start_of_all(jijin: Projection):
    everything = rank(jijin, MeasureName.CITATIONS)
    assert rank(jijin, MeasureName.CITATIONS, top=25) == everything[:25]
    assert len(everything) == jijin.articles


def test_a_part_of_the_graph_is_listed_with_the_scores_of_the_whole(jijin: Projection):
    among = jijin.neighbourhood([jijin.ids[int(jijin.citation_counts.argmax())]], 1)
    whole = rank(jijin, MeasureName.PAGERANK)
    part = rank(jijin, MeasureName.PAGERANK, among=among)
    assert part == [row for row in whole if among[jijin.index[row.id]]]
    assert 1 < len(part) < len(whole)
    assert rank(jijin, MeasureName.PAGERANK, top=2, among=among) == part[:2]


def test_what_is_not_known_stands_last_without_a_score(drawn: Draw):
    rows = rank(drawn("b>a c>b", a=2000, b=2001), MeasureName.CITATIONS_PER_YEAR)
    assert [(row.id, row.score) for row in rows] == [("b", 1), ("a", 0.5), ("c", None)]
    assert rows[-1].why == "not known"


def test_seeded_measures_leave_the_seeds_out_and_others_keep_them(drawn: Draw):
    graph = drawn("x>a x>b")
    assert [row.id for row in rank(graph, MeasureName.CO_CITATION, ["a"])] == ["b", "x"]
    assert "a" in [row.id for row in rank(graph, MeasureName.CITATIONS, ["a"])]


def test_a_seeded_measure_without_seeds_is_refused(drawn: Draw):
    with pytest.raises(BadInput, match="--seed"):
        rank(drawn("b>a"), MeasureName.COUPLING)


def test_a_seed_that_is_not_here_is_named(drawn: Draw):
    with pytest.raises(NotFound, match="zz"):
        rank(drawn("b>a"), MeasureName.KEY, ["zz"])


@pytest.mark.parametrize("measure", MeasureName)
def test_every_measure_ranks_explains_and_describes(jijin: Projection, measure: MeasureName):
    seeds = ["1", "2"] if is_seeded(measure) else []
    rows = rank(jijin, measure, seeds, top=5)
    assert len(rows) == 5
    assert all(row.why for row in rows)
    assert sentence(measure).endswith(".")


def test_a_seed_named_twice_counts_once(drawn: Draw):
    graph = drawn("x>a x>b")
    assert rank(graph, MeasureName.CO_CITATION, ["a", "a"]) == rank(graph, MeasureName.CO_CITATION, ["a"])
