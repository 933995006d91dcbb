"""Who still walks: processes of this host are looked up, those of others are watched by a clock that nobody sets."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from graph.model import Harvest, HarvestState
from harvest.processes import is_alive, is_here, this_process
from harvest.watch import GAP, LEASE, Watch

ROOT = Path(__file__).resolve().parents[2]
AT = datetime(2026, 3, 1, tzinfo=UTC)
ELSEWHERE = Harvest(
    id="h1", seeds=(), parameters={}, state=HarvestState.RUNNING, started=AT, process="elsewhere:7:1.00", updated=AT
)


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def look(watch: Watch, clock: Clock, harvest: Harvest, *, seconds: float, every: float = 15) -> bool:
    """Look at the same sign again and again for so long; what the last look says."""
    walked = watch.walked(harvest)
    for _ in range(int(seconds / every)):
        clock.now += every
        walked = watch.walked(harvest)
    return walked


def test_this_process_is_here_and_alive() -> None:
    assert is_here(this_process())
    assert is_alive(this_process())


@pytest.mark.skipif(not hasattr(os, "waitid"), reason="processes are buried at once here")
def test_a_process_that_ended_is_not_alive_even_before_its_parent_has_noticed() -> None:
    said = "from harvest.processes import this_process; print(this_process())"
    with subprocess.Popen([sys.executable, "-c", said], stdout=subprocess.PIPE, text=True, cwd=ROOT) as child:
        assert child.stdout
        name = child.stdout.read().strip()
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # ended, and not yet buried
        assert name
        assert not is_alive(name)
    assert not is_alive(name)


def test_another_process_of_the_same_number_is_not_the_one_that_was_named() -> None:
    host, pid, start = this_process().rsplit(":", 2)
    assert not is_alive(f"{host}:{pid}:{float(start) - 1:.2f}")
    assert not is_alive("nonsense")


def test_one_elsewhere_that_gives_no_sign_is_dead_after_the_lease(clock: Clock) -> None:
    watch = Watch(clock)
    assert look(watch, clock, ELSEWHERE, seconds=LEASE - 15)
    assert watch.undecided(ELSEWHERE)
    assert not look(watch, clock, ELSEWHERE, seconds=15)
    assert not watch.undecided(ELSEWHERE)


def test_a_sign_of_life_counts_whatever_time_it_claims_to_be(clock: Clock) -> None:
    watch = Watch(clock)
    look(watch, clock, ELSEWHERE, seconds=LEASE - 15)
    signs = replace(ELSEWHERE, updated=AT - timedelta(days=1))
    assert look(watch, clock, signs, seconds=LEASE - 15)
    assert not watch.undecided(signs)


def test_whoever_did_not_look_for_long_watches_anew(clock: Clock) -> None:
    watch = Watch(clock)
    look(watch, clock, ELSEWHERE, seconds=LEASE - 15)
    clock.now += GAP + LEASE
    assert watch.walked(ELSEWHERE)


def test_a_harvest_that_has_ended_or_was_never_started_is_walked_by_nobody(clock: Clock) -> None:
    watch = Watch(clock)
    assert not watch.walked(replace(ELSEWHERE, state=HarvestState.COMPLETE))
    assert not watch.walked(replace(ELSEWHERE, process=None))
