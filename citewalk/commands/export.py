"""`citewalk export`: the graph, or a neighbourhood of it, as files."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from citewalk.opening import store_of
from citewalk.printing import counted, say
from citewalk.settings import Settings
from graph.errors import BadInput, NotFound
from graph.exchange.content import ExportGraph
from graph.exchange.formats import FORMATS, write_export
from graph.finding import find_article
from graph.neighbourhood import read_neighbourhood
from graph.store import Store
from graph.whole import read_graph, read_some

EVERYONE = 10**9
STDOUT = Path("-")


@click.command()
@click.option("--format", "form", type=click.Choice(list(FORMATS)), required=True, help="How to write it.")
@click.option(
    "-o", "--output", "path", type=click.Path(path_type=Path), required=True, help="File (-: stdout); for csv a folder."
)
@click.option("--around", metavar="ID", help="Only the neighbourhood of this article.")
@click.option("--hops", type=click.IntRange(0, 10), default=1, show_default=True, help="How far around it.")
@click.option("--fold-versions", "folded", is_flag=True, help="A preprint and its published form as one article.")
@click.option("--abstracts", is_flag=True, help="With abstracts and keywords (csv, bibtex, ris, csl).")
@click.pass_obj
def export(
    settings: Settings, /, form: str, path: Path, around: str | None, hops: int, folded: bool, abstracts: bool
) -> None:
    """Write the graph, or a part of it, to a file or folder."""
    check_place(form, path)
    with store_of(settings) as store:
        authors = FORMATS[form].authors
        if around is None:
            graph = read_graph(store, authors=authors, fold_versions=folded)
        else:
            graph = read_some(store, _around(store, around, hops), authors=authors, fold_versions=folded)
    if not graph.articles:
        raise NotFound("The graph is empty, so nothing was written; harvest first, or look at CITEWALK_STORE.")
    where = "stdout"
    if path == STDOUT:
        FORMATS[form].writers(abstracts=abstracts)[""](graph, sys.stdout)
    else:
        where = ", ".join(map(str, write_export(graph, form, path, abstracts=abstracts)))
    say(f"{_written(form, graph)} written to {where}")


def check_place(form: str, path: Path) -> None:
    """Refuse a place that cannot take this format, before the graph is read."""
    folder = "" not in FORMATS[form].files
    if path == STDOUT:
        if folder:
            raise BadInput(f"{form} is a folder of files and cannot go to stdout; name a folder with -o.")
    elif folder and path.exists() and not path.is_dir():
        raise BadInput(f"{path} is a file, and {form} needs a folder; name another with -o.")
    elif not folder and path.is_dir():
        raise BadInput(
            f"{path} is a folder, and {form} is one file; name a file in it, such as {path / f'graph.{form}'}."
        )
    elif path.exists() and not path.is_dir() and not path.is_file():
        raise BadInput(f"{path} is neither a file nor a folder; name a file with -o, or -o - for stdout.")


def _around(store: Store, around: str, hops: int) -> list[str]:
    """The ids of a neighbourhood."""
    found = read_neighbourhood(store, find_article(store, around), hops=hops, most=EVERYONE)
    return [article.id for article in found.articles] if found else []


def _written(form: str, graph: ExportGraph) -> str:
    left_out = FORMATS[form].left_out(graph)
    articles = counted(len(graph.articles) - left_out, "article")
    if not FORMATS[form].bibliography:
        return f"{articles} and {counted(len(graph.citations), 'citation')}"
    return f"{articles} ({counted(left_out, 'stub')} left out, known by id only)" if left_out else articles
