"""Walks over made-up worlds: a graph in memory, a line without a network, and a look at what was found.

The graph in memory is planned by the store's own planner; only the writing of the plan is done here.
"""

from __future__ import annotations

import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from graph.identity import KnownId
from graph.ids import ArticleId, Scheme
from graph.lookup import Known, many, parsed
from graph.model import Applied, Batch, Conflict, Harvest, HarvestState
from graph.store import Store
from graph.upsert import Plan, plan
from harvest.demo.ncbi_replay import Reply
from harvest.sources import SOURCES
from harvest.sources.base import Request
from harvest.status import problem
from harvest.walk import Walk, WalkOptions
from tests.emulation import Emulation
from tests.worlds import SOURCES as IN_WORLDS
from tests.worlds import Ids, World

T = TypeVar("T")
FIRST = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class MemoryGraph:
    """A store's articles, ids, citations and visits."""

    ids: dict[ArticleId, KnownId] = field(default_factory=dict)
    articles: dict[str, dict[str, Any]] = field(default_factory=dict)
    cites: defaultdict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    versions: defaultdict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    similar: dict[tuple[str, str], float] = field(default_factory=dict)
    visits: dict[str, dict[str, Any]] = field(default_factory=dict)
    cuts: dict[str, dict[str, Any]] = field(default_factory=dict)
    conflicts: set[Conflict] = field(default_factory=set)
    harvest: Harvest | None = None
    batches: int = 0

    def apply(self, batch: Batch) -> Applied:
        owners = {id_: known.owner for id_, known in self.ids.items()}
        planned = plan(batch, Known(dict(self.ids), dict(self.articles)), owners)
        self.harvest, self.batches = batch.harvest, self.batches + 1
        self.conflicts |= {*planned.conflicts, *batch.conflicts}
        self._write(planned)
        return Applied(owners=planned.owners, merged=planned.merged, conflicts=planned.conflicts)

    def write_harvest(self, harvest: Harvest) -> None:
        self.harvest = harvest

    def _write(self, planned: Plan) -> None:
        self.articles |= {row["id"]: row["properties"] for row in planned.created}
        for row in planned.changed:
            node = self.articles[row["id"]] | row["properties"]
            self.articles[row["id"]] = {key: value for key, value in node.items() if value is not None}
        self._write_ids(planned)
        for survivor, absorbed in planned.merged:
            self._fold(survivor, absorbed)
        for row in planned.citations:
            self.cites[row["citing"], row["cited"]] |= set(row["sources"])
        for row in planned.versions:
            self.versions[row["preprint"], row["published"]] |= set(row["sources"])
        self.similar |= {(row["article"], row["similar"]): row["score"] for row in planned.similarities}
        for row in planned.visits:
            depth = min(row["depth"], self.visits.get(row["id"], row)["depth"])
            self.visits[row["id"]] = row | {"depth": depth}
        self.cuts |= {row["id"]: row for row in planned.cuts if row["kept"] < row["found"]}

    def _write_ids(self, planned: Plan) -> None:
        seen = {owner: str(node["first_seen"]) for owner, node in self.articles.items()}
        for row in planned.new_ids:
            self.ids[parsed(row["value"])] = KnownId(row["article"], seen[row["article"]], many(row["ties"]))
        for row in planned.moved_ids:
            id_ = parsed(row["value"])
            self.ids[id_] = KnownId(row["article"], seen[row["article"]], self.ids[id_].ties)
        for row in planned.tied_ids:
            known = self.ids[parsed(row["value"])]
            self.ids[parsed(row["value"])] = KnownId(known.owner, known.first_seen, many(row["ties"]))

    def _fold(self, survivor: str, absorbed: str) -> None:
        self.articles.pop(absorbed)
        for edges in (self.cites, self.versions):
            for pair in [pair for pair in edges if absorbed in pair]:
                sources = edges.pop(pair)
                one, other = (survivor if end == absorbed else end for end in pair)
                if one != other:
                    edges[one, other] |= sources
        if absorbed in self.visits:
            gone = self.visits.pop(absorbed)
            kept = self.visits.setdefault(survivor, gone)
            self.visits[survivor] = kept | {"depth": min(kept["depth"], gone["depth"])}
        if absorbed in self.cuts:
            self.cuts.setdefault(survivor, self.cuts.pop(absorbed))


class Wire:
    """A line to an emulation. `before` may answer instead, or raise what the client would raise."""

    def __init__(
        self, emulation: Emulation, *, keyed: bool = True, before: Callable[[Request], Reply | None] = lambda _: None
    ) -> None:
        self.requests: Counter[str] = Counter()
        self.asked: list[Request] = []
        self.forgotten: list[str] = []
        self._emulation, self._keyed, self._before = emulation, keyed, before

    def fetch(self, request: Request, believe: Callable[[bytes], T]) -> T:
        self.requests[request.source] += 1
        self.asked.append(request)
        reply = self._before(request) or self._send(request, request.path)
        while reply.status == 301:
            reply = self._send(request, reply.headers["Location"].removeprefix(f"/{request.source}/"))
        trouble = problem(request.source, reply.status, reply.headers, reply.body, time.time())
        if trouble is not None:
            raise trouble
        return believe(reply.body)

    def _send(self, request: Request, path: str) -> Reply:
        content = [] if request.content is None else [("json", request.content)]
        sent = [*request.params, *request.form, *content]
        return self._emulation.answer(request.source, path, sent, keyed=self._keyed)

    def forget(self, source: str) -> None:
        self.forgotten.append(source)


