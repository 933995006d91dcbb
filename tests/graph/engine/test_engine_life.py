"""One engine for all commands of a folder, whatever happens to the commands, the keeper or the engine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from graph.engine import EngineOptions, join, start, status, stop
from graph.errors import StoreError
from tests.graph.engine.running import SMALL, engines, is_running, kill, run, wait_until

COMMAND = """
import sys
from pathlib import Path
from graph.engine import EngineOptions, join, status
lease = join(Path(sys.argv[1]), EngineOptions(heap="512m", linger=0.5))
print(status(Path(sys.argv[1])).engine_pid, flush=True)
sys.stdin.read()
"""


def command(folder: Path) -> subprocess.Popen[str]:
    """Another process that uses the engine until its input is closed."""
    words = [sys.executable, "-c", COMMAND, str(folder)]
    return subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_the_engine_stops_by_itself_after_the_last_has_left_and_keeps_the_graph(folder: Path) -> None:
    with join(folder, SMALL) as first, join(folder, SMALL) as second:
        assert first.address == second.address
        run(first.address, "CREATE (:Article {id: 1})")
        running = status(folder)
        assert running is not None
        assert (running.state, running.leases, running.heap, running.pinned) == ("ready", 2, "512m", False)
    assert wait_until(lambda: not is_running(running.keeper_pid))
    assert not is_running(running.engine_pid)
    assert status(folder) is None
    with join(folder, SMALL) as again:
        assert run(again.address, "MATCH (a:Article) RETURN a.id AS id") == [{"id": 1}]


def test_two_commands_that_start_at_once_start_one_engine(folder: Path) -> None:
    with command(folder) as one, command(folder) as other:
        assert one.stdout is not None
        assert other.stdout is not None
        pids = {one.stdout.readline().strip(), other.stdout.readline().strip()}
        assert pids == {str(process.pid) for process in engines(folder)}
        assert len(pids) == 1


def test_a_killed_command_gives_its_lease_back(folder: Path) -> None:
    with command(folder) as killed:
        assert killed.stdout is not None
        engine = int(killed.stdout.readline())
        killed.kill()
    assert wait_until(lambda: not is_running(engine))
    assert not engines(folder)


def test_an_engine_killed_in_use_is_started_again_and_keeps_what_it_acknowledged(folder: Path) -> None:
    with join(folder, SMALL) as lease:
        run(lease.address, "CREATE (:Article {id: 1})")
        before = status(folder)
        assert before is not None
        kill(before.engine_pid)
        wait_until(lambda: not is_running(before.engine_pid))
        assert before.address is not None
        assert lease.renew().bolt == before.address.bolt
        assert run(lease.address, "MATCH (a:Article) RETURN a.id AS id") == [{"id": 1}]
        after = status(folder)
        assert after is not None
        assert after.keeper_pid == before.keeper_pid
        assert after.restarts == 1


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the next keeper ends the orphan")
def test_a_killed_keeper_takes_its_engine_along_and_the_next_command_starts_another(folder: Path) -> None:
    with join(folder, SMALL) as lease:
        run(lease.address, "CREATE (:Article {id: 1})")
        before = status(folder)
        assert before is not None
        kill(before.keeper_pid)
        assert wait_until(lambda: not is_running(before.engine_pid))
        assert (folder / "keeper.json").exists()
        assert status(folder) is None
        lease.renew()
        assert run(lease.address, "MATCH (a:Article) RETURN a.id AS id") == [{"id": 1}]
        assert len(engines(folder)) == 1


def test_a_pinned_engine_runs_without_leases_until_it_is_stopped(folder: Path) -> None:
    address = start(folder, EngineOptions(heap="512m", linger=0.0))
    running = status(folder)
    assert running is not None
    assert running.pinned
    assert running.leases == 0
    assert run(address, "RETURN 1 AS one") == [{"one": 1}]
    assert stop(folder)
    assert wait_until(lambda: not is_running(running.keeper_pid))
    assert not is_running(running.engine_pid)
    assert not stop(folder)


def test_stopping_under_a_lease_ends_the_engine_and_renewing_brings_it_back(folder: Path) -> None:
    with join(folder, SMALL) as lease:
        assert stop(folder)
        assert status(folder) is None
        lease.renew()
        assert run(lease.address, "RETURN 1 AS one") == [{"one": 1}]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no sessions")
def test_the_keeper_is_out_of_reach_of_the_terminal_of_the_command_that_started_it(folder: Path) -> None:
    with join(folder, SMALL):
        running = status(folder)
        assert running is not None
        assert os.getsid(running.keeper_pid) != os.getsid(0)


def test_a_deleted_folder_ends_its_engine(folder: Path) -> None:
    with join(folder, SMALL):
        running = status(folder)
        assert running is not None
        (folder / "keeper.json").unlink()
        assert wait_until(lambda: not is_running(running.keeper_pid))
        assert not is_running(running.engine_pid)


def test_a_lease_that_was_left_cannot_be_renewed(folder: Path) -> None:
    lease = join(folder, SMALL)
    lease.leave()
    with pytest.raises(StoreError, match="join it again"):
        lease.renew()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_a_forked_child_does_not_hold_the_lease_of_its_parent(folder: Path) -> None:
    lease = join(folder, SMALL)
    running = status(folder)
    assert running is not None
    child = os.fork()
    if child == 0:
        signal.pause()
        os._exit(0)
    try:
        lease.leave()
        assert wait_until(lambda: not is_running(running.engine_pid))
    finally:
        kill(child)
        os.waitpid(child, 0)
