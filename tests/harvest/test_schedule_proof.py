"""A short form of `benchmarks/schedules.py`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.proof
@pytest.mark.parametrize("seed", ["1", "2"])
def test_every_window_runs_once_under_crashes_jumping_clocks_and_two_runners(seed: str) -> None:
    command = [sys.executable, str(ROOT / "benchmarks" / "schedules.py"), "--days", "15", "--random", seed]
    proof = subprocess.run(command, capture_output=True, text=True, timeout=250, check=False)
    assert proof.returncode == 0, proof.stdout + proof.stderr
    assert "repeated: 0, completed twice: 0, lost: 0, never caught up: 0" in proof.stdout
    assert "overlapping: 0, unfinished at the end: 0" in proof.stdout
