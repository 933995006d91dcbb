"""`citewalk new`: what has appeared since a harvest or a date, and what it cites."""

from __future__ import annotations

import click

from citewalk.opening import store_of
from citewalk.printing import print_json, print_rows, say
from citewalk.settings import Settings
from graph.exchange.atom import as_atom
from graph.exchange.cells import to_cell
from graph.exchange.news_text import COLUMNS, as_lines, as_object, as_rows, gap_sentence, phrase, summary
from graph.news_reading import read_news, read_since

FORMS = ("table", "json", "csv", "atom")


@click.command()
@click.option("--since", required=True, metavar="HARVEST|DATE", help="A harvest, or a date such as 2026-11-22 (UTC).")
@click.option("--format", "form", type=click.Choice(FORMS), default="table", show_default=True)
@click.pass_obj
def new(settings: Settings, /, since: str, form: str) -> None:
    """List the articles and citations that appeared since.

    Grouped by the seed or the article that they cite, with the sources that say so and the time they were first seen.
    Since a harvest means what later ones brought. A source that did not answer everything is named.
    """
    with store_of(settings) as store:
        found = read_news(store, read_since(store, since))
    if form == "json":
        print_json(as_object(found), indent=2)
    elif form == "csv":
        print_rows(COLUMNS, [[to_cell(value) for value in row] for row in as_rows(found)], form)
        renamed = [f"{phrase(before)} is probably {phrase(now)} now" for before, now in found.renamed]
        say("\n".join([summary(found), *renamed, *map(gap_sentence, found.gaps)]))
    elif form == "atom":
        click.echo(as_atom(found), nl=False)
    else:
        print("\n".join(as_lines(found)))
