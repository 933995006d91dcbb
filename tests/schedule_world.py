"""A made-up world for schedules: hosts with clocks of their own, runners and harvests that die, time that is steady.

The deciding code, the runner and the watch are the real ones; what is made up is what they act on: processes, clocks,
and (unless the real store is given) the ledger. Whatever can go wrong goes wrong at random:
runners die between a decision, its claim and the start of the process; hosts lose power; harvests are killed, stopped
for minutes, crash, or end incomplete; clocks are a day ahead or behind for a while; two runners look at once.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from graph.model import Harvest, HarvestState
from graph.schedules import Run, Schedule
from harvest.runner import Book, Runner
from harvest.watch import Watch

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
STEP = 20.0
"""Seconds between two looks while anything is under way, as in the real runner."""
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


class Ledger(Protocol):
    """Where schedules, runs and claims are kept: in memory, or in the real store."""

    book: Book

    def harvest(self, id_: str) -> Harvest:
        """A harvest as it stands."""

    def claim(self, mine: Harvest, walked: Callable[[Harvest], bool]) -> Harvest | None:
        """As `graph.claims.claim`."""

    def beat(self, mine: Harvest, at: datetime) -> str | None:
        """As `graph.claims.beat`."""

    def write(self, harvest: Harvest) -> None:
        """Write a harvest's state."""


class MemoryLedger:
    """The semantics of the store's schedules and claims, in memory; a call is a transaction."""

    def __init__(self, schedules: Sequence[Schedule]) -> None:
        self.book: Book = self
        self._schedules = {one.id: one for one in schedules}
        self._runs: dict[str, dict[datetime, Run]] = {one.id: {} for one in schedules}
        self._harvests: dict[str, Harvest] = {}

    def all(self) -> list[Schedule]:
        return list(self._schedules.values())

    def runs(self, id_: str, window: datetime | None) -> list[Run]:
        runs = self._runs[id_]
        latest = next(reversed(runs.values()), None)
        found = [latest] if latest else []
        if window in runs and runs[window] is not latest:
            found.append(runs[window])
        return [replace(run, harvest=self._harvests[run.harvest.id]) for run in found]

    def begin(self, schedule: Schedule, window: datetime, harvest: Harvest) -> bool:
        if self._schedules[schedule.id].turn != schedule.turn or window in self._runs[schedule.id]:
            return False
        self._schedules[schedule.id] = replace(schedule, turn=schedule.turn + 1)
        self._harvests[harvest.id] = harvest
        run = Run(window=window, harvest=harvest, number=schedule.turn + 1, tries=1, tried=harvest.started)
        self._runs[schedule.id][window] = run
        return True

    def try_again(self, id_: str, run: Run, at: datetime) -> bool:
        if self._runs[id_][run.window].tries != run.tries:
            return False
        self._change(id_, run, tries=run.tries + 1, tried=at)
        return True

    def note_end(self, id_: str, run: Run, reason: str) -> None:
        self._change(id_, run, ended=self._runs[id_][run.window].ended + 1, reason=reason)

    def _change(self, id_: str, run: Run, **changes: object) -> None:
        self._runs[id_][run.window] = replace(self._runs[id_][run.window], **changes)  # type: ignore[arg-type]

    def harvest(self, id_: str) -> Harvest:
        return self._harvests[id_]

    def claim(self, mine: Harvest, walked: Callable[[Harvest], bool]) -> Harvest | None:
        runs = self._runs[str(mine.parameters["schedule"])].values()
        others = [self._harvests[run.harvest.id] for run in runs if run.number > len(runs) - 5]
        rivals = [self._harvests[mine.id], *(one for one in others if one.id != mine.id)]
        rivals = [
            one for one in rivals if one.state is HarvestState.RUNNING and one.process not in (None, mine.process)
        ]
        rival = next(filter(walked, rivals), None)
        if rival is None:
            self._harvests[mine.id] = mine
        return rival

    def beat(self, mine: Harvest, at: datetime) -> str | None:
        now = self._harvests[mine.id]
        if now.process == mine.process:
            self._harvests[mine.id] = replace(now, updated=at)
        return now.process

    def write(self, harvest: Harvest) -> None:
        self._harvests[harvest.id] = harvest


class Died(BaseException):
    """A runner was killed in the middle of what it did."""


@dataclass
class Host:
    """A machine: its clock is `ahead` of the true time by some seconds. Its runner is back at `back`."""

    name: str
    ahead: float = 0.0
    put_right: float = 0.0
    runner: Runner | None = None
    back: float = 0.0


