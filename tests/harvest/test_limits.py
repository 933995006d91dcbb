"""Rate limits that hold over processes."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvest.limits import MICRO, Pace, common_folder, is_ours, spacing

ROOT = Path(__file__).resolve().parents[2]
HOLD_THE_LOCK = """
import sys, time
from filelock import FileLock
lock = FileLock(sys.argv[1])
lock.acquire()
print("held", flush=True)
time.sleep(600)
"""
HAMMER = """
import sys
from pathlib import Path
from harvest.limits import Pace
pace = Pace("icite", "h:1", 100_000, Path(sys.argv[1]))
print("ready", flush=True)
while True:
    pace.wait()
"""


class Clock:
    """Time that passes in sleep, and that a test may set."""

    def __init__(self) -> None:
        self.now = 10_000.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pace(tmp_path: Path, clock: Clock) -> Iterator[Callable[..., Pace]]:
    with ExitStack() as stack:

        def opened(per_second: float = 3, source: str = "icite", address: str = "icite.od.nih.gov:443") -> Pace:
            made = Pace(source, address, per_second, tmp_path, clock=clock, sleep=clock.sleep)
            return stack.enter_context(closing(made))

        yield opened


def moments(clock: Clock, *paces: Pace, number: int = 30) -> list[float]:
    """When requests are sent that take turns between `paces`."""
    sent = []
    for turn in range(number):
        paces[turn % len(paces)].wait()
        sent.append(clock())
    return sent


def most_in_a_second(sent: list[float]) -> int:
    return max(sum(first <= other < first + 1 for other in sent) for first in sent)


@pytest.mark.parametrize("per_second", [0.5, 1, 3, 10, 90, 100, 1000])
def test_no_second_holds_more_than_the_rate_and_nine_tenths_are_used(
    pace: Callable[..., Pace], clock: Clock, per_second: float
) -> None:
    number = max(10, int(3 * per_second))
    sent = moments(clock, pace(per_second), pace(per_second), number=number)
    assert most_in_a_second(sent) <= max(1, per_second)
    assert (number - 1) / (sent[-1] - sent[0]) >= 0.88 * per_second


@given(st.floats(0.01, 100_000))
def test_the_spacing_always_leaves_a_tenth(per_second: float) -> None:
    rate = spacing(per_second)
    assert rate.limit * MICRO / rate.interval <= 0.9 * per_second * (1 + 1e-9)
    assert rate.limit <= max(1, per_second / 50)


def test_sources_and_addresses_have_limits_of_their_own(pace: Callable[..., Pace], clock: Clock) -> None:
    others = [pace(1), pace(1, "ncbi"), pace(1, address="127.0.0.1:80"), pace(1, address="127.0.0.1:81")]
    sent = moments(clock, *others, number=4)
    assert sent[0] == sent[-1]


def test_a_source_that_was_left_alone_may_not_burst(pace: Callable[..., Pace], clock: Clock) -> None:
    made = pace(3)
    moments(clock, made, number=3)
    clock.now += 100
    assert most_in_a_second(moments(clock, made, number=9)) <= 3


def test_a_moment_that_was_slept_through_is_not_used(tmp_path: Path, clock: Clock) -> None:
    naps = iter([0.2, 0.0, 0.0, 0.0])
    with closing(Pace("icite", "h:1", 3, tmp_path, clock=clock, sleep=lambda s: clock.sleep(s + next(naps)))) as made:
        sent = moments(clock, made, number=3)
    assert min(later - first for first, later in pairwise(sent)) >= 0.33


@pytest.mark.parametrize("jump", [-3600, -5, 3600])
def test_a_clock_that_jumps_neither_stops_nor_floods(pace: Callable[..., Pace], clock: Clock, jump: float) -> None:
    made = pace(3)
    moments(clock, made, number=5)
    clock.now += jump
    began = clock()
    sent = moments(clock, made, number=6)
    assert most_in_a_second(sent) <= 3
    assert sent[-1] - began < 60


@pytest.mark.parametrize("damage", [b"", b"not a database at all, " * 400])
def test_a_damaged_file_is_mended(pace: Callable[..., Pace], tmp_path: Path, clock: Clock, damage: bytes) -> None:
    with closing(Pace("icite", "h:1", 3, tmp_path)) as first:
        first.wait()
    for path in tmp_path.glob("*.sqlite"):
        path.write_bytes(damage)
    sent = moments(clock, pace(3, address="h:1"), number=6)
    assert most_in_a_second(sent) <= 3


def test_a_file_that_was_cleaned_away_is_made_anew_for_all(
    pace: Callable[..., Pace], tmp_path: Path, clock: Clock
) -> None:
    one, two = pace(3), pace(3)
    moments(clock, one, two, number=4)
    for path in tmp_path.iterdir():
        path.unlink()
    assert most_in_a_second(moments(clock, one, two, number=8)) <= 3


def test_without_a_folder_the_limit_holds_for_this_process(
    tmp_path: Path, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    nowhere = tmp_path / "gone"
    with closing(Pace("icite", "h:1", 3, nowhere, clock=clock, sleep=clock.sleep)) as made:
        nowhere.touch()
        assert most_in_a_second(moments(clock, made, number=9)) <= 3
    assert caplog.text.count("for this process alone") == 1


@pytest.mark.parametrize("per_second", [0, -1, float("inf"), float("nan")])
def test_a_rate_that_makes_no_sense_is_refused(tmp_path: Path, per_second: float) -> None:
    with pytest.raises(ValueError, match="give a number above 0"):
        Pace("icite", "h:1", per_second, tmp_path)


def test_the_threads_of_a_process_share_one_limit(tmp_path: Path) -> None:
    sent: list[float] = []
    with closing(Pace("icite", "h:1", 50, tmp_path)) as one, closing(Pace("icite", "h:1", 50, tmp_path)) as two:

        def work(made: Pace) -> None:
            for _ in range(10):
                made.wait()
                sent.append(time.monotonic())

        threads = [threading.Thread(target=work, args=(made,)) for made in (one, one, two, two)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(sent) == 40
    # Each of four may be late to say when it sent its first, and has said so before its second.
    assert max(sent) - min(sent) >= (40 - 5) / 45


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_process_killed_with_the_lock_in_its_hand_holds_nobody_up(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(Pace("icite", "h:1", 100, tmp_path)) as pace:
        pace.wait()
        lock = next(tmp_path.glob("*.lock"))
        with subprocess.Popen([sys.executable, "-c", HOLD_THE_LOCK, lock], stdout=subprocess.PIPE) as holder:
            assert holder.stdout is not None
            assert holder.stdout.readline() == b"held\n"
            dying = threading.Event()
            threading.Timer(0.2, lambda: (dying.set(), holder.kill())).start()
            pace.wait()
            assert dying.is_set(), "nobody waited for the lock"
    assert "for this process alone" not in caplog.text


@pytest.mark.proof
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_processes_killed_in_the_middle_leave_a_limit_that_works(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(Pace("icite", "h:1", 100_000, tmp_path)) as pace:
        for after in (0.0, 0.013, 0.05):
            with subprocess.Popen([sys.executable, "-c", HAMMER, tmp_path], cwd=ROOT, stdout=subprocess.PIPE) as hammer:
                assert hammer.stdout is not None
                hammer.stdout.readline()
                time.sleep(after)
                hammer.send_signal(signal.SIGKILL)
                hammer.wait()
            pace.wait()
    assert "for this process alone" not in caplog.text


@pytest.mark.proof
def test_no_second_at_a_server_holds_too_many_requests_of_two_processes() -> None:
    counted = subprocess.run(
        [sys.executable, ROOT / "benchmarks" / "rate_limits.py", "--requests", "400", "--rate", "200"],
        capture_output=True,
        check=False,
    )
    assert counted.returncode == 0, counted.stdout + counted.stderr
    assert json.loads(counted.stdout)["breaches"] == 0


def test_the_common_folder_is_closed_to_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    folder = common_folder()
    assert folder.parent == tmp_path
    assert common_folder() == folder
    if sys.platform != "win32":
        folder.chmod(0o777)
        common_folder()
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="files have no such owner here")
def test_a_folder_that_is_not_ours_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    trap = tmp_path / f"citewalk-{os.getuid()}"
    trap.symlink_to(elsewhere)
    folder = common_folder()
    assert folder not in (trap, elsewhere)
    assert is_ours(folder)
    assert "is not a folder of yours alone" in caplog.text
    if os.getuid() == 0:
        os.chown(elsewhere, 12_345, -1)
        assert not is_ours(elsewhere)
