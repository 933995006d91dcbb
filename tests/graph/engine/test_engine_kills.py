"""The short form of `benchmarks/kill_engine.py`."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from benchmarks.kill_engine import prove


@pytest.mark.proof
def test_kills_in_the_middle_of_transactions_lose_nothing_acknowledged_and_leave_nothing_half(tmp_path: Path) -> None:
    outcome = prove(tmp_path / "graph", 3, "512m", random.Random())
    assert outcome.acknowledged
    assert (outcome.lost, outcome.half) == (0, 0), outcome.line()
