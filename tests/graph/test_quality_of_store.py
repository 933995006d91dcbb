"""The report on a stored graph: every count is that of its own Cypher."""

from __future__ import annotations

import pytest

from graph.model import Retraction
from graph.projecting import read_projection
from graph.quality import Finding
from graph.quality_of_store import quality_of
from graph.store import Store
from tests.graph.making import batch, cites, own, pmid, record

EXPECTED = {
    "future-citations": (1, {"old -> new (1990 cites 2020)"}),
    "self-citations": (1, set()),
    "cycles": (2, {"2 articles: new, old", "2 articles: o'x, p\\y"}),
    "broken-citations": (2, {"old -> new", "p\\y -> o'x"}),
    "missing-year": (3, {"o'x", "p\\y", "stub"}),
    "dangling-ids": (1, {"pmid:77"}),
    "one-source-citations": (4, {"old -> new", "o'x -> p\\y", "p\\y -> o'x", "new -> stub"}),
    "cites-retracted": (1, {"new -> old (after the notice)"}),
    "no-reference-list": (1, None),
    "unknown-references": (1, None),
    "unlinked": (1, None),
}


@pytest.fixture
def odd(store: Store) -> Store:
    """A graph in which everything is wrong that can be."""
    store.apply(
        batch(
            record(
                own("old"), pmid(1), source="csv", title="Old", year=1990, retraction=Retraction(None, "1999", "csv")
            ),
            record(own("new"), pmid(2), source="csv", title="New", year=2020),
            record(own("o'x"), source="csv", title="X"),
            record(own("p\\y"), source="csv", title="Y"),
            record(own("stub"), source="csv"),
            record(pmid(9), source="icite", title="Without references", year=2000),
            cites(own("old"), own("new")),
            cites(own("new"), own("old")),
            cites(own("new"), own("old"), "icite"),
            cites(own("o'x"), own("p\\y")),
            cites(own("p\\y"), own("o'x")),
            cites(own("new"), own("stub")),
        )
    )
    store.query("MATCH (a:Article {id: 'old'}) CREATE (a)-[:CITES {sources: ['x', 'y']}]->(a)", write=True)
    store.query("CREATE (:Identifier {value: 'pmid:77'})", write=True)
    return store


def found(store: Store) -> dict[str, Finding]:
    return {one.name: one for one in quality_of(store, read_projection(store)).findings}


def test_every_oddity_is_counted_with_examples_and_listed_by_its_query(odd: Store) -> None:
    report = found(odd)
    assert {name: one.count for name, one in report.items()} == {name: count for name, (count, _) in EXPECTED.items()}
    for name, (count, examples) in EXPECTED.items():
        assert examples is None or set(report[name].examples) == examples, name
        rows = [row for row in odd.query(report[name].cypher).rows if name != "unlinked" or row[0] != "old"]
        assert len(rows) == count, name


def test_a_sound_graph_has_nothing_odd_and_every_query_still_runs(store: Store) -> None:
    articles = [record(own(name), source="csv", year=2000, title=name) for name in "ab"]
    store.apply(batch(*articles, cites(own("b"), own("a")), cites(own("b"), own("a"), "icite")))
    for one in found(store).values():
        told = ["a"] if one.name == "no-reference-list" else []
        assert list(one.examples) == told
        assert [row[0] for row in store.query(one.cypher).rows] == told


def test_circles_too_large_to_spell_out_are_said_to_be_left_out(store: Store) -> None:
    ring = [own(f"r{i:04}") for i in range(1001)]
    store.apply(
        batch(
            *(record(id_, source="csv", title="in a ring") for id_ in ring),
            *(cites(citing, cited) for citing, cited in zip(ring, ring[1:] + ring[:1], strict=True)),
        )
    )
    one = found(store)["cycles"]
    assert one.count == 1
    assert "leaves out 1 that would make it too long" in one.treatment
    assert store.query(one.cypher).rows == ()
