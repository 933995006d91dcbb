"""What is told of a harvest that another host walks, or did when it was last heard of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from citewalk.commands.harvests import in_full, row_of
from graph.model import Harvest, HarvestState
from harvest.processes import this_process

AT = datetime(2026, 11, 20, 13, 5, tzinfo=UTC)
THERE = Harvest(
    id="h1",
    seeds=("pmid:1",),
    parameters={},
    state=HarvestState.RUNNING,
    started=AT,
    updated=AT,
    process="lab-2:17:3.00",
)


def test_its_host_and_its_last_sign_of_life_are_told_with_what_to_do() -> None:
    sign = "on lab-2, last sign of life 2026-11-20 13:05:00 UTC"
    assert f"walked {sign}; if that host has stopped, take it over with: citewalk harvest --resume h1" in in_full(THERE)
    assert row_of(THERE, "table")[1] == f"running {sign}"


def test_programs_get_one_word() -> None:
    assert row_of(THERE, "csv")[1] == row_of(THERE, "json")[1] == "running"


def test_nothing_is_told_of_one_that_is_walked_here_or_has_ended() -> None:
    for other in (replace(THERE, process=this_process()), replace(THERE, process=None, state=HarvestState.COMPLETE)):
        assert not any("lab-2" in line or line.startswith("walked") for line in in_full(other))
