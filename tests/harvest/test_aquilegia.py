"""A walk over 107 real PubMed records, compared edge by edge with what the records say."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import networkx as nx
import pytest
from lxml import etree

from graph.ids import ArticleId, Scheme
from graph.model import Direction, Harvest, HarvestState
from graph.store import Store
from harvest.demo.ncbi_replay import NcbiReplay
from harvest.http import Client, ClientOptions, Endpoint
from harvest.sources import SOURCES
from harvest.walk import Walk, WalkOptions
from tests import replay


@dataclass(frozen=True)
class World:
    """The records, and who cites whom in them: read here with nothing of the project's own reading."""

    ncbi: NcbiReplay
    cites: nx.DiGraph  # PMIDs, or "doi:..." where a reference has no PMID

    def reached(self, seed: str, depth: int) -> set[str]:
        """Through the articles that PubMed knows: what it does not know is recorded and leads nowhere."""
        found = near = {seed}
        for _ in range(depth):
            known = [pmid for pmid in near if pmid in self.ncbi.records]
            near = {other for pmid in known for other in nx.all_neighbors(self.cites, pmid)} - found
            found = found | near
        return found


def read_world(body: bytes) -> World:
    records = replay.records_of(body)
    cites = nx.DiGraph()
    for pmid, record in records.items():
        cites.add_node(pmid)
        for reference in etree.fromstring(record).iterfind("PubmedData/ReferenceList//Reference"):
            ids = {a.get("IdType"): (a.text or "").strip() for a in reference.iterfind("ArticleIdList/ArticleId")}
            cited = ids.get("pubmed") or (f"doi:{ids['doi'].lower()}" if "doi" in ids else None)
            if cited and cited not in (pmid, "0"):
                cites.add_edge(pmid, cited)
    return World(NcbiReplay.of(records), cites)


@pytest.fixture(scope="module")
def world(recordings: Path) -> World:
    return read_world(gzip.decompress((recordings / "ncbi-efetch/tidypubmed/aqc.xml.gz").read_bytes()))


@pytest.fixture
def server(world: World) -> Iterator[replay.ReplayServer]:
    with replay.serving(world.ncbi) as running:
        yield running


def harvest(
    store: Store, url: str, folder: Path, seed: str, name: str = "h1", **options: object
) -> tuple[Harvest, Client]:
    source = SOURCES["ncbi"].build(True)
    endpoint = Endpoint(name="ncbi", base_url=url, per_second=2000)
    begun = Harvest(
        id=name, seeds=(f"pmid:{seed}",), parameters={}, state=HarvestState.RUNNING, started=datetime.now(UTC)
    )
    store.write_harvest(begun)
    with Client({"ncbi": endpoint}, ClientOptions(cache_folder=folder / "answers"), namespace=name) as line:
        walk = Walk(
            begun,
            WalkOptions(**options),  # type: ignore[arg-type]
            sources={"ncbi": source},
            left_out={},
            line=line,
            sink=store,
        )
        return walk.run([ArticleId(Scheme.PMID, seed)]), line


def articles(store: Store) -> set[str]:
    return {str(r["id"]) for r in store.read("MATCH (a:Article) RETURN coalesce(a.pmid, 'doi:' + a.doi) AS id")}


def citations(store: Store) -> set[tuple[str, str]]:
    rows = store.read(
        "MATCH (a:Article)-[:CITES]->(b:Article) "
        "RETURN coalesce(a.pmid, 'doi:' + a.doi) AS citing, coalesce(b.pmid, 'doi:' + b.doi) AS cited"
    )
    return {(str(r["citing"]), str(r["cited"])) for r in rows}


def hub(world: World) -> str:
    """The record with the most links to other records."""
    inner = world.cites.subgraph(world.ncbi.records)
    return max(inner.nodes, key=lambda pmid: (inner.degree(pmid), pmid))


