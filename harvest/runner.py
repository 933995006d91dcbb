"""The runner of schedules: the dull loop that looks what is due and starts a process for it.

Any number of runners may work on one graph. What one of them claims is claimed in the graph, so each of them may be
killed at any instant: a run that was begun and not started is found and started by whoever looks next.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from datetime import UTC, datetime
from threading import Event
from typing import Protocol

from graph.errors import CitewalkError, Incomplete, StoreError
from graph.model import Harvest, HarvestState
from graph.schedules import Run, Schedule
from harvest.schedule import Resume, Start, Wait, decide, due_window, harvest_of
from harvest.watch import Watch

LOOKS = 20.0
"""Seconds between two looks; the first after a window is at most so late."""
SOON = 2.0
INTERRUPTED = 130


class Book(Protocol):
    """Where schedules and their runs are kept: `graph.schedules.Schedules`."""

    def all(self) -> Sequence[Schedule]:
        """Every schedule."""

    def runs(self, id_: str, window: datetime | None) -> Sequence[Run]:
        """The latest run, and that of a window where it has one; the latest first."""

    def begin(self, schedule: Schedule, window: datetime, harvest: Harvest) -> bool:
        """Make the harvest the run of a window; False where that window has a run or another took this turn."""

    def try_again(self, id_: str, run: Run, at: datetime) -> bool:
        """Count another try at a run; False where another has counted one since."""

    def note_end(self, id_: str, run: Run, reason: str) -> None:
        """Keep that the last try at a run ended by itself with something missing."""


class Jobs(Protocol):
    """Harvests as processes of their own: `harvest.jobs.Jobs`."""

    def resume(self, id_: str) -> None:
        """Go on with a harvest, or start the one that has been written."""

    def ended(self) -> Mapping[str, int]:
        """Our harvests whose process has ended since this was last asked, with its exit code."""

    def last_words(self, id_: str) -> str:
        """The last line that a harvest said."""


class Runner:
    """Looks at the schedules of one graph. `sources` names those that a schedule's harvest asks today."""

    def __init__(
        self,
        book: Book,
        jobs: Jobs,
        sources: Callable[[Schedule], Sequence[str]],
        *,
        watch: Watch | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._book, self._jobs, self._sources, self._now, self._tell = book, jobs, sources, now, tell
        self._watch = watch or Watch()
        self._ours: dict[str, Schedule] = {}
        self._told: dict[str, str] = {}
        self._begun: set[str] = set()
        self.missing = False
        """Whether a run that we started came to an end with something missing."""

    @property
    def walking(self) -> list[str]:
        """The harvests that we started and that have not ended."""
        return sorted(self._ours)

    def run(self, over: Event, pause: Callable[[float], object] | None = None) -> None:
        """Look, and look again after a pause, until it is over. Trouble is told once and stops nothing."""
        pause = pause or over.wait
        while not over.is_set():
            try:
                self.look()
                self._told.pop("", None)
            except CitewalkError as error:
                if not over.is_set():
                    self._complain("", error)
            pause(LOOKS)

    def run_once(self, pause: Callable[[float], object]) -> bool:
        """Do what is due now, and wait for its end; whether all of it is complete.

        Runs that another process walks are left to it; where that process is on another host, long enough to see
        whether it lives.
        """
        self._begun.clear()
        while self.look(but=self._begun) or self._ours:
            pause(SOON if self._ours else LOOKS)
        return not self.missing

    def look(self, but: Container[str] = ()) -> bool:
        """Take one step for every schedule but some; whether it is undecided yet whether somebody walks one of them."""
        self._bury()
        undecided = False
        for schedule in self._book.all():
            if schedule.id in but:  # a period may be over already, and another window due
                continue
            try:
                undecided |= self._step(schedule)
                self._told.pop(schedule.id, None)
            except StoreError:
                raise
            except (CitewalkError, OSError) as error:
                self.missing = True
                self._complain(schedule.id, error)
        return undecided

    def _step(self, schedule: Schedule) -> bool:
        now = self._now()
        runs = self._book.runs(schedule.id, due_window(schedule, now))
        latest = runs[0].harvest if runs else None
        walked = latest is not None and (latest.id in self._ours or self._watch.walked(latest))
        match decide(schedule, runs, now, walked=walked):
            case Start(window):
                harvest = harvest_of(schedule, window, self._sources(schedule), now)
                if self._book.begin(schedule, window, harvest):
                    self._begun.add(schedule.id)
                    self._start(schedule, harvest.id, f"starts for {window:%Y-%m-%d %H:%M} UTC")
            case Resume(run):
                if self._book.try_again(schedule.id, run, now):
                    self._start(schedule, run.harvest.id, "is gone on with")
            case Wait(walked=True):
                return latest is not None and self._watch.undecided(latest)
        return False

    def _start(self, schedule: Schedule, id_: str, what: str) -> None:
        self._jobs.resume(id_)
        self._ours[id_] = schedule
        self._tell(f"schedule {schedule.id}: harvest {id_} {what}")

    def _bury(self) -> None:
        ended = [(self._ours.pop(id_), id_, code) for id_, code in self._jobs.ended().items() if id_ in self._ours]
        for schedule, id_, code in ended:
            self._note(schedule, id_, code)

    def _note(self, schedule: Schedule, id_: str, code: int) -> None:
        """Keep how a try ended, unless it was cut off, or lost to another process that is still at it."""
        run = next((run for run in self._book.runs(schedule.id, None) if run.harvest.id == id_), None)
        if run is None or run.harvest.state is HarvestState.COMPLETE:
            self._tell(f"schedule {schedule.id}: harvest {id_} is complete" if run else f"harvest {id_} has ended")
            return
        self.missing = True
        said = self._jobs.last_words(id_) if code not in (0, Incomplete.exit_code) else ""
        how = said or ("it is incomplete" if code == Incomplete.exit_code else f"exit code {code}")
        self._tell(f"schedule {schedule.id}: harvest {id_} ended: {how}")
        if 0 < code != INTERRUPTED and not self._watch.walked(run.harvest):
            self._book.note_end(schedule.id, run, how)

    def _complain(self, about: str, error: Exception) -> None:
        said = f"schedule {about}: {error}" if about else str(error)
        if self._told.get(about) != said:
            self._told[about] = said
            self._tell(said)
