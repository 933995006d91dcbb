"""Telling from afar whether a harvest is still walked.

A process of this host is looked up. One of another host gives a sign of life in the graph every few seconds; only after
looking at an unchanged sign for `LEASE` seconds of our own steady clock is it taken for dead. No clock of another host,
and no clock that can be set, is ever read.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from graph.model import Harvest, HarvestState
from harvest.processes import is_alive, is_here

BEAT = 15.0
"""Seconds between two signs of life."""
LEASE = 75.0
GAP = 45.0
"""Whoever has not looked for so long (asleep, or without a store) starts to watch anew."""


@dataclass
class _Seen:
    sign: object
    since: float
    last: float
    moved: bool = False


class Watch:
    """What one observer has seen of the harvests that others walk."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        *,
        is_here: Callable[[str], bool] = is_here,
        is_alive: Callable[[str], bool] = is_alive,
    ) -> None:
        self._clock, self._is_here, self._is_alive = clock, is_here, is_alive
        self._seen: dict[str, _Seen] = {}

    def walked(self, harvest: Harvest) -> bool:
        """Whether somebody walks it; looks once more at one of another host."""
        process = harvest.process
        if harvest.state is not HarvestState.RUNNING or process is None or self._is_here(process):
            self._seen.pop(harvest.id, None)
            return harvest.state is HarvestState.RUNNING and process is not None and self._is_alive(process)
        seen = self._look(harvest)
        return seen.last - seen.since < LEASE

    def undecided(self, harvest: Harvest) -> bool:
        """Whether it is walked elsewhere, as far as anybody has told, and gave no sign since we watch."""
        seen = self._seen.get(harvest.id)
        return seen is not None and not seen.moved and seen.last - seen.since < LEASE

    def _look(self, harvest: Harvest) -> _Seen:
        now, sign = self._clock(), (harvest.process, harvest.updated)
        seen = self._seen.get(harvest.id)
        if seen is None or now - seen.last > GAP:
            seen = self._seen[harvest.id] = _Seen(sign, now, now)
        elif seen.sign != sign:
            seen = self._seen[harvest.id] = _Seen(sign, now, now, moved=True)
        seen.last = now
        return seen
