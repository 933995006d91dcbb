"""`citewalk export`: the graph, or a neighbourhood of it, as files."""

from __future__ import annotations

from pathlib import Path

import click

from citewalk.lookup import find_article
from citewalk.printing import say
from citewalk.settings import Settings
from citewalk.wiring import store_of
from graph.errors import BadInput
from graph.exchange.content import ExportGraph
from graph.exchange.formats import FORMATS, write_export
from graph.neighbourhood import read_neighbourhood
from graph.store import Store
from graph.whole import read_graph, read_some

EVERYONE = 10**9


@click.command()
@click.option("--format", "form", type=click.Choice(list(FORMATS)), required=True, help="How to write it.")
@click.option("-o", "--output", "path", type=click.Path(path_type=Path), required=True, help="File; for csv a folder.")
@click.option("--around", metavar="ID", help="Only the neighbourhood of this article.")
@click.option("--hops", type=click.IntRange(0, 10), default=1, show_default=True, help="How far around it.")
@click.option("--abstracts", is_flag=True, help="With abstracts and keywords (csv).")
@click.pass_obj
def export(settings: Settings, /, form: str, path: Path, around: str | None, hops: int, abstracts: bool) -> None:
    """Write the graph to PATH, or the neighbourhood of one article."""
    with store_of(settings) as store:
        graph = read_graph(store) if around is None else _neighbourhood(store, around, hops)
    if not graph.articles:
        raise BadInput("The graph is empty; harvest something first, or look at CITEWALK_STORE.")
    files = write_export(graph, form, path, abstracts=abstracts)
    names = ", ".join(map(str, files))
    say(f"{len(graph.articles)} articles and {len(graph.citations)} citations written to {names}")


def _neighbourhood(store: Store, around: str, hops: int) -> ExportGraph:
    centre = find_article(store, around)
    found = read_neighbourhood(store, centre, hops=hops, most=EVERYONE)
    return read_some(store, (article.id for article in found.articles) if found else ())
