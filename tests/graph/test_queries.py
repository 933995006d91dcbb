"""The queries of docs/cypher.md: each answers on the local engine, and gives the same rows on a Neo4j server."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from graph.model import (
    Author,
    Conflict,
    Direction,
    Loose,
    Notice,
    NoticeKind,
    Retraction,
    Similarity,
    Topic,
    VisitState,
)
from graph.store import Store
from tests.graph.making import batch, cites, doi, pmid, preprint, record, visit, walk
from tests.neo4j_server import Neo4jServer
from tests.stores import StoreAddress

PAGE = Path(__file__).resolve().parents[2] / "docs" / "cypher.md"
QUERIES = re.findall(r"```cypher\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)

ASTHMA, LUNG = Topic("Asthma", "MeSH"), Topic("Lung", "MeSH")
BERG, CHO, DIAZ = Author("Berg A"), Author("Cho B", "0000-0002-1825-0097"), Author("Diaz C")


def write_small_graph(store: Store) -> None:
    """Nine articles in which every query finds something."""
    articles = [
        record(pmid(101), doi("a"), title="Asthma in children", year=2001, journal="Chest", cited_by_count=12,
               authors=(BERG, CHO), topics=(ASTHMA, LUNG)),
        record(pmid(102), title="Airway remodelling", year=2004, journal="Thorax", cited_by_count=0,
               authors=(CHO, BERG, DIAZ), topics=(LUNG,), reference_count=4, loose=(Loose(3, "A book. 1999."),)),
        record(pmid(102), preprint(1), doi("d"), source="openalex", reference_count=2),
        record(pmid(103), doi("c"), title="The lung and its asthma", year=1994, journal="Chest", issn="0012-3692",
               authors=(DIAZ,), topics=(ASTHMA,), keywords=("lung",),
               notices=(Notice(NoticeKind.CORRECTION, pmid(108), "1995-02", "ncbi"),)),
        record(pmid(104), title="Zebras breathe", year=2012, journal="Thorax", authors=(BERG,)),
        record(pmid(105), title="An old trial, since withdrawn", year=1998, is_retracted=True,
               retraction=Retraction(pmid(106), "2003-01-01", "ncbi")),
        record(pmid(106), title="Retraction: an old trial", year=2003),
        record(pmid(107), source="icite", title="A letter", year=2000),
    ]  # fmt: skip
    edges = [
        cites(pmid(101), pmid(103)), cites(pmid(101), pmid(103), "icite"), cites(pmid(101), pmid(105), "openalex"),
        cites(pmid(102), pmid(103)), cites(pmid(102), pmid(101)), cites(pmid(104), pmid(102), "icite"),
        cites(pmid(103), pmid(107), "icite"), cites(pmid(107), pmid(103), "icite"), cites(pmid(104), doi("stub")),
        cites(pmid(103), preprint(1)), cites(pmid(106), pmid(105)),
    ]  # fmt: skip
    visits = [
        visit(pmid(103), 0, direction=Direction.SEED),
        visit(pmid(101), 1),
        visit(pmid(102), 1, VisitState.PENDING),
        replace(visit(doi("stub"), 2, VisitState.FAILED), reason="no source knows it"),
    ]
    whole = batch(*articles, doi("stub"), *edges, *visits, harvest=walk())
    refused = Conflict((pmid(101), doi("c")), "only somebody's reference list names them together")
    likeness = Similarity(pmid(101), pmid(102), 0.5, "ncbi")
    store.apply(replace(whole, similarities=(likeness,), conflicts=(refused,)))


@pytest.fixture(scope="module")
def here(local_store_folder: Path) -> Iterator[Store]:
    address = StoreAddress(str(local_store_folder))
    address.empty()
    with address.open() as store:
        write_small_graph(store)
        yield store


@pytest.fixture(scope="module")
def there(neo4j_server: Neo4jServer) -> Iterator[Store]:
    address = StoreAddress(neo4j_server.url, neo4j_server.user, neo4j_server.password)
    address.empty()
    with address.open() as store:
        write_small_graph(store)
        yield store


def rows(store: Store, query: str) -> list[str]:
    """The rows as text; in their own order only where the query asks for one."""
    table = store.query(query)
    found = [json.dumps(dict(zip(table.columns, row, strict=True)), sort_keys=True) for row in table.rows]
    return found if "ORDER BY" in query.rpartition("RETURN")[2] else sorted(found)


def test_no_query_stands_there_twice() -> None:
    assert len(QUERIES) == len(set(QUERIES)) >= 40


@pytest.mark.parametrize("query", QUERIES, ids=lambda text: text.strip().replace("\n", " ")[:60])
def test_an_everyday_query_finds_something(here: Store, query: str) -> None:
    assert rows(here, query)


@pytest.mark.neo4j
@pytest.mark.parametrize("query", QUERIES, ids=lambda text: text.strip().replace("\n", " ")[:60])
def test_an_everyday_query_gives_the_same_rows_on_both_stores(here: Store, there: Store, query: str) -> None:
    assert rows(here, query) == rows(there, query)
