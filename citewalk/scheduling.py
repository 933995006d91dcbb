"""Schedules as the command adds, tells and runs them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from citewalk.harvesting import options_of, parameters_of
from citewalk.printing import say
from citewalk.settings import Settings
from citewalk.wiring import choose_sources
from graph.errors import BadInput, NotFound
from graph.schedules import Run, Schedule, Schedules
from graph.store import Store
from harvest.jobs import Jobs, standing
from harvest.runner import Runner
from harvest.schedule import due_window
from harvest.windows import check_cron, local_timezone, next_window, zone


def new_schedule(
    cron: str, timezone: str | None, seeds: Sequence[str], parameters: Mapping[str, object], now: datetime
) -> Schedule:
    """A schedule that begins now; raises `BadInput` for a cron expression or a time zone that makes no sense."""
    place = zone(timezone or local_timezone()).key
    return Schedule(
        id=f"s{secrets.token_hex(3)}",
        cron=check_cron(cron, place, now),
        timezone=place,
        seeds=tuple(seeds),
        parameters=parameters,
        added=now,
    )


def runner_of(settings: Settings, store: Store) -> Runner:
    """The runner of a graph's schedules; it says on stderr what it does."""
    return Runner(Schedules(store), Jobs(settings.home / "harvests"), lambda one: _sources(settings, one), tell=say)


def described(book: Schedules, schedule: Schedule, now: datetime) -> dict[str, object]:
    """A schedule as one object: what, when, next, and how its latest run stands. Times are in the schedule's zone."""
    due = due_window(schedule, now)
    runs = book.runs(schedule.id, due)
    waiting = due if all(run.window != due for run in runs) else None
    return {
        "id": schedule.id,
        "cron": schedule.cron,
        "timezone": schedule.timezone,
        "next": _local(waiting or next_window(schedule.cron, schedule.timezone, now), schedule),
        "seeds": list(schedule.seeds),
        "parameters": dict(schedule.parameters),
        "added": schedule.added.isoformat(timespec="seconds"),
        "runs": schedule.turn,
        "last": _last(runs[0], schedule) if runs else None,
    }


class Planner:
    """The schedules of a graph, as `citewalk schedule` and the pages list, add and remove them."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings = settings
        self._book = Schedules(store)

    @property
    def sources(self) -> Sequence[str]:
        """The sources that work with the keys at hand."""
        return sorted(choose_sources(self._settings).sources)

    @property
    def timezone(self) -> str | None:
        """The time zone of this machine; None where it has no name."""
        try:
            return local_timezone()
        except BadInput:
            return None

    def all(self) -> list[dict[str, Any]]:
        """Each schedule as one object, in the order in which they were added."""
        now = datetime.now(UTC)
        return [described(self._book, one, now) for one in self._book.all()]

    def add(
        self,
        cron: str,
        timezone: str | None,
        seeds: Sequence[str],
        options: Mapping[str, object],
        sources: Sequence[str],
    ) -> dict[str, Any]:
        """Keep a new schedule and describe it; raises `BadInput` for what makes no sense."""
        now = datetime.now(UTC)
        walk = options_of(options)
        choose_sources(self._settings, sources)
        new = new_schedule(cron, timezone, seeds, parameters_of(walk, sources), now)
        self._book.add(new)
        return described(self._book, new, now)

    def remove(self, id_: str) -> None:
        """Forget a schedule, not its harvests; raises `NotFound`."""
        if not self._book.remove(id_):
            raise NotFound(f"There is no schedule {id_}; `citewalk schedule list` lists those that there are.")


def _last(run: Run, schedule: Schedule) -> dict[str, object]:
    state = standing(run.harvest)
    return {
        "window": _local(run.window, schedule),
        "harvest": run.harvest.id,
        "state": state,
        "tries": run.tries,
        "reason": run.reason if state in ("incomplete", "interrupted") else None,
    }


def _local(moment: datetime | None, schedule: Schedule) -> str | None:
    return moment.astimezone(zone(schedule.timezone)).isoformat(timespec="minutes") if moment else None


def _sources(settings: Settings, schedule: Schedule) -> list[str]:
    """The sources that a schedule names, or all that work with the keys at hand today."""
    named = schedule.parameters.get("sources")
    names = [str(name) for name in named] if isinstance(named, (list, tuple)) else []
    return sorted(choose_sources(settings, names).sources)