@dataclass(eq=False)
class Process:
    """A `citewalk harvest --resume` of the made-up world."""

    world: World
    host: Host
    harvest: str
    name: str
    wait: float
    work: float
    watch: Watch
    mine: Harvest | None = None
    stopped: float = 0.0
    code: int | None = None

    def step(self, seconds: float) -> None:
        """Live for so long."""
        if self.stopped > self.world.time:
            return
        self.wait -= seconds
        if self.wait > 0:
            return
        if self.mine is None:
            self._claim()
            return
        if self.world.ledger.beat(self.mine, self.world.now(self.host)) != self.name:
            self.world.seen["taken over from a process that had stopped"] += 1
            self.end(130)
            return
        self.work -= seconds
        if self.work <= 0:
            self._finish()

    def _claim(self) -> None:
        known = self.world.ledger.harvest(self.harvest)
        if known.state is HarvestState.COMPLETE:
            self.end(0)
            return
        now = self.world.now(self.host)
        mine = replace(known, state=HarvestState.RUNNING, finished=None, process=self.name, updated=now)
        rival = self.world.ledger.claim(mine, self.watch.walked)
        if rival is None:
            self.mine = mine
            self.world.claimed[self.harvest] = self
        elif not self.watch.undecided(rival):
            self.world.seen["second process refused"] += 1
            self.end(2)

    def _finish(self) -> None:
        assert self.mine is not None
        chance = self.world.chance.random() if self.world.rough else 1.0
        if chance < 0.03:  # a bug in citewalk: nothing is written any more
            self.end(1)
            return
        state = HarvestState.INCOMPLETE if chance < 0.15 else HarvestState.COMPLETE
        done = replace(self.mine, state=state, process=None, finished=self.world.now(self.host))
        self.world.ledger.write(done)
        self.world.claimed.pop(self.harvest, None)
        if state is HarvestState.COMPLETE:
            self.world.completed[self.harvest] += 1
        self.end(3 if state is HarvestState.INCOMPLETE else 0)

    def end(self, code: int) -> None:
        self.code = code
        self.world.processes.remove(self)


@dataclass
class HostJobs:
    """The processes that one runner has started."""

    world: World
    host: Host
    children: list[Process] = field(default_factory=list)

    def resume(self, id_: str) -> None:
        if self.world.strikes(0.01):
            raise Died
        self.children.append(self.world.spawn(self.host, id_))
        if self.world.strikes(0.01):
            raise Died

    def ended(self) -> Mapping[str, int]:
        gone = {child.harvest: child.code for child in self.children if child.code is not None}
        self.children = [child for child in self.children if child.code is None]
        return gone

    def last_words(self, id_: str) -> str:
        return f"{id_} said this last"


@dataclass
class FlakyBook:
    """A ledger's book, between whose calls runners die and other runners look."""

    world: World
    host: Host
    book: Book

    def all(self) -> Sequence[Schedule]:
        return self.book.all()

    def runs(self, id_: str, window: datetime | None) -> Sequence[Run]:
        return self.book.runs(id_, window)

    def begin(self, schedule: Schedule, window: datetime, harvest: Harvest) -> bool:
        self.world.before_a_claim(self.host)
        begun = self.book.begin(schedule, window, harvest)
        if begun:
            self.world.begun[schedule.id][window] += 1
        else:
            self.world.seen["second runner refused"] += 1
        self.world.after_a_claim()
        return begun

    def try_again(self, id_: str, run: Run, at: datetime) -> bool:
        self.world.before_a_claim(self.host)
        mine = self.book.try_again(id_, run, at)
        self.world.seen["resumed" if mine else "second runner refused"] += 1
        self.world.after_a_claim()
        return mine

    def note_end(self, id_: str, run: Run, reason: str) -> None:
        self.book.note_end(id_, run, reason)


