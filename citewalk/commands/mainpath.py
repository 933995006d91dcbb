"""`citewalk mainpath`: the chain of citations along which most of the search paths run."""

from __future__ import annotations

import sys

import click

from citewalk.printing import FORMATS, print_json, print_rows, say
from citewalk.projected import Projected
from citewalk.settings import Settings
from graph.structure.main_path import MainPath, Search, main_path
from graph.structure.path_counts import Count

COLUMNS = ("step", "id", "pmid", "doi", "title", "year")


@click.command()
@click.option("--count", type=click.Choice([c.value for c in Count]), default="spc", show_default=True)
@click.option("--search", type=click.Choice([s.value for s in Search]), default="global", show_default=True)
@click.option("--routes", type=click.IntRange(1), default=1, show_default=True, help="How many key routes.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
@click.pass_obj
def mainpath(settings: Settings, /, count: str, search: str, routes: int, form: str) -> None:
    """Find the main path, from cited to citing articles.

    spc counts the paths from articles that cite nothing to articles that nobody cites; splc starts anywhere, and spnp
    also ends anywhere. Circles of citations are broken first; which citations were, is said.
    """
    with Projected(settings) as graph:
        found = main_path(graph.projection, Count(count), Search(search), routes)
        if form == "json":
            _print_json(found)
            return
        say(_about(found))
        print_rows(COLUMNS, [(step, *graph.headline(id_, form)) for step, id_ in enumerate(found.path, 1)], form)


def _print_json(found: MainPath) -> None:
    # The counts are exact; Python refuses to print numbers of more than 4,300 digits unless told to.
    sys.set_int_max_str_digits(0)
    print_json(found.as_json())


def _about(found: MainPath) -> str:
    if not found.broken:
        return f"{found.count}: no circle of citations had to be broken."
    shown = ", ".join(f"{citing} -> {cited}" for citing, cited in found.broken[:5])
    more = ", ..." if len(found.broken) > 5 else ""
    were = "citation was" if len(found.broken) == 1 else "citations were"
    return f"{found.count}: {len(found.broken)} {were} left out to break circles: {shown}{more}"
