"""`citewalk harvest` over a source on this machine: what it prints, what it keeps, and how it goes on."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import pytest

from harvest.demo.ncbi_replay import NcbiReplay
from tests.citewalk.commanding import NOWHERE, SEED, Citewalk, Said, ended
from tests.replay import Asked, ReplayServer, serving

KEYS = {
    "harvest",
    "state",
    "articles",
    "stubs",
    "citations",
    "depth_counts",
    "requests",
    "sources",
    "seconds",
    "completeness",
}


def test_json_is_one_object_with_the_counts_of_the_graph(citewalk: Citewalk, ncbi: ReplayServer) -> None:
    before = len(ncbi.log)
    said = citewalk.run("harvest", SEED, "--source", "ncbi", "--depth", "2", "--json")
    told = said.json()
    assert (said.code, set(told), told["state"]) == (0, KEYS, "complete")
    assert (told["articles"], told["citations"], told["stubs"]) == (31, 84, 0)
    assert told["depth_counts"] == {"0": 1, "1": 15, "2": 15}
    assert told["requests"] == {"ncbi": len(ncbi.log) - before}
    assert told["sources"] == {"ncbi": {"state": "complete", "reason": None}}
    assert 0 < told["seconds"] < said.seconds
    counts = "MATCH (a:Article) OPTIONAL MATCH (a)-[c:CITES]->() RETURN count(DISTINCT a) AS a, count(c) AS c"
    assert citewalk.rows(counts) == [{"a": 31, "c": 84}]
    depths = "MATCH (:Harvest)-[r:REACHED]->() RETURN r.depth AS depth, r.state AS state, count(*) AS n ORDER BY depth"
    assert citewalk.rows(depths) == [{"depth": d, "state": "done", "n": n} for d, n in ((0, 1), (1, 15), (2, 15))]


def test_results_go_to_stdout_and_messages_to_stderr(walked: Citewalk) -> None:
    said = walked.run("harvest", SEED, "999999999", "--source", "ncbi", "--depth", "1")
    assert said.code == 0
    assert "16 articles (1 at depth 0, 15 at depth 1), 41 citations among them" in said.out
    assert "no source knows pmid:999999999" in said.err
    assert "999999999" not in said.out


@pytest.mark.parametrize(("direction", "articles"), [("references", 10), ("cited-by", 7), ("both", 16)])
def test_it_walks_the_way_that_was_asked_for(direction: str, articles: int, walked: Citewalk) -> None:
    said = walked.run("harvest", SEED, "--source", "ncbi", "--depth", "1", "--direction", direction, "--json")
    assert (said.code, said.json()["articles"]) == (0, articles)


def test_a_budget_is_kept_and_what_was_left_is_said(walked: Citewalk) -> None:
    said = walked.run("harvest", SEED, "--source", "ncbi", "--max-articles", "5")
    assert said.code == 0
    assert "5 articles" in said.out
    assert "raise --max-articles" in said.out


def test_seeds_come_from_files_of_any_kind_and_from_stdin(walked: Citewalk) -> None:
    folder = walked.home.parent
    (folder / "refs.bib").write_text("@article{a, title={One}, doi={10.1073/pnas.91.7.2493}}\n")
    (folder / "refs.nbib").write_text(f"PMID- {SEED}\nTI  - Two\n\n")
    (folder / "refs.txt").write_text(f"https://pubmed.ncbi.nlm.nih.gov/{SEED}/\nnot an id at all: 12x\n")
    words = ["harvest", "--source", "ncbi", "--depth", "0", "--json"]
    both = walked.run(*words, "--file", "refs.bib", "--file", "refs.nbib")
    assert (both.code, both.json()["articles"]) == (0, 2)
    assert walked.run(*words, "--file", "refs.txt").json()["articles"] == 1
    assert walked.run(*words, "--file", "-", stdin=f"PMID {SEED}").json()["articles"] == 1


def test_a_preview_asks_little_and_writes_nothing(walked: Citewalk, ncbi: ReplayServer) -> None:
    before, harvests = len(ncbi.log), len(walked.run("harvests", "--format", "json").json())
    said = walked.run("harvest", SEED, "--source", "ncbi", "--preview", "--json")
    assert said.code == 0
    assert set(said.json()) == {"articles", "known", "requests", "minutes", "openalex_usd", "bounded"}
    assert said.json()["known"] == 16
    assert len(ncbi.log) - before <= 3
    assert len(walked.run("harvests", "--format", "json").json()) == harvests
    words = walked.run("harvest", SEED, "--source", "ncbi", "--preview")
    assert words.out.splitlines()[2] == "less than a minute"


def test_a_second_harvest_finds_nothing_new(walked: Citewalk) -> None:
    count = "MATCH (a:Article) OPTIONAL MATCH (a)-[c:CITES]->() RETURN count(DISTINCT a) AS a, count(c) AS c"
    before = walked.rows(count)
    assert walked.run("harvest", SEED, "--source", "ncbi").code == 0
    assert walked.rows(count) == before


def test_harvests_are_listed_and_shown_in_full(walked: Citewalk) -> None:
    (first,) = (one for one in walked.run("harvests", "--format", "json").json() if one["id"] == "first")
    assert (first["state"], first["articles"], first["seeds"]) == ("complete", 31, [f"pmid:{SEED}"])
    shown = walked.run("harvests", "first")
    assert "harvest first: complete" in shown.out
    assert f"seeds: pmid:{SEED}" in shown.out
    told = walked.run("harvests", "first", "--format", "json").json()
    assert set(told) > KEYS
    assert told["parameters"]["depth"] == 2


def test_completeness_is_told_by_source_and_blank_where_nobody_gave_a_number(walked: Citewalk) -> None:
    lists = walked.run("harvests", "first", "--json").json()["completeness"]
    assert lists["articles"] == 16
    references = lists["references"]["sources"]["ncbi"]
    assert references["reported"] >= references["found"] > 0
    assert references["unresolved"] == references["reported"] - references["found"]
    assert lists["citing"]["sources"]["ncbi"]["reported"] is None
    assert lists["citing"]["sources"]["ncbi"]["found"] == lists["citing"]["found"] > 0
    table = walked.run("harvests", "first").out
    assert "lists of 16 articles that the walk went on from:" in table
    assert f"ncbi    {references['reported']} " in " ".join(table.split("\n")[-2:])


def test_a_complete_harvest_is_told_again_and_asks_nothing(walked: Citewalk, ncbi: ReplayServer) -> None:
    before = len(ncbi.log)
    said = walked.run("harvest", "--resume", "first", "--json")
    assert (said.code, said.json()["articles"], said.json()["requests"]) == (0, 31, {"ncbi": 0})
    assert "complete already" in said.err
    assert len(ncbi.log) == before


def test_what_a_source_left_unanswered_is_asked_on_resuming(citewalk: Citewalk) -> None:
    cut = citewalk.given(CITEWALK_NCBI_URL=NOWHERE).run("harvest", SEED, "--source", "ncbi", "--json")
    assert (cut.code, cut.json()["state"], cut.json()["stubs"]) == (3, "incomplete", 1)
    said = citewalk.run("harvest", "--resume", cut.json()["harvest"], "--json")
    assert (said.code, said.json()["state"], said.json()["articles"], said.json()["stubs"]) == (0, "complete", 31, 0)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_harvest_is_kept_and_says_how_to_go_on(
    number: signal.Signals, citewalk: Citewalk, bundled: NcbiReplay
) -> None:
    with held_back(bundled) as slow:
        command = citewalk.given(CITEWALK_NCBI_URL=slow.server.url)
        cut = cut_off(command, slow, number, name="cut")
        assert (cut.code, cut.json()["state"]) == (130, "incomplete")
        assert "citewalk harvest --resume cut" in cut.err
        assert "Traceback" not in cut.err
        (listed,) = command.run("harvests", "--format", "json").json()
        assert listed["state"] == "incomplete"
        said = command.run("harvest", "--resume", "cut", "--json")
    assert (said.code, said.json()["state"], said.json()["articles"]) == (0, "complete", 31)


def test_after_two_kills_only_what_was_in_flight_is_asked_again(citewalk: Citewalk, bundled: NcbiReplay) -> None:
    with held_back(bundled) as slow:
        command = citewalk.given(CITEWALK_NCBI_URL=slow.server.url)
        assert command.run("engine", "start").code == 0
        cut_off(command, slow, signal.SIGKILL, name="cut")
        assert "interrupted" in command.run("harvests").out
        cut_off(command, slow, signal.SIGKILL, resume="cut")
        said = command.run("harvest", "--resume", "cut", "--json")
        asked = [(one.path, str(one.parameters)) for one in slow.server.log]
    assert (said.code, said.json()["state"], said.json()["articles"], said.json()["citations"]) == (
        0,
        "complete",
        31,
        84,
    )
    assert len(asked) - len(set(asked)) <= 2
    depths = "MATCH (:Harvest)-[r:REACHED]->() RETURN r.state AS state, count(*) AS n"
    assert command.rows(depths) == [{"state": "done", "n": 31}]


def test_a_harvest_that_another_process_works_on_is_left_to_it(citewalk: Citewalk, bundled: NcbiReplay) -> None:
    second_is_back = Event()

    def wait(_: Asked) -> None:
        second_is_back.wait(10)  # ten seconds each is no reason to lose patience, and many requests give much time

    with serving(bundled, before=wait) as slow:
        command = citewalk.given(CITEWALK_NCBI_URL=slow.url)
        assert command.run("engine", "start").code == 0
        process = command.start("harvest", SEED, "--source", "ncbi", "--depth", "4", "--as", "busy", "--json")
        began = time.monotonic()
        wait_for_requests(slow, 1)
        second = command.run("harvest", "--resume", "busy")
        second_is_back.set()
        assert (second.code, "Another process is working on harvest busy" in second.err) == (2, True)
        assert ended(process, began).code == 0


def test_a_graph_goes_through_csv_unchanged(walked: Citewalk, tmp_path: Path) -> None:
    assert walked.run("export", "--format", "csv", "-o", str(tmp_path / "one")).code == 0
    other = Citewalk(tmp_path / "home")
    try:
        loaded = other.run("load", "csv", str(tmp_path / "one"))
        assert (loaded.code, loaded.err) == (0, "")
        assert other.run("export", "--format", "csv", "-o", str(tmp_path / "two")).code == 0
    finally:
        other.run("engine", "stop")
    for name in ("nodes.csv", "edges.csv"):
        assert (tmp_path / "one" / name).read_text() == (tmp_path / "two" / name).read_text()


@dataclass
class HeldBack:
    """A server that answers all but the requests from a number on."""

    server: ReplayServer
    most: float = float("inf")


@contextmanager
def held_back(bundled: NcbiReplay) -> Iterator[HeldBack]:
    def wait(_: Asked) -> None:
        number = len(slow.server.log)
        while number >= slow.most:
            time.sleep(0.02)

    with serving(bundled, before=wait) as server:
        slow = HeldBack(server)
        try:
            yield slow
        finally:
            slow.most = float("inf")


def cut_off(command: Citewalk, slow: HeldBack, number: signal.Signals, *, name: str = "", resume: str = "") -> Said:
    """A harvest that is sent a signal while its second request is under way."""
    words = ["--resume", resume] if resume else [SEED, "--source", "ncbi", "--as", name]
    slow.most, began = len(slow.server.log) + 2, time.monotonic()
    process = command.start("harvest", *words, "--json")
    wait_for_requests(slow.server, int(slow.most))
    process.send_signal(number)
    said = ended(process, began)
    slow.most = float("inf")
    return said


def wait_for_requests(server: ReplayServer, number: int) -> None:
    deadline = time.monotonic() + 200
    while len(server.log) < number:
        assert time.monotonic() < deadline, "the harvest asks nothing"
        time.sleep(0.05)
