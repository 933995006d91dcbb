"""A preprint and its published form, shown as one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from graph.exchange.content import Link
from graph.folding import fold, followed, published_forms
from graph.model import Version
from graph.projecting import read_projection
from graph.store import Store
from graph.whole import read_graph
from tests.graph.making import batch, cites, own, record


@pytest.fixture
def two_versions(store: Store) -> Store:
    """x cites both versions, y only the preprint; both cite z, and the article its preprint."""
    whole = batch(
        *(record(own(name), source="csv", title=name, year=2000) for name in ("pre", "article", "x", "y", "z")),
        cites(own("x"), own("pre"), "s2"),
        cites(own("x"), own("article"), "icite"),
        cites(own("y"), own("pre"), "s2"),
        cites(own("pre"), own("z"), "crossref"),
        cites(own("article"), own("z"), "icite"),
        cites(own("article"), own("pre"), "icite"),
    )
    store.apply(replace(whole, versions=(Version(own("pre"), own("article"), "crossref"),)))
    return store


def test_citations_of_both_are_of_the_published_one_and_unite_their_sources(two_versions: Store) -> None:
    graph = read_graph(two_versions, fold_versions=True)
    assert [article["id"] for article in graph.articles] == ["article", "x", "y", "z"]
    assert graph.citations == (
        Link("article", "z", ("crossref", "icite")),
        Link("x", "article", ("icite", "s2")),
        Link("y", "article", ("s2",)),
    )
    assert len(read_graph(two_versions).articles) == 5


def test_a_projection_counts_the_two_as_one(two_versions: Store) -> None:
    folded = read_projection(two_versions, fold_versions=True)
    assert (folded.articles, folded.citations, folded.self_citations) == (4, 3, 0)
    assert dict(zip(folded.ids, folded.citation_counts, strict=True)) == {"article": 2, "x": 0, "y": 0, "z": 1}
    assert read_projection(two_versions).citations == 6


def test_a_preprint_whose_published_form_is_not_shown_stays(two_versions: Store) -> None:
    graph = read_graph(two_versions)
    alone = replace(graph, articles=tuple(one for one in graph.articles if one["id"] in ("pre", "z")))
    alone = replace(alone, citations=(Link("pre", "z", ("crossref",)),))
    assert fold(alone, published_forms(two_versions)) == alone


def test_chains_are_followed_and_circles_end_at_the_smallest() -> None:
    assert followed({"a": "b", "b": "c"}) == {"a": "c", "b": "c"}
    assert followed({"d": "c", "c": "b", "b": "c"}) == {"d": "b", "c": "b"}
