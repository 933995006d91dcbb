"""What sources report against what is here, of an article and of a harvest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from graph.completeness import Part, completeness_of, of_article, parts
from graph.errors import NotFound
from graph.model import Cut, Direction, Loose, Mention, VisitState
from graph.store import Store
from tests.graph.making import batch, cites, doi, pmid, record, visit, walk


@pytest.fixture
def walked(store: Store) -> Store:
    """Two expanded articles, one beside them, one at the last depth, and what they cite."""
    listed = (Mention((doi("a"),)),)
    whole = batch(
        record(pmid(1), title="One", reference_count=4, references=listed, loose=(Loose(2, "A book"), Loose(4, "Me"))),
        record(pmid(1), source="icite", reference_count=1, cited_by_count=0),
        record(pmid(2), source="icite", title="Two", reference_count=2, cited_by_count=9),
        record(pmid(3), title="Three", reference_count=50),
        record(pmid(4), title="A version", reference_count=60),
        doi("a"),
        doi("b"),
        *(cites(pmid(1), doi("a"), source) for source in ("ncbi", "icite", "openalex")),
        cites(pmid(2), pmid(1), "icite"),
        cites(pmid(2), doi("a"), "icite"),
        cites(pmid(2), doi("b"), "icite"),
        cites(pmid(3), pmid(2), "icite"),
        visit(pmid(1), 0),
        visit(pmid(2), 1),
        visit(pmid(3), 2),
        visit(pmid(4), 0, direction=Direction.VERSION),
        visit(doi("a"), 1, VisitState.PENDING),
        harvest=walk("h1"),
    )
    store.apply(replace(whole, cuts=(Cut(pmid(2), 9, 7),)))
    return store


def test_of_an_article_each_source_has_its_own_number(walked: Store) -> None:
    found = of_article(walked, walked.owners([pmid(1)])[pmid(1)])
    assert found.as_json() == {
        "articles": 1,
        "references": {
            "found": 1,
            "texts": 2,
            "sources": {
                "icite": {"articles": 1, "reported": 1, "found": 1, "unresolved": 0},
                "ncbi": {"articles": 1, "reported": 4, "found": 1, "unresolved": 3},
                "openalex": {"articles": 0, "reported": None, "found": 1, "unresolved": None},
            },
        },
        "citing": {
            "found": 1,
            "cut": 0,
            "sources": {"icite": {"articles": 1, "reported": 0, "found": 1, "unresolved": 0}},
        },
    }


def test_of_a_harvest_only_what_it_expanded_counts(walked: Store) -> None:
    found = completeness_of(walked, "h1")
    assert found.articles == 2
    assert found.references is not None
    assert (found.references.found, found.references.texts) == (4, 2)
    assert found.references.sources == {
        "icite": Part(2, 3, 4, 0),
        "ncbi": Part(1, 4, 1, 3),
        "openalex": Part(0, None, 1, None),
    }
    assert found.citing is not None
    assert (found.citing.found, found.citing.cut) == (2, 2)
    assert found.citing.sources == {"icite": Part(2, 9, 2, 8)}


def test_what_a_harvest_did_not_ask_is_blank(walked: Store) -> None:
    walked.write_harvest(walk("h1", parameters={"depth": 2, "direction": "references"}))
    found = completeness_of(walked, "h1")
    assert found.citing is None
    assert found.as_json()["citing"] is None
    assert found.references is not None


def test_nothing_is_known_of_what_is_not_there(store: Store) -> None:
    store.write_harvest(walk("empty"))
    assert completeness_of(store, "empty").as_json() == {
        "articles": 0,
        "references": {"found": 0, "texts": None, "sources": {}},
        "citing": {"found": 0, "cut": 0, "sources": {}},
    }
    with pytest.raises(NotFound):
        completeness_of(store, "nothing")
    with pytest.raises(NotFound):
        of_article(store, "nobody")


def test_more_found_in_one_article_does_not_hide_what_another_lacks() -> None:
    assert parts({"a": {"s": 5}, "b": {"s": 1}}, {"b": {"s": 9}}) == {"s": Part(2, 6, 9, 5)}
