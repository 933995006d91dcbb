"""`citewalk doctor` before seven sources on this machine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from citewalk.commands.doctor import KNOWN
from harvest.sources import SOURCES
from tests.citewalk.commanding import NOWHERE, Citewalk
from tests.emulation import Emulation
from tests.replay import ReplayServer
from tests.seven import STATES, paper
from tests.worlds import Art, View, World, pmcid, work
from tests.worldwide import addresses, on_a_port

KEYS = {entry.key_setting: "a-key-of-the-test" for entry in SOURCES.values() if entry.key_setting}


@pytest.fixture(scope="module")
def sources() -> Iterator[ReplayServer]:
    """Seven sources that know one article."""
    art = Art(0, KNOWN | {pmcid(0), work(0), paper(0)}, 2016)
    views = {n: View({0: frozenset(i for i in art.ids if i.scheme in states)}) for n, states in STATES.items()}
    with on_a_port(Emulation(World((art,), frozenset(), views, {0: ()}))) as server:
        yield server


def marks(out: str) -> dict[str, str]:
    """How each thing looked at is marked."""
    rows = [line.split() for line in out.splitlines()]
    return {row[1]: row[0] for row in rows if len(row) > 1 and row[0] in ("ok", "--", "!!")}


def test_with_all_keys_every_source_answers_and_nothing_is_wrong(walked: Citewalk, sources: ReplayServer) -> None:
    said = walked.given(**{**addresses(sources), **KEYS, "CITEWALK_EMAIL": "me@example.org"}).run("doctor")
    assert said.code == 0, said.out
    assert marks(said.out) == dict.fromkeys(("store", *SOURCES), "ok")
    assert "with CITEWALK_EMAIL" in said.out
    assert "with S2_API_KEY" in said.out


def test_each_source_is_asked_one_question(walked: Citewalk, sources: ReplayServer) -> None:
    sources.log.clear()
    assert walked.given(**addresses(sources)).run("doctor").code == 0
    assert sorted(one.path.split("/")[1] for one in sources.log) == sorted(SOURCES)


def test_without_keys_it_says_what_they_would_add_and_finds_no_fault(walked: Citewalk, sources: ReplayServer) -> None:
    said = walked.given(**{**addresses(sources), "OPENALEX_API_KEY": ""}).run("doctor")
    found = marks(said.out)
    assert said.code == 0, said.out
    assert {name for name, mark in found.items() if mark == "--"} == {"openalex", "s2"}
    lines = {line.split()[1]: line for line in said.out.splitlines() if line[:2] in ("ok", "--")}
    assert "CITEWALK_EMAIL is not set, it would give: 3 requests a second instead of 1" in lines["crossref"]
    assert "S2_API_KEY is not set, it would give: one request a second" in lines["s2"]
    assert "left out" in lines["openalex"]


def test_a_source_that_does_not_answer_is_a_fault_and_the_others_are_not(
    walked: Citewalk, sources: ReplayServer
) -> None:
    said = walked.given(**addresses(sources, europepmc=NOWHERE)).run("doctor")
    assert said.code == 3
    assert {name for name, mark in marks(said.out).items() if mark == "!!"} == {"europepmc"}
