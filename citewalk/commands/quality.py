"""`citewalk quality`: what is odd or missing in the graph."""

from __future__ import annotations

import click

from citewalk.printing import FORMATS, print_json, print_rows
from citewalk.projected import Projected
from citewalk.settings import Settings
from graph.quality import Finding, Quality
from graph.quality_of_store import quality_of

COLUMNS = ("name", "count", "title", "examples", "cypher", "treatment")


@click.command()
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
@click.pass_obj
def quality(settings: Settings, /, form: str) -> None:
    """Report what is odd or missing in the graph.

    Each with the Cypher that lists it and how the measures treat it.
    """
    with Projected(settings) as graph:
        found = quality_of(graph.store, graph.projection)
    if form == "json":
        print_json(_as_json(found), indent=2)
    elif form == "csv":
        print_rows(COLUMNS, [_row(one, "; ".join(one.examples)) for one in found.findings], form)
    else:
        print(f"{found.articles:,} articles ({found.stubs:,} of them stubs) and {found.citations:,} citations.\n")
        print("\n\n".join(map(_paragraph, found.findings)))


def _row(one: Finding, examples: object) -> tuple[object, ...]:
    return one.name, one.count, one.title, examples, one.cypher, one.treatment


def _as_json(found: Quality) -> dict[str, object]:
    return {
        "articles": found.articles,
        "stubs": found.stubs,
        "citations": found.citations,
        "findings": [dict(zip(COLUMNS, _row(one, list(one.examples)), strict=True)) for one in found.findings],
    }


def _paragraph(one: Finding) -> str:
    count = "not known" if one.count is None else f"{one.count:,}"
    lines = [f"{one.title}: {count}", f"  measures  {one.treatment}"]
    if one.examples:
        lines.append(f"  such as   {'; '.join(one.examples)}")
    if one.count:
        lines.append(f"  list      {one.cypher}")
    return "\n".join(lines)
