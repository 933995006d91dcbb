"""The demo is a harvest like any other, of what its facts say and no more."""

from __future__ import annotations

import pytest

from graph.model import Harvest, HarvestState
from graph.store import Store
from harvest.demo.facts import load, load_all
from harvest.demo.run import replay


@pytest.fixture
def harvests(store: Store) -> list[Harvest]:
    return replay(store)


def count(store: Store, cypher: str) -> object:
    (row,) = store.read(cypher)
    return row["n"]


def test_every_article_and_citation_of_the_facts_is_in_the_graph_and_no_other(
    store: Store, harvests: list[Harvest]
) -> None:
    aquilegia, cement = load_all()
    citations = len(aquilegia.citations) + len(cement.citations) + 3
    assert count(store, "MATCH ()-[c:CITES]->() RETURN count(c) AS n") == citations == 107
    assert count(store, "MATCH (a:Article) RETURN count(a) AS n") == 107 + 6 + 4
    assert count(store, "MATCH (a:Article) WHERE a.stub RETURN count(a) AS n") == 0
    assert [one.state for one in harvests] == [HarvestState.COMPLETE] * 3


def test_the_source_article_cites_its_five_known_references(store: Store, harvests: list[Harvest]) -> None:
    rows = store.read(
        "MATCH (:Article {pmid: '39843410'})-[c:CITES]->(b:Article) RETURN b.title AS title, c.sources AS s"
    )
    cement = load("cement")
    expected = {reference.title for reference in cement.printed} | {
        article.title for article in cement.articles if article.pmid == "35565072"
    }
    assert {row["title"] for row in rows} == expected
    assert len(expected) == 5
    assert all(row["s"] == ["ncbi"] for row in rows)


def test_running_the_demo_again_adds_nothing(store: Store, harvests: list[Harvest]) -> None:
    everything = "MATCH (a) OPTIONAL MATCH (a)-[r]->() RETURN count(DISTINCT a) + count(r) AS n"
    before = count(store, everything)
    replay(store)
    assert count(store, everything) == before
