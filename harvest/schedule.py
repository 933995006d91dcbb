"""What a schedule does next.

The windows of a schedule are the instants that its cron expression names after it was added.

- **The latest window at or before now is due** until it has a run. Windows that were missed before it (nobody ran, or
  the run before took longer than a period) are caught up by that one run, not each by one of its own.
- **A window has one run, for ever**: which windows have one is looked up, not reckoned from a clock. A clock that jumps
  back repeats nothing; one that jumps ahead and is put right again loses nothing, because the windows that it passed
  have no run yet.
- **A run that was cut off is resumed** before anything else is begun, however late.
- **A run that came to its end incomplete is resumed with growing pauses until the next window is due**, whose run then
  takes its place; it stays incomplete in the list of harvests.
- **One run at a time**: while a harvest of the schedule is walked, nothing is begun or resumed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from graph.model import Harvest, HarvestState
from graph.schedules import Run, Schedule
from harvest.windows import latest_window

AFTER_A_CUT = timedelta(minutes=1)
"""From a try that was cut off at once to the next; also the time that a process has to show itself in the graph."""
AFTER_AN_END = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Start:
    """Begin the run of a window."""

    window: datetime


@dataclass(frozen=True, slots=True)
class Resume:
    """Go on with a run."""

    run: Run


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing to do; `walked` says that a run is under way, `until` when the next try of one is."""

    walked: bool = False
    until: datetime | None = None


def decide(schedule: Schedule, runs: Sequence[Run], now: datetime, *, walked: bool = False) -> Start | Resume | Wait:
    """The next step. `runs`: the latest run first, with that of the window that is due; `walked`: somebody is at it."""
    if walked:
        return Wait(walked=True)
    due = due_window(schedule, now)
    start = Start(due) if due and all(run.window != due for run in runs) else None
    latest = runs[0] if runs else None
    if latest is None or latest.harvest.state is HarvestState.COMPLETE or (start and latest.ended):
        return start or Wait()
    until = _left_alone_until(latest, now)
    return Wait(until=until) if until else Resume(latest)


def due_window(schedule: Schedule, now: datetime) -> datetime | None:
    """The latest window at or before now, of those after the schedule was added."""
    window = latest_window(schedule.cron, schedule.timezone, now)
    return window if window and window > schedule.added else None


def harvest_of(schedule: Schedule, window: datetime, sources: Sequence[str], now: datetime) -> Harvest:
    """The harvest that a window's run is, before its first step."""
    parameters: Mapping[str, object] = {**schedule.parameters, "sources": list(sources), "schedule": schedule.id}
    return Harvest(
        id=f"{schedule.id}-{window:%Y%m%d-%H%M}",
        seeds=schedule.seeds,
        parameters=parameters,
        state=HarvestState.RUNNING,
        started=now,
    )


def _left_alone_until(run: Run, now: datetime) -> datetime | None:
    """When a run may be tried again; None for now.

    A moment that is still to come says that the clock was set back since, and counts for nothing.
    """
    first, times = (AFTER_AN_END, run.ended) if run.ended else (AFTER_A_CUT, run.tries)
    pause = min(LONGEST_PAUSE, first * 2 ** min(times - 1, 16))
    return max((at + pause for at in (run.tried, run.harvest.finished) if at and at <= now < at + pause), default=None)
