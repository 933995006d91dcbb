"""Every way to be ill, at every source: nothing crashes or hangs, nothing partial passes for complete, and going on
without the fault reaches exactly what an undisturbed harvest does.

Real requests to a real server on this machine, one cell a test: `test_...[429-html-europepmc]`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import pytest

from graph.model import Harvest, HarvestState
from harvest.demo.ncbi_replay import Reply
from harvest.http import Client, ClientOptions, Endpoint
from harvest.sources import SOURCES
from harvest.sources.base import Request
from harvest.walk import Walk, WalkOptions
from tests.emulation import Emulation
from tests.reach import Reached, reach
from tests.replay import Behaviour
from tests.rows import ROWS
from tests.seven import SEVEN, make_seven
from tests.spoiling import AT_THE_DOOR, ODD_VALUES, ON_THE_WAY, UNDER_200, Fault, Harm
from tests.walking import Found, MemoryGraph, bare, begun, found_in
from tests.worlds import View, World, pmid
from tests.worldwide import Call, on_a_port

T = TypeVar("T")
DEPTH = 2
SEED = pmid(0)
MOST_REQUESTS = 60
"""What a source that never answers well is asked at most, redirects included."""
UNTELLABLE = {("rows-missing", source) for source in ("icite", "ncbi", "opencitations")}
"""Where a row that is left out looks just as one that never was: these sources leave out what they do not know and
tell no number."""
NOTHING_KNOWN = Fault("knows-nothing", lambda _, reply: reply)
FAULTS = [*AT_THE_DOOR, *ON_THE_WAY, *UNDER_200, *ODD_VALUES, *ROWS, NOTHING_KNOWN]


@dataclass(frozen=True)
class Apart:
    """A client for the source that is ill and one for the others, which must not be called slow on a busy machine."""

    source: str
    ill: Client
    well: Client

    @property
    def requests(self) -> Counter[str]:
        return self.ill.requests + self.well.requests

    def fetch(self, request: Request, believe: Callable[[bytes], T]) -> T:
        return self._of(request.source).fetch(request, believe)

    def forget(self, source: str) -> None:
        self._of(source).forget(source)

    def _of(self, source: str) -> Client:
        return self.ill if source == self.source else self.well


@cache
def world() -> World:
    return make_seven(WORLD, size=16, links=2.2, seen=0.75)


WORLD = 55


@cache
def expected(without: str = "") -> Reached:
    """What the others find, or all of them."""
    return reach(world(), [SEED], DEPTH, sources=tuple(source for source in SEVEN if source != without))


def harvest(
    folder: Path, graph: MemoryGraph, source: str, fault: Fault | None, strikes: Callable[[Call], bool] = lambda _: True
) -> Harvest:
    """Walk, or go on, with one source ill whenever the fault `strikes`."""

    def spoiled(call: Call, reply: Reply) -> Reply | Behaviour:
        return fault.spoil(call, reply) if fault and call.source == source and strikes(call) else reply

    emulation = Emulation(world().seeing(**{source: View()}) if fault is NOTHING_KNOWN else world())
    options = ClientOptions(cache_folder=folder, limits_folder=folder / "limits", retries=1)
    with on_a_port(emulation, spoiled=spoiled) as at, ExitStack() as stack:
        host = at.url.removesuffix("/entrez/eutils")
        endpoints = {name: Endpoint(name=name, base_url=f"{host}/{name}", per_second=5000) for name in SEVEN}

        def client(given: ClientOptions) -> Client:
            return stack.enter_context(Client(endpoints, given, namespace="h1", sleep=lambda _: None))

        ill = replace(options, cache_folder=folder / "ill", **(fault.options if fault else {}))
        line = Apart(source, client(ill), client(options))
        sources = {name: SOURCES[name].build(True) for name in SEVEN}
        walking = Walk(
            begun([SEED], "h1"), WalkOptions(depth=DEPTH), sources=sources, left_out={}, line=line, sink=graph
        )
        return walking.run([SEED])


@cache
def undisturbed() -> Harvest:
    """How a harvest ends where all are well."""
    with TemporaryDirectory() as folder:
        graph = MemoryGraph()
        ended = harvest(Path(folder), graph, "icite", None)
    assert is_exactly(bare(found_in(graph)), expected())
    return ended


def is_exactly(found: Found, wanted: Reached) -> bool:
    said = (found.depths, found.citations, found.stubs, found.versions, found.strays)
    return said == (wanted.depths, wanted.citations, wanted.stubs, wanted.versions, 0)


@pytest.mark.parametrize("source", SEVEN)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_an_ill_source_is_called_so_and_nothing_is_lost(fault: Fault, source: str, tmp_path: Path) -> None:
    graph = MemoryGraph()
    ended = harvest(tmp_path, graph, source, fault)
    outcome = ended.outcomes[source]
    assert {name: told.reason for name, told in ended.outcomes.items() if name != source} == dict.fromkeys(
        set(SEVEN) - {source}
    )
    found = bare(found_in(graph))
    if fault.harm is Harm.HARMLESS:
        assert outcome.reason is None
    if fault.harm is Harm.LOST:
        assert (outcome.state, bool(outcome.reason)) == ("incomplete", True)
        assert outcome.requests <= (1 if fault.name == "429-spent" else MOST_REQUESTS)
        assert is_exactly(found, expected(source))
    if outcome.state == "complete":
        assert ended.state is HarvestState.COMPLETE
        if (fault.name, source) not in UNTELLABLE:
            assert is_exactly(found, expected())
        return
    assert ended.state is HarvestState.INCOMPLETE
    assert outcome.reason
    assert_mended(tmp_path, graph, source)


def assert_mended(folder: Path, graph: MemoryGraph, source: str) -> None:
    """Going on without the fault leads to what an undisturbed harvest finds."""
    ended = harvest(folder, graph, source, None)
    assert {name: told.reason for name, told in ended.outcomes.items()} == dict.fromkeys(SEVEN)
    assert ended.state is HarvestState.COMPLETE
    assert is_exactly(bare(found_in(graph)), expected())


@pytest.mark.parametrize("source", SEVEN)
@pytest.mark.parametrize("name", ["500-json", "reset-within", "cut-short", "429-spent"])
def test_what_was_answered_before_the_fault_is_kept(name: str, source: str, tmp_path: Path) -> None:
    fault, graph, calls = next(one for one in FAULTS if one.name == name), MemoryGraph(), count(1)
    half = undisturbed().outcomes[source].requests // 2
    ended = harvest(tmp_path, graph, source, fault, lambda _: next(calls) > half)
    assert ended.outcomes[source].state == "incomplete"
    assert any(source in told for told in sources_of(graph))
    assert_mended(tmp_path, graph, source)


def sources_of(graph: MemoryGraph) -> list[Sequence[str]]:
    return [node.get("sources", ()) for node in graph.articles.values()]


@pytest.mark.parametrize(
    ("source", "part"),
    [
        ("europepmc", "references"),
        ("europepmc", "citations"),
        ("ncbi", "elink.fcgi"),
        ("ncbi", "esearch.fcgi"),
        ("opencitations", "index/v2/references"),
        ("opencitations", "index/v2/citations"),
        ("opencitations", "meta/v1"),
    ],
)
def test_a_part_of_a_source_that_fails_alone_takes_the_rest_of_it_not_along(
    source: str, part: str, tmp_path: Path
) -> None:
    fault, graph = next(one for one in FAULTS if one.name == "503-plain"), MemoryGraph()
    struck = []

    def strikes(call: Call) -> bool:
        struck.append(part in call.path)
        return struck[-1]

    ended = harvest(tmp_path, graph, source, fault, strikes)
    found = bare(found_in(graph))
    assert any(struck)
    assert ended.outcomes[source].state == "incomplete"
    assert "maintenance" in (ended.outcomes[source].reason or "")
    assert all(told.reason is None for name, told in ended.outcomes.items() if name != source)
    assert found.depths.keys() >= {ids for ids in expected(source).depths if ids in expected().depths}
    assert part == "meta/v1" or any(source in told for told in sources_of(graph))
    assert_mended(tmp_path, graph, source)


def test_the_world_of_the_matrix_has_something_of_every_source() -> None:
    for source in SEVEN:
        assert any(source in by for by in expected().citations.values())
        assert expected() != expected(source)
