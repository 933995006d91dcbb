"""Folders and ports that cannot be used are told in a sentence, with exit code 5."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from graph.engine import EngineOptions, join, status, stop
from graph.engine.accounts import ensure_accounts, load_accounts
from graph.engine.folder import ROOM, Folder, read_json, write_private
from graph.engine.java import argument_file, check_age, end_orphan, find_program
from graph.errors import StoreError, StoreFull, StoreNewer, StoreRefused
from tests.graph.engine.running import SMALL, kill, run, wait_until


@contextlib.contextmanager
def mounted(place: Path, options: str) -> Iterator[Path]:
    """A small disk of its own, where this user may mount one."""
    place.mkdir()
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root on Linux")
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", place], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("this system does not let a disk be mounted")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", place], check=True)


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "graph").write_text("not a folder")
    with pytest.raises(StoreRefused, match="is a file") as told:
        join(tmp_path / "graph", SMALL)
    assert told.value.exit_code == 5
    assert status(tmp_path / "graph") is None


def test_a_folder_below_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreRefused, match="is a file"):
        join(tmp_path / "file" / "graph", SMALL)


def test_a_folder_on_a_read_only_disk(tmp_path: Path) -> None:
    with mounted(tmp_path / "disk", "size=1m") as disk:
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        for folder in (disk, disk / "graph"):
            with pytest.raises(StoreRefused, match="read-only"):
                join(folder, SMALL)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_this_user_may_not_write(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreRefused, match="cannot be written"):
        join(tmp_path / "graph", SMALL)
    tmp_path.chmod(0o700)


def test_a_full_disk_is_told_before_the_engine_starts(tmp_path: Path) -> None:
    with mounted(tmp_path / "disk", "size=8m") as disk:
        with pytest.raises(StoreFull, match="full"):
            join(disk / "graph", SMALL)
        (disk / "filler").write_bytes(bytes(7 << 20))
        with pytest.raises(StoreFull, match="full"):
            join(disk / "graph", SMALL)


def test_a_disk_that_fills_up_keeps_what_was_acknowledged(tmp_path: Path) -> None:
    with mounted(tmp_path / "disk", f"size={ROOM + (16 << 20)}") as disk:
        lease = join(disk / "graph", SMALL)
        run(lease.address, "UNWIND range(1, 50) AS n CREATE (:Article {id: n})")
        assert lease.trouble() is None
        with contextlib.suppress(OSError), (disk / "filler").open("wb", buffering=0) as filler:
            while True:
                filler.write(bytes(1 << 16))
        assert isinstance(lease.trouble(), StoreFull)
        running = status(disk / "graph")
        assert running is not None
        kill(running.engine_pid)
        assert wait_until(lambda: status(disk / "graph") is None or not _is_ready(disk / "graph"))
        with pytest.raises(StoreFull, match="full"):
            lease.renew()
        lease.leave()
        (disk / "filler").unlink()
        with join(disk / "graph", SMALL) as again:
            assert run(again.address, "MATCH (a:Article) RETURN count(a) AS n") == [{"n": 50}]
        stop(disk / "graph")


def _is_ready(folder: Path) -> bool:
    running = status(folder)
    return running is not None and running.state == "ready"


def test_a_foreign_program_on_the_chosen_port(folder: Path) -> None:
    with socket.socket() as foreign:
        foreign.bind(("127.0.0.1", 0))
        foreign.listen()
        port = foreign.getsockname()[1]
        with pytest.raises(StoreError, match=f"Port {port} is used by another program") as told:
            join(folder, EngineOptions(heap="512m", bolt_port=port))
    assert told.value.exit_code == 5
    with join(folder, EngineOptions(heap="512m", linger=0.5, bolt_port=port)) as lease:
        assert lease.address.bolt == f"bolt://127.0.0.1:{port}"


def test_a_heap_that_java_cannot_have(folder: Path) -> None:
    with pytest.raises(StoreError, match="CITEWALK_HEAP"):
        join(folder, EngineOptions(heap="9999999g"))


def test_traces_of_a_keeper_that_is_no_more_are_recognised(folder: Path) -> None:
    with socket.socket() as stranger:  # took over the port, and says nothing of keepers
        stranger.bind(("127.0.0.1", 0))
        stranger.listen()
        folder.mkdir()
        traces = {"port": stranger.getsockname()[1], "pid": 1, "token": "old", "engine_pid": os.getpid()}
        write_private(folder / "keeper.json", json.dumps(traces))
        (folder / "keeper.lock").touch()
        stranger.settimeout(None)
        stranger.close()
        assert status(folder) is None
        with join(folder, SMALL) as lease:
            assert run(lease.address, "RETURN 1 AS one") == [{"one": 1}]


def test_a_process_that_took_over_the_number_of_a_dead_engine_is_left_alone(tmp_path: Path) -> None:
    assert not end_orphan(Folder(tmp_path), os.getpid())


def test_an_orphaned_engine_is_ended(tmp_path: Path) -> None:
    program = "import time; print('up', flush=True); time.sleep(600)"
    command = [sys.executable, "-c", program, f"@{Folder(tmp_path).arguments}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as orphan:
        assert orphan.stdout is not None
        orphan.stdout.readline()  # it is itself by now, not its parent's double
        assert end_orphan(Folder(tmp_path), orphan.pid)
        assert orphan.wait() != 0


def test_a_graph_of_a_later_engine_is_refused(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.root.mkdir()
    program = find_program()
    for written, refused in [("26.1.0", False), ("26.10.9", False), ("27.1.0", True), ("26.11.0", True), ("", False)]:
        folder.version.write_text(written)
        expected = pytest.raises(StoreNewer, match=written) if refused else contextlib.nullcontext()
        with expected:
            check_age(program, folder)


def test_stopping_where_nothing_runs_says_so(tmp_path: Path) -> None:
    assert not stop(tmp_path)
    assert not stop(tmp_path / "nowhere")
    assert status(tmp_path / "nowhere") is None


def test_passwords_are_made_once(tmp_path: Path) -> None:
    first = ensure_accounts(Folder(tmp_path))
    assert ensure_accounts(Folder(tmp_path)) == first == load_accounts(Folder(tmp_path))
    assert first.owner not in repr(first)


def test_the_limits_of_the_reader_cut_no_scan_of_a_graph_that_fits_one_machine(tmp_path: Path) -> None:
    ensure_accounts(Folder(tmp_path))
    groups = json.loads((Folder(tmp_path).config / "server-groups.json").read_text())["databases"]["citewalk"]["groups"]
    assert groups["reader"]["resultSetLimit"] >= 50_000_000
    assert groups["reader"]["readTimeout"] == 60_000
    assert groups["reader"]["types"]["*"]["access"] == ["readRecord"]
    assert groups["*"]["types"]["*"]["access"] == groups["reader"]["access"] == []


def test_half_a_file_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "half").write_text('{"port": 12')
    assert read_json(tmp_path / "half") is None
    assert read_json(tmp_path / "none") is None


def test_the_words_of_the_argument_file_survive_spaces_and_backslashes() -> None:
    assert argument_file(["-cp", 'C:\\My "graphs"']) == '"-cp"\n"C:\\\\My \\"graphs\\""\n'


def test_an_engine_in_a_folder_with_blanks_and_accents(tmp_path: Path) -> None:
    folder = tmp_path / "mes graphes étendus"
    with join(folder, SMALL) as lease:
        assert run(lease.address, "RETURN 1 AS one") == [{"one": 1}]
    stop(folder)


def test_the_lock_alone_does_not_pass_for_an_engine(tmp_path: Path) -> None:
    with FileLock(tmp_path / "keeper.lock"):
        assert status(tmp_path) is None
