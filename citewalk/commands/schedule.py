"""`citewalk schedule`: harvests that repeat."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from threading import Event

import click

from citewalk.commands.harvest import harvest, seeds_of
from citewalk.harvesting import options_of, parameters_of
from citewalk.opening import store_of
from citewalk.printing import counted, print_json, print_rows, say
from citewalk.scheduling import Planner, new_schedule, runner_of
from citewalk.settings import Settings
from citewalk.wiring import choose_sources
from graph.errors import Incomplete
from graph.schedules import Schedules

COLUMNS = ("id", "cron", "timezone", "next", "last window", "last run", "state", "seeds")
OF_ONE_HARVEST = {"with_references", "preview", "resume", "as_json", "name"}
SHOWN = 3
"""Seeds that a table has room for."""


@click.group()
def schedule() -> None:
    """Repeat harvests at fixed times, and run what is due.

    `citewalk serve` runs schedules too. A window that was missed is caught up once, a run that was cut off is resumed,
    and however many processes look, each window is run once.
    """


@schedule.command()
@click.option("--cron", required=True, metavar="'M H DAY MONTH WEEKDAY'", help="When; '0 3 * * 1' is Mondays at 3:00.")
@click.option("--timezone", metavar="ZONE", help="Of these times, such as Europe/Berlin  [default: this machine's]")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def add(
    settings: Settings,
    /,
    cron: str,
    timezone: str | None,
    as_json: bool,
    seeds: tuple[str, ...],
    files: tuple[str, ...],
    names: tuple[str, ...],
    **options: object,
) -> None:
    """Add a schedule and print its id. Seeds and options are those of `citewalk harvest`."""
    now = datetime.now(UTC)
    walk = options_of(options)
    choose_sources(settings, names)
    new_schedule(cron, timezone, (), parameters_of(walk, names), now)  # told before any file is read
    ids = [str(id_) for id_ in seeds_of(seeds, files, walk)]
    with store_of(settings) as store:
        told = Planner(settings, store).add(cron, timezone, ids, options, names)
    if as_json:
        print_json(told)
    else:
        print(told["id"])
    when = f"{told['cron']} ({told['timezone']}), first at {told['next']}"
    say(f"{when}. `citewalk schedule run` or `citewalk serve` runs it.")


add.params += [one for one in harvest.params if one.name not in OF_ONE_HARVEST]


@schedule.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list of objects.")
@click.pass_obj
def list_(settings: Settings, /, as_json: bool) -> None:
    """List the schedules: when each runs next, and how its latest run stands."""
    with store_of(settings) as store:
        found = Planner(settings, store).all()
    if as_json:
        print_json(found, indent=2)
    else:
        print_rows(COLUMNS, [_row(one) for one in found])
    if not found and not as_json:
        say("There are no schedules; try: citewalk schedule add --cron '0 3 * * 1' 39843410")


@schedule.command()
@click.argument("id_", metavar="ID")
@click.pass_obj
def remove(settings: Settings, /, id_: str) -> None:
    """Remove a schedule. Its harvests stay; one that is under way goes on."""
    with store_of(settings) as store:
        Planner(settings, store).remove(id_)
    say(f"Schedule {id_} is removed; its harvests are kept.")


@schedule.command()
@click.option("--once", is_flag=True, help="Run what is due now, wait for its end, and stop: for cron and systemd.")
@click.pass_obj
def run(settings: Settings, /, once: bool) -> None:
    """Run schedules until interrupted. A harvest under way goes on without its runner."""
    with store_of(settings) as store:
        runner = runner_of(settings, store)
        try:
            if once and not runner.run_once(time.sleep):
                raise Incomplete("Not every run is complete; it is gone on with the next time that schedules are run.")
            if not once:
                say(f"citewalk runs {counted(len(Schedules(store).all()), 'schedule')} (Ctrl-C stops it)")
                runner.run(Event(), time.sleep)
        except KeyboardInterrupt:
            for id_ in runner.walking:
                say(f"Harvest {id_} goes on by itself; `citewalk harvests {id_}` shows it.")
            raise


def _row(one: dict[str, object]) -> tuple[object, ...]:
    last, seeds = one["last"], one["seeds"]
    assert isinstance(seeds, list)  # noqa: S101  as it was made
    more = f" and {len(seeds) - SHOWN} more" if len(seeds) > SHOWN else ""
    ran = (last["window"], last["harvest"], last["state"]) if isinstance(last, dict) else (None, None, None)
    return one["id"], one["cron"], one["timezone"], one["next"], *ran, " ".join(seeds[:SHOWN]) + more
