"""Several writers at once, engines that die, and stores that cannot be used."""

from __future__ import annotations

import multiprocessing
import random
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from graph.engine import status, stop
from graph.errors import BadInput, StoreError, StoreNewer, StoreRefused, StoreUnreachable
from graph.model import Author, Batch, Topic
from graph.store import Store, open_store
from tests.graph.dumping import dump
from tests.graph.engine.running import kill
from tests.graph.making import batch, cites, doi, openalex, pmid, record, visit, walk
from tests.neo4j_server import Neo4jServer
from tests.stores import SMALL, StoreAddress


def overlapping(writer: int, of: int = 6) -> list[Batch]:
    """What one of several writers has seen: the same articles as the others, described otherwise and tied otherwise."""
    chance = random.Random(writer)
    harvest = walk(f"h{writer}")
    made = []
    for number in range(of):
        numbers = chance.sample(range(1, 30), 8)
        records = [
            record(pmid(n), doi(n), title=f"Title {n}", year=1990 + n, authors=(Author("Zed Q"),), journal="Chest")
            if n % 3
            else record(pmid(n), openalex(n), source="openalex", title=f"Titel {n}", topics=(Topic("Lung", "MeSH"),))
            for n in numbers
        ]
        records += [record(openalex(n), doi(n), source="openalex", title=f"Titel {n}") for n in numbers[:3]]
        edges = [cites(pmid(a), pmid(b), chance.choice(["icite", "ncbi"])) for a, b in zip(numbers, numbers[1:])]  # noqa: B905, RUF007
        visits = [visit(pmid(n), 1) for n in numbers]
        made.append(batch(*records, *edges, *visits, hours=number, harvest=harvest))
    return made


def write_all(address: StoreAddress, batches: Sequence[Batch]) -> None:
    with address.open() as store:
        for one in batches:
            store.apply(one)


def told(store: Store) -> list[str]:
    """The graph but for what depends on who came first: ids, times, the log of merges."""
    names = {
        str(row["id"]): "|".join(sorted(v for v in row["ids"] if not v.startswith("citewalk:")))  # type: ignore[attr-defined]
        for row in store.read("MATCH (i:Identifier)-->(a:Article) RETURN a.id AS id, collect(i.value) AS ids")
    }
    lines = []
    for line in dump(store, but=("last_seen", "first_seen", "harvest", "ties")):
        if any(word in line for word in ("Citewalk", "'Merge'", "citewalk:")):
            continue
        for id_, name in names.items():
            line = line.replace(id_, name)  # noqa: PLW2901
        lines.append(line)
    return sorted(lines)