@dataclass
class World:
    """Hosts, processes and the true time, in seconds since `EPOCH`; `windows` are worked out the plain way."""

    ledger: Ledger
    windows: Mapping[str, list[datetime]]
    chance: random.Random
    hosts: list[Host] = field(default_factory=lambda: [Host("one"), Host("two")])
    minutes: float = 11
    """How long a harvest takes, in the middle; now and then it is five times as long."""
    rough: bool = True
    """Whether anything goes wrong."""
    time: float = 0.0
    processes: list[Process] = field(default_factory=list)
    claimed: dict[str, Process] = field(default_factory=dict)
    begun: dict[str, Counter[datetime]] = field(default_factory=lambda: defaultdict(Counter))
    completed: Counter[str] = field(default_factory=Counter)
    awaited: set[tuple[str, datetime]] = field(default_factory=set)
    """Windows that a runner saw due, and lived on, while nothing of their schedule was under way."""
    seen: Counter[str] = field(default_factory=Counter)
    pids: Iterator[int] = field(default_factory=lambda: iter(range(1, 10**9)))
    looking: bool = False

    def now(self, host: Host) -> datetime:
        """What a host's clock shows."""
        return EPOCH + timedelta(seconds=self.time + host.ahead)

    def strikes(self, probability: float) -> bool:
        return self.rough and self.chance.random() < probability

    def spawn(self, host: Host, harvest: str) -> Process:
        work = MINUTE * self.minutes * self.chance.lognormvariate(0, 0.8)
        name = f"{host.name}:{next(self.pids)}:0"
        process = Process(self, host, harvest, name, self.chance.lognormvariate(1.0, 1.2), work, self._watch(host))
        self.processes.append(process)
        return process

    def before_a_claim(self, host: Host) -> None:
        if self.strikes(0.01):
            raise Died
        if not self.looking and self.strikes(0.3):  # somebody else looks just now
            self.looking = True
            for other in self.hosts:
                if other is not host:
                    self._look(other)
            self.looking = False

    def after_a_claim(self) -> None:
        if self.strikes(0.01):
            raise Died

    def live(self, until: float) -> None:
        """Let time pass until so many seconds since the start."""
        while self.time < until:
            busy = bool(self.processes or self.claimed)
            seconds = STEP if busy else self.chance.uniform(2 * MINUTE, 15 * MINUTE)
            self.time += seconds
            for host in self.hosts:
                self._fate(host, seconds)
            for process in self.chance.sample(self.processes, len(self.processes)):
                if process.code is None:
                    process.step(seconds)
            self._count_walkers()
            for host in self.chance.sample(self.hosts, len(self.hosts)):
                self._look(host)

    def _fate(self, host: Host, seconds: float) -> None:
        if host.ahead and (self.time >= host.put_right or not self.rough):
            host.ahead = 0.0
        elif self.strikes(seconds / (6 * DAY)):
            host.ahead = self.chance.choice([-DAY, DAY, -HOUR, HOUR])
            host.put_right = self.time + self.chance.uniform(10 * MINUTE, 2 * DAY)
            self.seen[f"clock {'ahead' if host.ahead > 0 else 'behind'}"] += 1
        if self.strikes(seconds / (4 * DAY)):
            self._kill_runner(host)
            if self.strikes(0.5):
                self.seen["power cut"] += 1
                for process in [one for one in self.processes if one.host is host]:
                    process.end(-9)
        for process in [one for one in self.processes if one.host is host and one.mine]:
            if self.strikes(seconds / (3 * HOUR)):
                self.seen["harvest killed"] += 1
                process.end(-9)
            elif self.strikes(seconds / (20 * HOUR)):
                self.seen["harvest stopped for a while"] += 1
                process.stopped = self.time + self.chance.uniform(MINUTE, 40 * MINUTE)
        if host.runner is None and (self.time >= host.back or not self.rough):
            book = FlakyBook(self, host, self.ledger.book)
            jobs = HostJobs(self, host)
            host.runner = Runner(book, jobs, lambda _: [], watch=self._watch(host), now=lambda: self.now(host))

    def _kill_runner(self, host: Host) -> None:
        if host.runner is not None:
            self.seen["runner killed"] += 1
        host.runner = None
        host.back = self.time + self.chance.choice([MINUTE, 20 * MINUTE, 5 * HOUR, 40 * HOUR]) * self.chance.random()

    def _look(self, host: Host) -> None:
        if host.runner is None:
            return
        waiting = [] if self.looking else list(self._awaited(host))
        try:
            host.runner.look()
        except Died:
            self._kill_runner(host)
            return
        self.awaited.update(waiting)

    def _awaited(self, host: Host) -> Iterator[tuple[str, datetime]]:
        """Windows that a runner that looks now should see due."""
        for schedule in self.ledger.book.all():
            due = bisect_right(self.windows[schedule.id], self.now(host))
            window = self.windows[schedule.id][due - 1] if due else None
            latest = next(iter(self.ledger.book.runs(schedule.id, None)), None)
            idle = latest is None or latest.harvest.state is HarvestState.COMPLETE
            if window and window > schedule.added and idle and not self.begun[schedule.id][window]:
                yield schedule.id, window

    def _count_walkers(self) -> None:
        walked = Counter(
            str(process.mine.parameters["schedule"])
            for process in self.processes
            if process.mine and process.stopped <= self.time
        )
        self.seen["OVERLAPS"] += sum(count - 1 for count in walked.values())
        for harvest, process in list(self.claimed.items()):
            if process.code == 1:  # nothing of it is left but its claim
                self.claimed.pop(harvest)

    def _watch(self, host: Host) -> Watch:
        return Watch(
            lambda: self.time,
            is_here=lambda name: name.split(":")[0] == host.name,
            is_alive=lambda name: any(one.name == name for one in self.processes),
        )
