"""Several commands on one local graph at the same time."""

from __future__ import annotations

import re
import signal
import time
import urllib.request
from pathlib import Path
from subprocess import Popen
from typing import Any

from harvest.demo.ncbi_replay import NcbiReplay
from tests.citewalk.commanding import SEED, Citewalk, ended, stopped_at_the_end
from tests.replay import ReplayServer, serving

SECONDS_AFTER_THE_LAST = 200
OVERLAPPING = (("20047874", "4"), ("17107490", "3"))
"""Two seeds whose neighbourhoods share most of their articles."""

ARTICLES = (
    "MATCH (a:Article) RETURN a.pmid AS pmid, a.title AS title, a.year AS year, a.sources AS sources ORDER BY pmid"
)
CITATIONS = """
MATCH (a:Article)-[c:CITES]->(b:Article)
RETURN a.pmid AS citing, b.pmid AS cited, c.sources AS sources ORDER BY citing, cited"""
REACHED = """
MATCH (h:Harvest)-[r:REACHED]->(a:Article)
RETURN h.id AS harvest, a.pmid AS pmid, r.depth AS depth, r.state AS state ORDER BY harvest, pmid"""


def test_serve_a_harvest_and_twenty_queries_share_one_engine_that_goes_after_the_last(
    citewalk: Citewalk, bundled: NcbiReplay
) -> None:
    with serving(bundled, delay=0.5) as slow:
        command = citewalk.given(CITEWALK_NCBI_URL=slow.url)
        began = time.monotonic()
        served = command.start("serve", "--port", "0")
        walking = command.start("harvest", SEED, "--source", "ncbi", "--depth", "4", "--json")
        asking = [command.start("cypher", f"RETURN {n} AS n", "--format", "csv") for n in range(20)]
        url = address_of(served)
        answers = [ended(process, began) for process in asking]
        told = [(said.code, said.out) for said in answers]
        assert told == [(0, f"n\n{n}\n") for n in range(20)], [said.err for said in answers if said.code]
        with urllib.request.urlopen(url, timeout=200) as page:  # noqa: S310  our own server
            assert page.status == 200
        engines = command.engines()
        harvested = ended(walking, began)
        assert len(engines) == 1
        assert command.engines() == engines
    served.send_signal(signal.SIGINT)
    assert ended(served, began).code in (0, 130)
    assert (harvested.code, harvested.json()["articles"]) == (0, 42), harvested.err
    assert_gone(command)


def test_two_overlapping_harvests_at_once_end_in_the_graph_of_the_two_in_turn(
    tmp_path: Path, ncbi: ReplayServer
) -> None:
    graphs = []
    for name in ("turn", "once"):
        (tmp_path / name).mkdir()
        with stopped_at_the_end(Citewalk(tmp_path / name / "home", {"CITEWALK_NCBI_URL": ncbi.url})) as command:
            assert command.run("engine", "start").code == 0
            began = time.monotonic()
            running: list[Popen[str]] = []
            for seed, depth in OVERLAPPING:
                running.append(command.start("harvest", seed, "--source", "ncbi", "--depth", depth, "--as", f"h{seed}"))
                if name == "turn":
                    assert ended(running.pop(), began).code == 0
            assert [ended(process, began).code for process in running] == [0] * len(running)
            graphs.append(graph_of(command))
    in_turn, at_once = graphs
    assert len(in_turn["articles"]) > 40
    assert at_once == in_turn


def graph_of(command: Citewalk) -> dict[str, list[dict[str, Any]]]:
    return {
        name: command.rows(query)
        for name, query in (("articles", ARTICLES), ("citations", CITATIONS), ("reached", REACHED))
    }


def address_of(served: Popen[str]) -> str:
    assert served.stderr
    for line in served.stderr:
        if found := re.search(r"http://\S+", line):
            return found[0]
    raise AssertionError("serve ended without an address")


def assert_gone(command: Citewalk) -> None:
    deadline = time.monotonic() + SECONDS_AFTER_THE_LAST
    while command.engines():
        assert time.monotonic() < deadline, "the engine is still there"
        time.sleep(0.5)