@pytest.mark.recordings
@pytest.mark.parametrize("depth", [1, 3])
def test_a_walk_in_both_directions_finds_exactly_the_articles_and_citations_of_the_records(
    store: Store, world: World, server: replay.ReplayServer, tmp_path: Path, depth: int
) -> None:
    seed = hub(world)
    done, _ = harvest(store, server.url, tmp_path, seed, depth=depth, max_articles=100_000)
    expected = world.reached(seed, depth)
    assert articles(store) == expected
    assert citations(store) == set(world.cites.subgraph(expected).edges)
    assert done.state is HarvestState.COMPLETE
    assert done.counts["articles"] == len(expected)
    assert done.counts["citations"] == world.cites.subgraph(expected).number_of_edges()
    assert done.counts["stubs"] == len(expected - set(world.ncbi.records))


@pytest.mark.recordings
def test_directions_walk_only_their_way(
    store: Store, world: World, server: replay.ReplayServer, tmp_path: Path
) -> None:
    seed = hub(world)
    harvest(store, server.url, tmp_path, seed, depth=2, direction=Direction.REFERENCES)
    expected = set(nx.single_source_shortest_path_length(world.cites, seed, cutoff=2))
    assert articles(store) == expected
    assert citations(store) == set(world.cites.subgraph(expected).edges)


@pytest.mark.recordings
def test_the_requests_are_the_fewest_that_the_batches_allow(
    store: Store, world: World, server: replay.ReplayServer, tmp_path: Path
) -> None:
    _, line = harvest(store, server.url, tmp_path, hub(world), depth=3, max_articles=100_000)
    asked = [pmid for one in server.asked("efetch.fcgi") for pmid in one.all("id")]
    assert len(asked) == len(set(asked)), "an article was fetched twice"
    linked = [pmid for one in server.asked("elink.fcgi") for pmid in one.all("id")]
    assert len(linked) == len(set(linked)), "an article's citing articles were asked for twice"
    assert line.requests["ncbi"] == len(server.log)


@pytest.mark.recordings
def test_a_second_identical_walk_adds_nothing_and_changes_nothing_but_last_seen(
    store: Store, world: World, server: replay.ReplayServer, tmp_path: Path
) -> None:
    seed = hub(world)
    harvest(store, server.url, tmp_path, seed, "h1", depth=2)
    before = dump(store)
    harvest(store, server.url, tmp_path, seed, "h2", depth=2)
    assert dump(store) == before


def dump(store: Store) -> list[object]:
    """Everything that a harvest finds, but for when it was last seen."""
    nodes = store.read("MATCH (a:Article) RETURN properties(a) AS p ORDER BY a.id")
    edges = store.read(
        "MATCH (a:Article)-[c:CITES]->(b:Article) RETURN a.id AS a, b.id AS b, properties(c) AS p ORDER BY a, b"
    )
    return [
        [{k: v for k, v in dict(row["p"]).items() if k != "last_seen"} for row in nodes],  # type: ignore[call-overload]
        [(row["a"], row["b"], {k: v for k, v in dict(row["p"]).items() if k != "last_seen"}) for row in edges],  # type: ignore[call-overload]
    ]


@pytest.mark.recordings
def test_a_budget_is_kept_and_spent_on_what_is_linked_most(
    store: Store, world: World, server: replay.ReplayServer, tmp_path: Path
) -> None:
    seed = hub(world)
    done, _ = harvest(store, server.url, tmp_path, seed, depth=3, max_articles=40)
    assert len(articles(store)) == 40
    assert done.counts["left_out"] > 0


@pytest.mark.recordings
def test_years_leave_articles_out_but_never_the_seed(
    store: Store, world: World, server: replay.ReplayServer, tmp_path: Path
) -> None:
    seed = hub(world)
    harvest(store, server.url, tmp_path, seed, depth=2, from_year=2012, to_year=2015)
    years = store.read(
        "MATCH (a:Article) WHERE a.year IS NOT NULL AND a.pmid <> $seed RETURN a.year AS y", {"seed": seed}
    )
    assert years
    assert {2012, 2013, 2014, 2015} >= {row["y"] for row in years}
    assert seed in articles(store)
