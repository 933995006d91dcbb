from __future__ import annotations

from collections.abc import Callable

import numpy as np

from graph.projection import Projection
from graph.quality import Finding, quality

Draw = Callable[..., Projection]


def found(graph: Projection, name: str, **given: object) -> Finding:
    return next(one for one in quality(graph, **given).findings if one.name == name)  # type: ignore[arg-type]


def test_citations_of_the_future_are_shown_the_farthest_first(drawn: Draw):
    finding = found(drawn("a>b c>b b>d", a=2000, b=2010, c=2009), "future-citations")
    assert finding.count == 2
    assert finding.examples == ("a -> b (2000 cites 2010)", "c -> b (2009 cites 2010)")


def test_cycles_and_what_is_broken_for_them_are_told(drawn: Draw):
    graph = drawn("a>b b>c c>a d>e e>d")
    assert found(graph, "cycles").count == 2
    assert found(graph, "cycles").examples[0] == "3 articles: a, b, c"
    assert found(graph, "broken-citations").count == 2


def test_articles_that_lack_something_are_listed(drawn: Draw):
    graph = drawn("b>a", a=2000, c=2001)
    assert found(graph, "missing-year").examples == ("b",)
    assert found(graph, "no-reference-list").examples == ("a", "c")
    assert found(graph, "unlinked").examples == ("c",)


def test_stubs_are_not_blamed_for_having_no_references():
    graph = Projection.from_edges(["a", "b"], ["a"], ["b"], stubs=[False, True])
    assert found(graph, "no-reference-list").count == 0
    assert quality(graph).stubs == 1


def test_what_was_not_given_is_unknown_and_not_zero(drawn: Draw):
    graph = drawn("b>a c>a")
    assert found(graph, "one-source-citations").count is None
    assert found(graph, "one-source-citations", source_counts=np.array([1, 3])).examples == ("b -> a",)
    assert found(graph, "dangling-ids").count is None
    assert found(graph, "dangling-ids", dangling_ids=[]).count == 0


def test_self_citations_are_those_that_were_dropped(drawn: Draw):
    assert found(drawn("a>a b>a"), "self-citations").count == 1


def test_every_finding_comes_with_a_query_and_its_treatment(hepth: Projection):
    for finding in quality(hepth).findings:
        assert finding.cypher.startswith(("MATCH", "UNWIND"))
        assert " RETURN " in finding.cypher
        assert finding.treatment.endswith(".")
    assert found(hepth, "cycles").count == len(hepth.cycles())
