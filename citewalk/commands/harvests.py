"""`citewalk harvests`: what was harvested."""

from __future__ import annotations

from collections.abc import Sequence

import click

from citewalk.harvesting import find_harvest
from citewalk.outcome import as_lines, as_object
from citewalk.printing import FORMATS, print_json, print_rows, say
from citewalk.settings import Settings
from citewalk.wiring import store_of
from graph.model import Harvest
from harvest.jobs import standing

COLUMNS = ("id", "state", "started", "articles", "citations", "seeds")
SHOWN = 3
"""Seeds that a table has room for."""


@click.command()
@click.argument("id_", metavar="[HARVEST]", required=False)
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
@click.pass_obj
def harvests(settings: Settings, /, id_: str | None, form: str) -> None:
    """List the harvests of the graph, or show one in full.

    An interrupted or incomplete one is gone on with by `citewalk harvest --resume HARVEST`.
    """
    with store_of(settings) as store:
        found = store.harvests() if id_ is None else [find_harvest(store, id_)]
    if id_ is not None and form == "table":
        print("\n".join(in_full(found[0])))
    elif id_ is not None and form == "json":
        print_json({**as_object(found[0], _seconds(found[0])), **_besides(found[0])}, indent=2)
    else:
        print_rows(COLUMNS, [_row(one, form) for one in found], form)
    if not found and form == "table":
        say("Nothing was harvested yet; try: citewalk harvest 39843410 --preview")


def in_full(one: Harvest) -> list[str]:
    """All there is to say about a harvest, in lines."""
    parameters = ", ".join(f"{name} {_word(value)}" for name, value in one.parameters.items() if value is not None)
    return [
        *as_lines(one, standing(one), _seconds(one) if one.outcomes else None),
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


def _row(one: Harvest, form: str) -> Sequence[object]:
    seeds: object = list(one.seeds)
    if form != "json":
        more = len(one.seeds) - SHOWN if form == "table" else 0
        seeds = " ".join(one.seeds[:SHOWN] if more > 0 else one.seeds) + (f" and {more} more" if more > 0 else "")
    counts = one.counts
    started = one.started.isoformat(timespec="seconds")
    return one.id, standing(one), started, counts.get("articles"), counts.get("citations"), seeds


def _seconds(one: Harvest) -> float:
    return ((one.finished or one.updated or one.started) - one.started).total_seconds()


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