def test_four_threads_write_the_graph_of_one_after_the_other(store: Store, store_address: StoreAddress) -> None:
    for writer in range(4):
        write_all(store_address, overlapping(writer))
    in_turn = told(store)
    store_address.empty()
    failures: list[BaseException] = []

    def work(writer: int) -> None:
        try:
            for one in overlapping(writer):
                store.apply(one)
        except BaseException as error:  # noqa: BLE001 - told in the main thread
            failures.append(error)

    threads = [threading.Thread(target=work, args=(writer,)) for writer in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert told(store) == in_turn


def test_two_processes_write_the_graph_of_one_after_the_other(store: Store, store_address: StoreAddress) -> None:
    for writer in (7, 8):
        write_all(store_address, overlapping(writer))
    in_turn = told(store)
    store_address.empty()
    context = multiprocessing.get_context("spawn")
    children = [context.Process(target=write_all, args=(store_address, overlapping(writer))) for writer in (7, 8)]
    for child in children:
        child.start()
    for child in children:
        child.join(120)
    assert [child.exitcode for child in children] == [0, 0]
    assert told(store) == in_turn


def test_a_store_notices_what_another_has_merged(store: Store, store_address: StoreAddress) -> None:
    store.apply(batch(pmid(1), doi("a"), pmid(2)))
    with store_address.open() as other:
        ((survivor, _),) = other.apply(batch(record(pmid(1), doi("a"), title="One"), hours=1)).merged
    applied = store.apply(batch(cites(doi("a"), pmid(2)), cites(pmid(1), pmid(2), "icite"), hours=2))
    assert applied.owners[doi("a")] == applied.owners[pmid(1)] == survivor
    assert applied.new_citations == 1


def test_a_store_notices_that_somebody_emptied_the_graph(store: Store) -> None:
    store.apply(batch(pmid(1), pmid(2)))
    store.query("MATCH (n) DETACH DELETE n", write=True)
    with pytest.raises(ValueError, match="belongs to no article"):
        store.apply(batch(cites(pmid(1), pmid(2)), hours=1))
    assert store.apply(batch(pmid(1), pmid(2), cites(pmid(1), pmid(2)), hours=1)).new_citations == 1


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "graph"
    stop(tmp_path / "graph")


def kill_engine(folder: Path) -> None:
    found = status(folder)
    assert found is not None
    kill(found.engine_pid)


def test_a_killed_engine_is_back_with_the_next_statement(folder: Path) -> None:
    with open_store(folder, engine=SMALL) as store:
        store.apply(batch(pmid(1)))
        kill_engine(folder)
        assert store.apply(batch(pmid(2), cites(pmid(2), pmid(1)), hours=1)).new_citations == 1
        kill_engine(folder)
        assert store.query("MATCH (a:Article) RETURN count(a) AS n").rows == ((2,),)
        kill_engine(folder)
        assert len(store.owners([pmid(1), pmid(2)])) == 2


def test_an_engine_killed_while_writing_loses_nothing_and_writes_nothing_twice(folder: Path) -> None:
    with open_store(folder, engine=SMALL) as store:
        killer = threading.Timer(0.4, kill_engine, [folder])
        killer.start()
        batches = [one for writer in range(4) for one in overlapping(writer)]
        for one in batches:
            store.apply(one)
        killer.join()
        after = told(store)
        for one in batches:
            assert store.apply(one).new_articles == 0
        assert told(store) == after


def test_a_graph_of_a_newer_schema_is_left_alone(store: Store, store_address: StoreAddress) -> None:
    store.query("MATCH (c:Citewalk) SET c.schema = 99", write=True)
    try:
        with pytest.raises(StoreNewer, match="later version of citewalk"):
            store_address.open()
    finally:
        store.query("MATCH (c:Citewalk) SET c.schema = 1", write=True)


def test_a_host_that_is_not_there_is_told_in_a_sentence() -> None:
    with pytest.raises(StoreUnreachable, match=r"Nothing answers at .*bolt://127.0.0.1:1 "):
        open_store("bolt://127.0.0.1:1", user="neo4j", password="x")


@pytest.mark.parametrize("address", ["http://localhost:7474", "ftp://x"])
def test_an_address_of_another_kind_is_bad_input(address: str) -> None:
    with pytest.raises(BadInput, match="is not a store"):
        open_store(address)


@pytest.mark.parametrize("address", ["bolt://", "neo4j://host:notaport"])
def test_an_address_without_sense_is_told_in_a_sentence(address: str) -> None:
    with pytest.raises(BadInput, match="not a complete address"):
        open_store(address, user="neo4j", password="x")


@pytest.mark.neo4j
def test_a_wrong_password_is_told_in_a_sentence(neo4j_server: Neo4jServer) -> None:
    with pytest.raises(StoreRefused, match="CITEWALK_STORE_PASSWORD"):
        open_store(neo4j_server.url, user=neo4j_server.user, password="wrong")


@pytest.mark.neo4j
def test_no_password_at_all_is_told_in_a_sentence(neo4j_server: Neo4jServer) -> None:
    with pytest.raises(StoreRefused, match="CITEWALK_STORE_PASSWORD"):
        open_store(neo4j_server.url)


@pytest.mark.neo4j
def test_a_database_that_is_not_there_is_told_in_a_sentence(neo4j_server: Neo4jServer) -> None:
    with pytest.raises(StoreError, match="CITEWALK_STORE_DATABASE"):
        open_store(neo4j_server.url, user=neo4j_server.user, password=neo4j_server.password, database="nowhere")
