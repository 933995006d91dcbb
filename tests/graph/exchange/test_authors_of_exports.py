"""Exports that name authors read them from the store, in order; the others do not."""

from __future__ import annotations

import pytest

from graph.model import Author
from graph.store import Store
from graph.whole import read_graph, read_some
from tests.graph.making import batch, cites, pmid, record, visit, walk

NAMES = ("Zoe First", "Ann Second", "Zoe First", "Bo Fourth")


@pytest.fixture
def written(store: Store) -> Store:
    """Two articles, of which one names its authors (one of them twice), in a harvest."""
    one = record(pmid(1), title="One", authors=tuple(Author(name) for name in NAMES))
    two = record(pmid(2), title="Two")
    store.apply(batch(one, two, cites(pmid(1), pmid(2)), visit(pmid(1), 0), visit(pmid(2), 1), harvest=walk("h")))
    return store


def names_of(graph: object) -> dict[object, object]:
    return {article["pmid"]: article.get("authors") for article in graph.articles}  # type: ignore[attr-defined]


def test_authors_come_in_the_order_of_the_article(written: Store) -> None:
    assert names_of(read_graph(written, authors=True)) == {"1": NAMES, "2": None}


def test_authors_of_a_harvest_and_of_some_articles(written: Store) -> None:
    assert names_of(read_graph(written, "h", authors=True)) == {"1": NAMES, "2": None}
    (first,) = [str(article["id"]) for article in read_graph(written).articles if article["pmid"] == "1"]
    assert names_of(read_some(written, [first], authors=True)) == {"1": NAMES}


def test_nobody_asks_for_authors_unless_they_are_wanted(written: Store) -> None:
    assert names_of(read_graph(written)) == {"1": None, "2": None}


def test_which_source_said_what_of_an_article_is_not_exported(written: Store) -> None:
    assert all("provenance" not in article for article in read_graph(written).articles)
