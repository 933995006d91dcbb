"""`citewalk harvests`: what was harvested."""

from __future__ import annotations

import click

from citewalk.commands.harvest import to_text
from citewalk.printing import FORMATS, print_rows
from citewalk.settings import Settings
from citewalk.wiring import store_of
from graph.errors import NotFound
from harvest.jobs import standing

COLUMNS = ("id", "state", "started", "articles", "citations", "seeds")


@click.command()
@click.argument("id_", metavar="[HARVEST]", required=False)
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
@click.pass_obj
def harvests(settings: Settings, /, id_: str | None, form: str) -> None:
    """List the harvests of the graph, or show one in full."""
    with store_of(settings) as store:
        if id_ is not None:
            one = store.harvest(id_)
            if one is None:
                raise NotFound(f"There is no harvest {id_} in this graph; `citewalk harvests` lists them.")
            seconds = ((one.finished or one.updated or one.started) - one.started).total_seconds()
            print(to_text(one, seconds))
            print("seeds: " + ", ".join(one.seeds))
            print("parameters: " + ", ".join(f"{k}={v}" for k, v in one.parameters.items() if v is not None))
            return
        rows = [
            (
                h.id,
                standing(h),
                h.started.isoformat(timespec="seconds"),
                h.counts.get("articles"),
                h.counts.get("citations"),
                " ".join(h.seeds),
            )
            for h in store.harvests()
        ]
    print_rows(COLUMNS, rows, form)
