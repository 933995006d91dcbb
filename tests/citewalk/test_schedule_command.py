"""`citewalk schedule` as its users run it: added, listed, run once whoever runs it, resumed, removed."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from subprocess import Popen
from threading import Event
from typing import Any

import psutil
import pytest

from graph.store import Store
from harvest.demo.ncbi_replay import NcbiReplay
from harvest.processes import is_alive
from tests.citewalk.commanding import SEED, Citewalk, Said, ended
from tests.replay import Asked, serving
from tests.stores import StoreAddress

LONG_AGO = "2020-01-01T00:00:00.000000Z"
RUNS = """
MATCH (s:Schedule)-[r:RAN]->(h:Harvest)
RETURN s.id AS schedule, r.tries AS tries, h.id AS harvest, h.state AS state, h.process AS process"""


@pytest.fixture
def kept(citewalk: Citewalk) -> Iterator[Store]:
    """The graph of the command's home, whose engine is kept up meanwhile."""
    with StoreAddress(str(citewalk.home / "graph")).open() as store:
        yield store


def add(command: Citewalk, kept: Store, *words: str) -> str:
    """A schedule of one small harvest every January 1, added so long ago that this year's window is due."""
    walk = words or ("--source", "ncbi", "--depth", "1")
    said = command.run("schedule", "add", "--cron", "0 0 1 1 *", "--timezone", "UTC", SEED, *walk)
    assert said.code == 0, said.err
    kept.query(f"MATCH (s:Schedule) SET s.added = '{LONG_AGO}'", write=True)
    return said.out.strip()


def listed(command: Citewalk) -> list[dict[str, Any]]:
    said = command.run("schedule", "list", "--json")
    assert said.code == 0, said.err
    rows: list[dict[str, Any]] = said.json()
    return rows


def once(kept: Store, stands: Callable[[Mapping[str, object]], object]) -> Mapping[str, Any]:
    """The one run of the graph, once it stands so."""
    deadline = time.monotonic() + 200
    while time.monotonic() < deadline:
        runs = kept.read(RUNS)
        if runs and stands(runs[0]):
            assert len(runs) == 1
            return runs[0]
        time.sleep(0.2)
    raise AssertionError(f"the run never stood so: {kept.read(RUNS)}")


def is_complete(run: Mapping[str, object]) -> bool:
    return run["state"] == "complete"


def interrupt(process: Popen[str], with_: signal.Signals = signal.SIGINT) -> Said:
    process.send_signal(with_)
    return ended(process, time.monotonic())


def test_a_schedule_is_added_listed_and_removed(citewalk: Citewalk, kept: Store) -> None:
    said = citewalk.run("schedule", "add", "--cron", "0  3 * * 1", "--timezone", "Europe/Berlin", SEED, "--depth", "1")
    assert said.code == 0, said.err
    id_ = said.out.strip()
    assert "0 3 * * 1 (Europe/Berlin)" in said.err
    (one,) = listed(citewalk)
    assert (one["id"], one["cron"], one["timezone"]) == (id_, "0 3 * * 1", "Europe/Berlin")
    assert (one["seeds"], one["parameters"]["depth"], one["runs"], one["last"]) == ([f"pmid:{SEED}"], 1, 0, None)
    next_ = datetime.fromisoformat(one["next"])
    assert (next_.weekday(), next_.hour, next_.minute) == (0, 3, 0)
    assert id_ in citewalk.run("schedule", "list").out
    assert citewalk.run("schedule", "run", "--once").code == 0
    assert kept.read(RUNS) == []
    assert citewalk.run("schedule", "remove", id_).code == 0
    assert listed(citewalk) == []
    gone = citewalk.run("schedule", "remove", id_)
    assert (gone.code, gone.out) == (4, "")
    assert f"There is no schedule {id_}" in gone.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--cron", "0 3 * *", SEED), "not five fields"),
        (("--cron", "0 3 * * 1", "--timezone", "Mars", SEED), "There is no time zone 'Mars'"),
        (("--cron", "0 3 * * 1"), "at least one SEED"),
        (("--cron", "0 3 * * 1", "no id"), "is not an identifier"),
        (("--cron", "0 3 * * 1", SEED, "--source", "nobody"), "There is no source 'nobody'"),
    ],
)
def test_a_schedule_that_makes_no_sense_is_refused_in_a_sentence(
    citewalk: Citewalk, words: tuple[str, ...], sentence: str
) -> None:
    said = citewalk.run("schedule", "add", *words)
    assert (said.code, said.out) == (2, "")
    assert sentence in said.err
    assert not citewalk.home.exists() or not (citewalk.home / "graph").exists()


