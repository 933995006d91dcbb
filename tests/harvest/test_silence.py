"""Lists that are empty for everybody are an outage; one empty list is a zero."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from graph.model import HarvestState
from harvest.demo.ncbi_replay import Reply
from tests.emulation import Emulation
from tests.judging import Judge
from tests.reach import reach
from tests.seven import SEVEN, whole_seven
from tests.walking import MemoryGraph, bare, found_in
from tests.worlds import Pair, World, pmid
from tests.worldwide import Call, Net

EMPTY = {
    ("europepmc", "/citations"): {"hitCount": 0, "citationList": {"citation": []}},
    ("europepmc", "/references"): {"hitCount": 0, "referenceList": {"reference": []}},
    ("opencitations", "index/v2/citations"): [],
    ("opencitations", "index/v2/references"): [],
    ("openalex", "cites:"): {"meta": {"count": 0, "next_cursor": None}, "results": []},
    ("ncbi", "elink"): {"linksets": []},
}


def linked(size: int) -> World:
    dice = random.Random(size)
    cites: set[Pair] = {(n, dice.randrange(n)) for n in range(1, size) for _ in range(2)}
    return whole_seven(size, cites)


def leaving_empty(source: str, part: str, call: Call) -> Reply | None:
    if call.source != source or part not in "&".join([call.path, *(value for _, value in call.parameters)]):
        return None
    ids = [value for name, value in call.parameters if name == "id"]
    said = {"linksets": [{"ids": [id_]} for id_ in ids]} if source == "ncbi" else EMPTY[source, part]
    return Reply(200, {"Content-Type": "application/json"}, json.dumps(said).encode())


@pytest.mark.parametrize(("source", "part"), EMPTY)
def test_a_source_whose_lists_are_all_empty_is_incomplete_and_asked_again(
    source: str, part: str, tmp_path: Path
) -> None:
    world = linked(30)
    net, graph = Net(tmp_path, Emulation(world)), MemoryGraph()
    ended = net.harvest(graph, [pmid(0)], fault=lambda c: leaving_empty(source, part, c), sources=SEVEN, depth=3)
    assert ended.state is HarvestState.INCOMPLETE
    assert "which an outage can look like" in (ended.outcomes[source].reason or "")
    assert all(told.reason is None for name, told in ended.outcomes.items() if name != source)
    ended = net.harvest(graph, [pmid(0)], sources=SEVEN, depth=3)
    assert ended.state is HarvestState.COMPLETE
    assert Judge(world, reach(world, [pmid(0)], 3, sources=SEVEN)).judge(bare(found_in(graph))).perfect


@pytest.mark.parametrize(("source", "part"), EMPTY)
def test_a_few_empty_lists_are_zeros(source: str, part: str, tmp_path: Path) -> None:
    net = Net(tmp_path, Emulation(linked(8)))
    ended = net.harvest(
        MemoryGraph(), [pmid(0)], fault=lambda c: leaving_empty(source, part, c), sources=SEVEN, depth=3
    )
    assert ended.state is HarvestState.COMPLETE


def test_articles_that_nobody_cites_accuse_nobody(tmp_path: Path) -> None:
    world = whole_seven(30, [(0, n) for n in range(1, 30)])
    ended = Net(tmp_path, Emulation(world)).harvest(MemoryGraph(), [pmid(0)], sources=SEVEN, depth=2)
    assert ended.state is HarvestState.COMPLETE
