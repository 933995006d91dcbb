"""Graphs small enough for paper; the arithmetic stands beside each number."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from graph.errors import BadInput
from graph.measures.betweenness import betweenness
from graph.measures.cores import k_core
from graph.measures.counts import citations, citations_per_year, cited_by_count, percentile_within_year
from graph.measures.disruption import disruption
from graph.measures.errors import NotConverged
from graph.measures.harmonic import harmonic
from graph.measures.hits import authority, hub
from graph.measures.pagerank import pagerank, personalised_pagerank
from graph.measures.registry import MEASURES, MeasureName, measure_name
from graph.measures.similarity import Weighting, co_citation, coupling
from graph.measures.spectral import eigenvector
from graph.projection import Projection

Draw = Callable[..., Projection]


def test_citations_count_the_articles_that_cite(drawn: Draw):
    assert citations(drawn("b>a c>a c>b")).tolist() == [2, 1, 0]


def test_reported_citations_are_unknown_where_nobody_reported(drawn: Draw):
    assert np.isnan(cited_by_count(drawn("b>a"))).all()
    told = Projection.from_edges(["a", "b"], [], [], reported=[0, None])
    assert cited_by_count(told)[0] == 0
    assert np.isnan(cited_by_count(told)[1])


def test_citations_per_year_count_to_the_newest_year(drawn: Draw):
    scores = citations_per_year(drawn("b>a c>a c>b d>a", a=2000, b=2002, c=2003))
    assert scores[:3].tolist() == [3 / 4, 1 / 2, 0]
    assert np.isnan(scores[3])


def test_percentile_counts_ties_half(drawn: Draw):
    graph = drawn("x>a y>a x>b x>c", a=2000, b=2000, c=2000, d=2000, x=2001)
    # Of 2000: d has 0, b and c have 1, a has 2; x is alone in its year; the year of y is unknown.
    assert percentile_within_year(graph)[:5].tolist() == [87.5, 50.0, 50.0, 12.5, 50.0]
    assert np.isnan(percentile_within_year(graph)[5])


def test_pagerank_flows_from_citing_to_cited(drawn: Draw):
    # b cites a, a is a dead end: y(b) = 1, y(a) = 1 + .85, scaled to sum 1.
    assert pagerank(drawn("b>a")) == pytest.approx([1.85 / 2.85, 1 / 2.85], rel=1e-12)


def test_pagerank_of_a_chain_with_a_damping_of_a_half(drawn: Draw):
    # c cites b cites a: 1, 1 + 1/2, 1 + 3/4.
    assert pagerank(drawn("c>b b>a"), damping=0.5) == pytest.approx(np.array([1.75, 1.5, 1]) / 4.25, rel=1e-12)


def test_a_walk_that_may_not_iterate_raises(drawn: Draw):
    graph = drawn("c>b b>a")
    with pytest.raises(NotConverged, match="allow more iterations"):
        personalised_pagerank(graph, graph.positions(["c"]), both_ways=False, iterations=2)


def test_a_damping_of_one_is_refused(drawn: Draw):
    with pytest.raises(BadInput, match="damping"):
        pagerank(drawn("b>a"), damping=1.0)


def test_personalised_pagerank_goes_both_ways_and_stays_in_reach(drawn: Draw):
    graph = drawn("b>a d>c")
    # Between a and b alone, from a: y(a) = 1 + .85 y(b), y(b) = .85 y(a); so y(a) : y(b) = 1 : .85.
    assert personalised_pagerank(graph, graph.positions(["a"])) == pytest.approx(
        [1 / 1.85, 0.85 / 1.85, 0, 0], rel=1e-9
    )


def test_personalised_pagerank_needs_seeds(drawn: Draw):
    with pytest.raises(BadInput, match="seeds"):
        personalised_pagerank(drawn("b>a"), np.array([], dtype=np.int64))


def test_hits_of_two_reviews(drawn: Draw):
    # y cites a and b, z cites a: A'A = [[2, 1], [1, 1]], greatest eigenvalue (3 + 5**.5) / 2, a : b = golden ratio.
    graph = drawn("y>a y>b z>a")
    golden = (1 + 5**0.5) / 2
    assert authority(graph) == pytest.approx([golden / (1 + golden), 1 / (1 + golden), 0, 0], rel=1e-9)
    assert hub(graph) == pytest.approx([0, 0, golden / (1 + golden), 1 / (1 + golden)], rel=1e-9)


def test_hits_is_zero_outside_the_dominant_part(drawn: Draw):
    assert authority(drawn("y>a z>a d>c")).tolist() == [1, 0, 0, 0, 0]


@pytest.mark.parametrize("pairs", [2, 200])
def test_parts_of_the_graph_that_tie_all_keep_their_scores(pairs: int):
    # Each part is one citation, so all weigh the same: every authority as much as every other, every hub too.
    tied = Projection.from_edges([str(i) for i in range(2 * pairs)], np.arange(pairs), np.arange(pairs, 2 * pairs))
    assert authority(tied) == pytest.approx([0.0] * pairs + [1 / pairs] * pairs, rel=1e-9)
    assert hub(tied) == pytest.approx([1 / pairs] * pairs + [0.0] * pairs, rel=1e-9)
    assert eigenvector(tied) == pytest.approx([(2 * pairs) ** -0.5] * 2 * pairs, rel=1e-9)


def test_betweenness_is_the_share_of_paths_through(drawn: Draw):
    # Five articles, 4 * 3 = 12 ordered pairs of others. b and c halve d to a and e to a; d carries e to b, c and a.
    scores = betweenness(drawn("b>a c>a d>b d>c e>d"))
    assert scores == pytest.approx(np.array([0, 1, 1, 3, 0]) / 12, rel=1e-12)


def test_harmonic_closeness_is_how_near_the_citing_are(drawn: Draw):
    # a: b and c at 1, d at 2, e at 3.
    assert harmonic(drawn("b>a c>a d>b d>c e>d")) == pytest.approx([1 + 1 + 1 / 2 + 1 / 3, 1.5, 1.5, 1, 0], rel=1e-12)


def test_eigenvector_of_a_star(drawn: Draw):
    # The middle weighs as much as its three leaves together: 1/sqrt(2) and 1/sqrt(6).
    assert eigenvector(drawn("b>a c>a a>d")) == pytest.approx([2**-0.5] + 3 * [6**-0.5], rel=1e-9)


def test_k_core_of_a_triangle_with_a_tail(drawn: Draw):
    assert k_core(drawn("b>a c>a c>b d>c")).tolist() == [2, 2, 2, 1]


def test_k_core_links_a_mutual_pair_once(drawn: Draw):
    assert k_core(drawn("a>b b>a")).tolist() == [1, 1]


def test_co_citation_adds_the_raw_counts_over_the_seeds(drawn: Draw):
    graph = drawn("x>a x>b x>c y>a y>c z>b z>c")
    seeds = graph.positions(["a", "b"])
    # c stands with a in x and y, with b in x and z; a and b stand together once.
    assert co_citation(graph, seeds)[:3].tolist() == [1, 1, 4]


def test_coupling_adds_the_shared_references_over_the_seeds(drawn: Draw):
    graph = drawn("x>a x>b x>c y>a y>c z>b z>c")
    assert coupling(graph, graph.positions(["x", "z"])).tolist() == [0, 0, 0, 2, 3, 2]


@pytest.mark.parametrize(
    ("weighting", "expected"),
    [
        (Weighting.RAW, 2),
        (Weighting.SALTON, 2 / (2 * 3) ** 0.5),
        (Weighting.JACCARD, 2 / 3),
        (Weighting.ADAMIC_ADAR, 1 / np.log(3) + 1 / np.log(2)),
        (Weighting.RATIO, 2 / 3),
    ],
)
def test_co_citation_of_one_pair_in_every_weighting(drawn: Draw, weighting: Weighting, expected: float):
    # a is cited twice, c three times, together by x (three references) and y (two).
    graph = drawn("x>a x>b x>c y>a y>c z>b z>c")
    assert co_citation(graph, graph.positions(["a"]), weighting=weighting)[2] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("weighting", Weighting)
def test_a_seed_is_not_similar_to_itself(drawn: Draw, weighting: Weighting):
    graph = drawn("x>a y>a x>b")
    seeds = graph.positions(["a"])
    assert co_citation(graph, seeds, weighting=weighting)[0] == pytest.approx(0, abs=1e-15)


def test_disruption_weighs_followers_alone_both_and_elsewhere(drawn: Draw):
    # f cites r. i1 and i2 cite f alone, j cites both, k cites r alone: (2 - 1) / 4. old cites r, but came before f.
    graph = drawn("f>r i1>f i2>f j>f j>r k>r old>r", r=1990, old=1995, f=2000, i1=2001, i2=2001, j=2001, k=2001)
    scores = dict(zip(graph.ids, disruption(graph).tolist(), strict=True))
    assert scores["f"] == pytest.approx(1 / 4)
    assert np.isnan(scores["r"])  # without references in the graph all its citations would look disruptive
    assert np.isnan(scores["k"])  # nobody cites it


def test_disruption_is_unknown_where_the_reference_list_is(drawn: Draw):
    graph = drawn("f>r i>f")
    whole = Projection.from_edges(graph.ids, ["f", "i"], ["r", "f"], listed=[False, True, True])
    assert np.isnan(disruption(whole)).tolist() == [True, True, True]
    assert np.isnan(disruption(graph)).tolist() == [False, True, True]


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_answers_a_graph_without_citations(name: MeasureName):
    lonely = Projection.from_edges(["a", "b"], [], [], years=[2000, None])
    assert len(MEASURES[name].compute(lonely, np.array([0]))) == 2


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_says_what_it_is(name: MeasureName):
    measure = MEASURES[name]
    assert measure.sentence.endswith(".")
    assert measure.why(1.0)


def test_an_unknown_measure_is_answered_with_the_names_there_are():
    with pytest.raises(BadInput, match="citations-per-year"):
        measure_name("fame")
    assert measure_name("k-core") is MeasureName.K_CORE
