"""A short form of `benchmarks/kill_harvest.py`."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.citewalk.commanding import ROOT


@pytest.mark.proof
def test_harvests_killed_at_random_end_in_the_graph_of_one_that_was_not() -> None:
    command = [sys.executable, str(ROOT / "benchmarks" / "kill_harvest.py"), "--kills", "3", "--per-harvest", "3"]
    proof = subprocess.run(command, capture_output=True, text=True, timeout=250, check=False)
    assert proof.returncode == 0, proof.stdout + proof.stderr
    assert "0 graphs differ" in proof.stdout
