"""The demo is a harvest like any other, of what its facts say and no more."""

from __future__ import annotations

from graph.model import HarvestState
from graph.store import Store
from harvest.demo.facts import load_all
from harvest.demo.run import replay


def count(store: Store, cypher: str) -> object:
    (row,) = store.read(cypher)
    return row["n"]


def test_every_article_and_citation_of_the_facts_is_in_the_graph_and_no_other(store: Store) -> None:
    harvests = replay(store)
    aquilegia, cement = load_all()
    assert [one.state for one in harvests] == [HarvestState.COMPLETE] * 3
    assert count(store, "MATCH ()-[c:CITES]->() RETURN count(c) AS n") == 102 + 2 + 3
    assert count(store, "MATCH (a:Article) RETURN count(a) AS n") == len(aquilegia.articles) + len(cement.articles) + 4
    assert count(store, "MATCH (a:Article) WHERE a.stub RETURN count(a) AS n") == 0
    assert references_of_the_source_article(store) == {reference.title for reference in cement.printed} | {
        article.title for article in cement.articles if article.pmid == "35565072"
    }


def test_running_the_demo_again_adds_nothing(store: Store) -> None:
    everything = "MATCH (a) OPTIONAL MATCH (a)-[r]->() RETURN count(DISTINCT a) + count(r) AS n"
    replay(store)
    before = count(store, everything)
    replay(store)
    assert count(store, everything) == before


def references_of_the_source_article(store: Store) -> set[object]:
    return {
        row["title"] for row in store.read("MATCH (:Article {pmid: '39843410'})-->(b:Article) RETURN b.title AS title")
    }