@dataclass(frozen=True)
class Outcome:
    """A walk that has ended, and what it left behind."""

    harvest: Harvest
    graph: MemoryGraph
    wire: Wire
    unknown: tuple[ArticleId, ...]


def walk(
    emulation: Emulation,
    seeds: Iterable[ArticleId],
    *,
    wire: Wire | None = None,
    graph: MemoryGraph | None = None,
    sources: Iterable[str] = IN_WORLDS,
    name: str = "h1",
    keyed: bool = True,
    **options: Any,
) -> Outcome:
    """Walk through an emulation into a graph in memory."""
    ids = tuple(seeds)
    wire, graph = wire or Wire(emulation, keyed=keyed), graph or MemoryGraph()
    walking = Walk(
        begun(ids, name),
        WalkOptions(**options),
        sources={source: SOURCES[source].build(keyed) for source in sources},
        left_out={},
        line=wire,
        sink=graph,
        now=lambda: FIRST,
    )
    return Outcome(walking.run(ids), graph, wire, walking.unknown_seeds)


def shuffled(world: World, seeds: Iterable[ArticleId], order: int, sources: Sequence[str], **options: Any) -> Outcome:
    """A walk in another order: of the rows of every answer, of the sources, and of who is quicker than whom."""
    dice, emulation = random.Random(order), Emulation(world, shuffle=order)
    wire = Wire(emulation, before=lambda _: time.sleep(dice.random() / 2000))
    return walk(emulation, seeds, wire=wire, sources=dice.sample(sources, len(sources)), **options)


def walk_into(
    store: Store,
    emulation: Emulation,
    seeds: Iterable[ArticleId],
    *,
    name: str = "h1",
    sources: Iterable[str] = IN_WORLDS,
    **options: Any,
) -> Harvest:
    """Walk through an emulation into a real store."""
    fresh = begun(seeds, name)
    store.write_harvest(fresh)
    built = {source: SOURCES[source].build(True) for source in sources}
    walking = Walk(fresh, WalkOptions(**options), sources=built, left_out={}, line=Wire(emulation), sink=store)
    return walking.run(tuple(seeds))


def begun(seeds: Iterable[ArticleId], name: str) -> Harvest:
    """A harvest that is about to start."""
    return Harvest(
        id=name, seeds=tuple(map(str, seeds)), parameters={}, state=HarvestState.RUNNING, started=datetime.now(UTC)
    )


@dataclass(frozen=True)
class Found:
    """A graph without its own ids: articles are the ids they are known by."""

    depths: Mapping[Ids, int]
    citations: Mapping[tuple[Ids, Ids], tuple[str, ...]]
    stubs: frozenset[Ids]
    versions: frozenset[tuple[Ids, Ids]] = frozenset()  # (preprint, published)
    strays: int = 0  # articles in the graph that the harvest did not reach


def bare(found: Found) -> Found:
    """Without the names that merged articles leave behind, which tell of the way that a walk took."""

    def ids(known: Ids) -> Ids:
        return frozenset(id_ for id_ in known if id_.scheme is not Scheme.CITEWALK)

    return Found(
        {ids(known): depth for known, depth in found.depths.items()},
        {(ids(citing), ids(cited)): by for (citing, cited), by in found.citations.items()},
        frozenset(map(ids, found.stubs)),
        frozenset((ids(preprint), ids(published)) for preprint, published in found.versions),
        found.strays,
    )


def found_in(graph: MemoryGraph) -> Found:
    """What a graph in memory holds."""
    groups: defaultdict[str, set[ArticleId]] = defaultdict(set)
    for id_, known in graph.ids.items():
        groups[known.owner].add(id_)
    names = {owner: frozenset(ids) for owner, ids in groups.items()}
    return Found(
        {names[owner]: visit["depth"] for owner, visit in graph.visits.items()},
        {(names[a], names[b]): tuple(sorted(sources)) for (a, b), sources in graph.cites.items()},
        frozenset(names[owner] for owner, node in graph.articles.items() if node.get("stub")),
        frozenset((names[preprint], names[published]) for preprint, published in graph.versions),
        len(graph.articles.keys() - graph.visits.keys()),
    )


def found_in_store(store: Store, harvest: str = "h1") -> Found:
    """What a real store holds."""
    articles = store.read(
        "MATCH (a:Article) OPTIONAL MATCH (:Harvest {id: $h})-[r:REACHED]->(a) OPTIONAL MATCH (i)-[:IDENTIFIES]->(a) "
        "RETURN a.id AS id, a.stub AS stub, r.depth AS depth, collect(DISTINCT i.value) AS ids",
        {"h": harvest},
    )
    names = {str(row["id"]): frozenset(map(parsed, row["ids"])) for row in articles}  # type: ignore[call-overload]
    cites = store.read("MATCH (a:Article)-[c:CITES]->(b:Article) RETURN a.id AS a, b.id AS b, c.sources AS s")
    versions = store.read("MATCH (a:Article)-[:VERSION_OF]->(b:Article) RETURN a.id AS a, b.id AS b")
    return Found(
        {names[str(row["id"])]: int(row["depth"]) for row in articles if row["depth"] is not None},  # type: ignore[call-overload]
        {(names[str(row["a"])], names[str(row["b"])]): tuple(row["s"]) for row in cites},  # type: ignore[arg-type]
        frozenset(names[str(row["id"])] for row in articles if row["stub"]),
        frozenset((names[str(row["a"])], names[str(row["b"])]) for row in versions),
        sum(row["depth"] is None for row in articles),
    )
