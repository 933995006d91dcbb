"""Years of schedules under crashes, jumping clocks and two runners: every window once, none overlapping, none lost.

    python benchmarks/schedules.py --days 1000              # in memory
    python benchmarks/schedules.py --days 5 --store         # the same world on the real store, with shorter harvests

See `tests/schedule_world.py` for what goes wrong in that world. Which windows there are is worked out here by plain
matching of local times, not by the library that citewalk asks.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from graph import claims
from graph.engine import stop
from graph.model import Harvest, HarvestState
from graph.schedules import Schedule, Schedules
from graph.store import Store
from tests.schedule_world import DAY, EPOCH, MINUTE, Ledger, MemoryLedger, World
from tests.stores import StoreAddress

Plan = tuple[str, str, str]
PLANS: tuple[Plan, ...] = (
    ("berlin", "30 2 * * *", "Europe/Berlin"),
    ("york", "30 1 * * 1-5", "America/New_York"),
    ("howe", "45 1 * * *", "Australia/Lord_Howe"),
    ("hours", "0 */4 * * *", "UTC"),
)


class GraphLedger:
    """The real store."""

    def __init__(self, store: Store, schedules: Sequence[Schedule]) -> None:
        self._store, self.book = store, Schedules(store)
        for one in schedules:
            self.book.add(one)

    def harvest(self, id_: str) -> Harvest:
        found = self._store.harvest(id_)
        assert found is not None
        return found

    def claim(self, mine: Harvest, walked: Callable[[Harvest], bool]) -> Harvest | None:
        return claims.claim(self._store, mine, walked)

    def beat(self, mine: Harvest, at: datetime) -> str | None:
        return claims.beat(self._store, mine, at)

    def write(self, harvest: Harvest) -> None:
        self._store.write_harvest(harvest)


def schedules(plans: Sequence[Plan]) -> list[Schedule]:
    return [
        Schedule(id=id_, cron=cron, timezone=zone, seeds=("pmid:1",), parameters={}, added=EPOCH)
        for id_, cron, zone in plans
    ]


def windows(cron: str, zone: str, days: int) -> list[datetime]:
    """All windows from the first day on, by matching local times; with room for clocks that are ahead."""
    minute, hour, _, _, weekday = cron.split()
    hours = range(0, 24, int(hour.removeprefix("*/"))) if hour.startswith("*") else [int(hour)]
    first = EPOCH.date() - timedelta(days=3)
    found = set()
    for day in (first + timedelta(days=n) for n in range(days + 10)):
        if weekday == "*" or day.isoweekday() <= 5:
            found |= {first_moment(datetime(day.year, day.month, day.day, at, int(minute)), zone) for at in hours}
    return sorted(found)


def first_moment(local: datetime, zone: str) -> datetime:
    """A local time in UTC: the first of two, and the end of the gap where it is skipped."""
    while True:
        moment = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == local:
            return moment
        local += timedelta(minutes=1)


@contextmanager
def ledger(plans: Sequence[Plan], in_store: bool) -> Iterator[Ledger]:
    if not in_store:
        yield MemoryLedger(schedules(plans))
        return
    with tempfile.TemporaryDirectory() as folder:
        try:
            with StoreAddress(str(Path(folder) / "graph")).open() as store:
                yield GraphLedger(store, schedules(plans))
        finally:
            stop(Path(folder) / "graph")


def report(world: World, days: int, seconds: float) -> int:
    """Print the figures; how many things are wrong."""
    due = {id_: [w for w in all_ if EPOCH < w <= world.now(replace(world.hosts[0], ahead=0.0))]
           for id_, all_ in world.windows.items()}  # fmt: skip
    total = sum(map(len, due.values()))
    once = sum(world.begun[id_][w] == 1 for id_, all_ in due.items() for w in all_)
    missed = [(id_, w) for id_, all_ in due.items() for w in all_ if not world.begun[id_][w]]
    repeated = sum(count > 1 for runs in world.begun.values() for count in runs.values())
    uncaught = sum(not any(ran > w for ran in world.begun[id_]) for id_, w in missed)
    unknown = sum(w not in world.windows[id_] for id_, runs in world.begun.items() for w in runs)
    unfinished = sum(
        run.harvest.state is not HarvestState.COMPLETE
        for one in world.ledger.book.all()
        for run in world.ledger.book.runs(one.id, None)
    )
    lost = sum(not world.begun[id_][window] for id_, window in world.awaited)
    twice = sum(count > 1 for count in world.completed.values())
    print(f"{days} days, {total} windows of {len(due)} schedules, {seconds:.0f} s")
    print("  " + ", ".join(f"{name}: {n}" for name, n in sorted(world.seen.items()) if not name.isupper()))
    print(
        f"  run exactly once: {once}; missed while nobody could run them, and caught up by a later run: {len(missed)}"
    )
    wrong = {
        "repeated": repeated, "completed twice": twice, "lost": lost, "never caught up": uncaught,
        "that are none": unknown, "overlapping": world.seen["OVERLAPS"], "unfinished at the end": unfinished,
    }  # fmt: skip
    print("  " + ", ".join(f"{name}: {n}" for name, n in wrong.items()))
    return sum(wrong.values())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--days", type=int, default=1000)
    parser.add_argument("--store", action="store_true", help="on the real store instead of in memory")
    parser.add_argument("--random", type=int, default=1)
    given = parser.parse_args()
    began = time.monotonic()
    plans = PLANS[::3] if given.store else PLANS
    with ledger(plans, given.store) as kept:
        plain = {id_: windows(cron, zone, given.days + 5) for id_, cron, zone in plans}
        world = World(kept, plain, random.Random(given.random), minutes=3 if given.store else 11)
        world.live(given.days * DAY)
        world.rough = False
        world.live(given.days * DAY + (DAY if given.store else 3 * DAY))  # everything has to be finished by then
        while world.processes:  # of a window that fell on the end
            world.live(world.time + MINUTE)
        return 1 if report(world, given.days, time.monotonic() - began) else 0


if __name__ == "__main__":
    raise SystemExit(main())