def test_a_missed_window_is_caught_up_once_whoever_runs_it(citewalk: Citewalk, kept: Store) -> None:
    id_ = add(citewalk, kept)
    began = time.monotonic()
    runners = [ended(one, began) for one in [citewalk.start("schedule", "run", "--once") for _ in range(3)]]
    assert [said.code for said in runners] == [0, 0, 0], [said.err for said in runners]
    once(kept, is_complete)
    assert citewalk.run("schedule", "run", "--once").code == 0
    run = once(kept, is_complete)
    assert (run["schedule"], run["tries"], run["process"]) == (id_, 1, None)
    assert citewalk.run("harvests", run["harvest"]).code == 0
    (one,) = listed(citewalk)
    assert (one["runs"], one["last"]["state"], one["last"]["harvest"]) == (1, "complete", run["harvest"])
    assert one["last"]["window"].endswith("-01-01T00:00+00:00")


def test_a_harvest_goes_on_without_its_runner_and_a_run_that_was_cut_off_is_resumed(
    citewalk: Citewalk, kept: Store, bundled: NcbiReplay
) -> None:
    let_go = Event()

    def held_back(_: Asked) -> None:
        if len(slow.log) > 2:
            let_go.wait(280)

    with serving(bundled, before=held_back) as slow:
        command = citewalk.given(CITEWALK_NCBI_URL=slow.url)
        add(command, kept, "--source", "ncbi", "--depth", "3")
        runner = command.start("schedule", "run")
        first = once(kept, lambda run: run["process"] and len(slow.log) > 2)
        walker = psutil.Process(int(first["process"].rsplit(":", 2)[1]))
        walker.suspend()  # or it would lose its patience with the source while we look
        stopped = interrupt(runner)
        assert stopped.code == 130
        assert f"Harvest {first['harvest']} goes on by itself" in stopped.err
        assert command.run("schedule", "run", "--once").code == 0  # another walks it: nothing to do
        walker.kill()
        while is_alive(first["process"]):
            time.sleep(0.1)
        assert listed(command)[0]["last"]["state"] == "interrupted"
        kept.query(f"MATCH (:Schedule)-[r:RAN]->() SET r.tried = '{LONG_AGO}'", write=True)  # its pause is over
        let_go.set()
        said = command.run("schedule", "run", "--once")
        assert said.code == 0, said.err
        done = once(kept, is_complete)
        assert (done["harvest"], done["tries"]) == (first["harvest"], 2)
        different = {(one.path, str(one.parameters)) for one in slow.log}
        assert len(slow.log) - len(different) <= 1, "only the request in flight was repeated"


def test_an_incomplete_run_is_told_kept_and_not_tried_again_at_once(citewalk: Citewalk, kept: Store) -> None:
    command = citewalk.given(CITEWALK_RETRIES="0")
    add(command, kept, "--source", "icite", "--depth", "0")  # nobody listens there
    first = command.run("schedule", "run", "--once")
    assert first.code == 3
    assert "gone on with" in first.err
    (one,) = listed(command)
    assert (one["last"]["state"], one["last"]["tries"]) == ("incomplete", 1)
    assert one["last"]["reason"]
    assert command.run("schedule", "run", "--once").code == 0
    assert listed(command)[0]["last"]["tries"] == 1


def test_serve_runs_schedules_until_it_is_told_to_stop(citewalk: Citewalk, kept: Store) -> None:
    add(citewalk, kept)
    served = citewalk.start("serve", "--port", "0")
    once(kept, is_complete)
    said = interrupt(served, signal.SIGTERM)
    assert said.code in (0, 130)
