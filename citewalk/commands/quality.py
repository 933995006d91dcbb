"""`citewalk quality`: what is odd or missing in the graph."""

from __future__ import annotations

import click

from citewalk.printing import FORMATS, print_json, print_rows
from citewalk.projected import Projected
from citewalk.settings import Settings
from graph.quality import Finding
from graph.quality import quality as findings

COLUMNS = ("name", "count", "says", "examples", "cypher", "treatment")


@click.command()
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
@click.pass_obj
def quality(settings: Settings, /, form: str) -> None:
    """Report what is odd or missing in the graph, with the Cypher that lists it and how the measures treat it."""
    with Projected(settings) as graph:
        found = findings(graph.projection, graph.store)
    if form == "json":
        rows = [dict(zip(COLUMNS, _row(one, one.examples), strict=True)) for one in found]
        print_json(rows, indent=2)
    elif form == "csv":
        print_rows(COLUMNS, [_row(one, _in_words(one)) for one in found], form)
    else:
        print("\n\n".join(map(_paragraph, found)))


def _row(one: Finding, examples: object) -> tuple[object, ...]:
    return one.kind.name, one.count, one.kind.says, examples, one.kind.cypher, one.kind.treatment


def _paragraph(one: Finding) -> str:
    lines = [f"{one.count:,} {one.kind.name}: {one.kind.says}.", f"  measures  {one.kind.treatment}"]
    if one.count:
        lines += [f"  such as   {_in_words(one)}", f"  list      {one.kind.cypher}"]
    return "\n".join(lines)


def _in_words(one: Finding) -> str:
    return "; ".join(" -> ".join(example) for example in one.examples)
