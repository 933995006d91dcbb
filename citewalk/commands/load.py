"""`citewalk load`: bring a graph in from files."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from citewalk.opening import store_of
from citewalk.printing import counted, say
from citewalk.settings import Settings
from graph.exchange.load_csv import batches, check


@click.group()
def load() -> None:
    """Bring a graph in from files."""


@load.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.pass_obj
def csv(settings: Settings, /, folder: Path) -> None:
    """Load a folder with nodes.csv and edges.csv.

    It is read as `citewalk export --format csv` writes it; of the columns only id, and citing and cited, are needed.
    Ids are kept; loading the same folder again changes nothing.
    """
    with store_of(settings) as store:
        checked = check(folder, store.owners)
        for column in checked.unknown_columns:
            say(f"not known and left out: column {column}")
        if checked.self_citations:
            say(f"left out: {counted(checked.self_citations, 'citation')} of an article by itself")
        articles = citations = 0
        for batch in batches(checked, datetime.now(UTC)):
            applied = store.apply(batch)
            articles += applied.new_articles
            citations += applied.new_citations
    print(f"{counted(checked.articles, 'article')} and {counted(checked.citations, 'citation')} read")
    print(f"{counted(articles, 'article')} and {counted(citations, 'citation')} new to the graph")
