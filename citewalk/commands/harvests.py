"""`citewalk harvests`: what was harvested."""

from __future__ import annotations

from collections.abc import Sequence

import click

from citewalk.harvesting import find_harvest
from citewalk.opening import store_of
from citewalk.outcome import COVERAGE, as_lines, as_object, coverage_rows
from citewalk.printing import FORMATS, counted, print_json, print_rows, say
from citewalk.settings import Settings
from graph.completeness import Completeness, completeness_of
from graph.model import Harvest
from harvest.jobs import elsewhere, standing

COLUMNS = ("id", "state", "started", "articles", "citations", "seeds")
SHOWN = 3
"""Seeds that a table has room for."""
TAKE_OVER = "if that host has stopped, take it over with: citewalk harvest --resume"
"""Safe to do while it goes on: who resumes looks on for a while, and leaves it to the other host if that lives."""


@click.command()
@click.argument("id_", metavar="[HARVEST]", required=False)
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.pass_obj
def harvests(settings: Settings, /, id_: str | None, form: str, as_json: bool) -> None:
    """List the harvests of the graph, or show one in full.

    An interrupted or incomplete one is gone on with by `citewalk harvest --resume HARVEST`.
    """
    form = "json" if as_json else form
    with store_of(settings) as store:
        found = store.harvests() if id_ is None else [find_harvest(store, id_)]
        lists = None if id_ is None or form == "csv" else completeness_of(store, found[0].id)
    if lists is None:
        print_rows(COLUMNS, [row_of(one, form) for one in found], form)
    elif form == "json":
        print_json({**as_object(found[0], _seconds(found[0]), lists), **_besides(found[0])}, indent=2)
    else:
        print("\n".join(in_full(found[0])))
        _show_coverage(lists)
    if not found and form == "table":
        say("Nothing was harvested yet; try: citewalk harvest 39843410 --preview")


def _show_coverage(lists: Completeness) -> None:
    rows = coverage_rows(lists)
    if rows:
        print(f"\nlists of {counted(lists.articles, 'article')} that the walk went on from:")
        print_rows(COVERAGE, rows)
    if lists.references and lists.references.texts:
        print(f"{counted(lists.references.texts, 'reference')} without an id kept as text")
    if lists.citing and lists.citing.cut:
        print(f"{counted(lists.citing.cut, 'citing article')} left out by --max-citing")


def in_full(one: Harvest) -> list[str]:
    """All there is to say about a harvest, in lines."""
    parameters = ", ".join(f"{name} {_word(value)}" for name, value in one.parameters.items() if value is not None)
    return [
        *as_lines(one, standing(one), _seconds(one) if one.finished else None),
        *([f"walked {where}; {TAKE_OVER} {one.id}"] if (where := elsewhere(one)) else []),
        f"started {one.started:%Y-%m-%d %H:%M:%S} UTC",
        *(["seeds: " + ", ".join(one.seeds)] if one.seeds else []),
        f"parameters: {parameters}",
    ]


def _besides(one: Harvest) -> dict[str, object]:
    return {
        "state": standing(one),
        "started": one.started.isoformat(),
        "finished": one.finished.isoformat() if one.finished else None,
        "seeds": list(one.seeds),
        "parameters": dict(one.parameters),
    }


def row_of(one: Harvest, form: str) -> Sequence[object]:
    """A harvest in the list; a table has room for more than one word about how it stands."""
    seeds: object = list(one.seeds)
    if form != "json":
        more = len(one.seeds) - SHOWN if form == "table" else 0
        seeds = " ".join(one.seeds[:SHOWN] if more > 0 else one.seeds) + (f" and {more} more" if more > 0 else "")
    counts = one.counts
    started = one.started.isoformat(timespec="seconds")
    where = elsewhere(one) if form == "table" else None
    state = f"{standing(one)} {where}" if where else standing(one)
    return one.id, state, started, counts.get("articles"), counts.get("citations"), seeds


def _seconds(one: Harvest) -> float:
    return ((one.finished or one.updated or one.started) - one.started).total_seconds()


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
