from __future__ import annotations

from collections.abc import Callable

import networkx as nx
import pytest

from graph.errors import BadInput, NotFound
from graph.projection import Projection
from graph.structure.citation_paths import Way, citation_paths

Draw = Callable[..., Projection]


def test_all_shortest_paths_are_found_in_the_order_of_ids(drawn: Draw):
    found = citation_paths(drawn("d>b d>c b>a c>a e>a d>e e>f"), "d", "a")
    assert (found.way, found.length, found.total) == (Way.CITES, 2, 3)
    assert found.paths == (("d", "b", "a"), ("d", "c", "a"), ("d", "e", "a"))


def test_a_path_against_the_citations_is_said_to_be_one(drawn: Draw):
    found = citation_paths(drawn("c>b b>a"), "a", "c")
    assert (found.way, found.paths) == (Way.CITED_BY, (("a", "b", "c"),))


def test_two_that_cite_the_same_article_are_joined_either_way(drawn: Draw):
    found = citation_paths(drawn("b>a c>a"), "b", "c")
    assert (found.way, found.paths) == (Way.EITHER, (("b", "a", "c"),))


def test_no_path_is_an_answer(drawn: Draw):
    assert citation_paths(drawn("b>a d>c"), "a", "c").way is None
    assert citation_paths(drawn("c>b b>a"), "a", "c", way=Way.CITES).total == 0


def test_more_paths_than_asked_for_are_still_counted(drawn: Draw):
    found = citation_paths(drawn("d>b d>c b>a c>a"), "d", "a", most=1)
    assert (found.total, found.paths) == (2, (("d", "b", "a"),))


def test_a_path_needs_two_articles_of_the_graph(drawn: Draw):
    with pytest.raises(BadInput, match="two articles"):
        citation_paths(drawn("b>a"), "a", "a")
    with pytest.raises(NotFound, match="nobody"):
        citation_paths(drawn("b>a"), "a", "nobody")


def test_shortest_paths_agree_with_networkx(hepth: Projection):
    graph = hepth.to_networkx()
    for start, end in [("1", "20000"), ("27000", "11817"), ("5000", "12461")]:
        found = citation_paths(hepth, start, end, way=Way.CITES, most=10_000)
        theirs = sorted(tuple(path) for path in nx.all_shortest_paths(graph, start, end)) if found.total else []
        assert sorted(found.paths) == theirs
        assert found.total == len(theirs)
        assert bool(theirs) == nx.has_path(graph, start, end)
