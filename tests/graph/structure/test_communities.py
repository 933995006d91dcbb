from __future__ import annotations

from collections.abc import Callable

import networkx as nx
import numpy as np
import pytest

from graph.projection import Projection
from graph.structure.communities import communities, distinctive_terms, leiden
from graph.terms import count_matrix, terms, tf_idf

Draw = Callable[..., Projection]

TWO_CIRCLES = "b>a c>a c>b d>a d>b d>c  x>y z>x z>y w>x w>y w>z  w>a v>w v>x v>y"


def test_two_dense_groups_are_two_communities_the_larger_first(drawn: Draw):
    graph = drawn(TWO_CIRCLES)
    membership, modularity = leiden(graph)
    assert dict(zip(graph.ids, membership.tolist(), strict=True)) == {
        **dict.fromkeys("vwxyz", 0),
        **dict.fromkeys("abcd", 1),
    }
    groups = [{"v", "w", "x", "y", "z"}, {"a", "b", "c", "d"}]
    assert modularity == pytest.approx(nx.community.modularity(graph.to_networkx().to_undirected(), groups))


def test_the_same_seed_gives_the_same_communities(hepth: Projection):
    first, second = leiden(hepth, seed=1), leiden(hepth, seed=1)
    assert (first[0] == second[0]).all()
    assert first[1] > 0.65


def test_communities_are_labelled_by_terms_and_central_articles(drawn: Draw):
    graph = drawn(TWO_CIRCLES)
    titles = ["Snake venom in mice" if name in "abcd" else "Solar wind of mice" for name in graph.ids]
    found = communities(graph, texts=titles).communities
    assert found[0].terms == ("solar wind",)
    assert found[1].terms == ("snake venom",)
    assert found[1].central[0] == "a"
    assert [community.size for community in found] == [5, 4]


def test_headings_take_part_in_the_labels(drawn: Draw):
    graph = drawn(TWO_CIRCLES)
    headings = [["Snakes"] if name in "abcd" else ["Sun"] for name in graph.ids]
    assert [community.terms for community in communities(graph, headings=headings).communities] == [
        ("sun",),
        ("snakes",),
    ]


def test_untitled_communities_have_no_terms(drawn: Draw):
    assert [community.terms for community in communities(drawn(TWO_CIRCLES)).communities] == [(), ()]


def test_a_term_that_is_everywhere_sets_nothing_apart():
    assert distinctive_terms([["mice"]] * 4, np.array([0, 0, 1, 1])) == [[], []]


def test_terms_are_words_and_neighbours_without_stop_words():
    assert terms("The {G}enetics of solar winds") == ["genetic", "solar", "wind", "solar wind"]


def test_tf_idf_rows_have_length_one_and_common_terms_weigh_nothing():
    counts, names = count_matrix([["a", "b", "b"], ["a", "b"], ["a", "c", "c"], []], least_documents=1)
    assert names == ["a", "b", "c"]
    weighed = tf_idf(counts).toarray()
    assert np.linalg.norm(weighed, axis=1) == pytest.approx([1, 1, 1, 0])
    # b stands twice in the first: (1 + ln 2) ln(4/2) against 1 ln(4/3) for a.
    assert weighed[0, 1] / weighed[0, 0] == pytest.approx((1 + np.log(2)) * np.log(2) / np.log(4 / 3))


def test_a_graph_without_articles_has_no_communities():
    assert communities(Projection.from_edges([], [], [])).communities == ()
