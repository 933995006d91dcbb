"""`citewalk path`: how two articles hang together."""

from __future__ import annotations

from collections.abc import Iterator

import click

from citewalk.printing import FORMATS, print_json, print_rows, say
from citewalk.projected import Projected
from citewalk.settings import Settings
from graph.errors import BadInput, NotFound
from graph.structure.citation_paths import MOST, CitationPaths, Way, citation_paths

COLUMNS = ("path", "step", "id", "pmid", "doi", "title", "year")


@click.command()
@click.argument("start", metavar="FROM")
@click.argument("end", metavar="TO")
@click.option("--way", type=click.Choice([way.value for way in Way]), help="Only paths whose citations run this way.")
@click.option("--all", "everything", is_flag=True, help=f"All shortest paths (at most {MOST}), not only the first.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
@click.pass_obj
def path(settings: Settings, /, start: str, end: str, way: str | None, everything: bool, form: str) -> None:
    """Find the shortest chain of citations between two articles.

    Tried in this order: FROM cites its way to TO, TO cites its way to FROM, citations run either way.
    """
    with Projected(settings) as graph:
        first, last = graph.find(start), graph.find(end)
        if first == last:
            raise BadInput(f"{start} and {end} are the same article; name two.")
        chosen = Way(way) if way else None
        found = citation_paths(graph.projection, first, last, way=chosen, most=MOST if everything else 1)
        names = graph.headline(first).phrase, graph.headline(last).phrase
        if found.way is None:
            raise NotFound(_unrelated(*names, chosen))
        rows = list(_rows(graph, found, form))
    if form == "json":
        print_json(_as_json(found, first, last, rows), indent=2)
        return
    say(_sentence(found, *names))
    print_rows(COLUMNS, rows, form)


def _rows(graph: Projected, found: CitationPaths, form: str) -> Iterator[tuple[object, ...]]:
    for number, articles in enumerate(found.paths, 1):
        for step, id_ in enumerate(articles):
            yield number, step, *graph.headline(id_, form)


def _sentence(found: CitationPaths, first: str, last: str) -> str:
    assert found.length is not None  # noqa: S101  (there is a way)
    steps = "1 citation" if found.length == 1 else f"{found.length} citations"
    said = (
        {
            Way.CITES: f"{first} cites its way to {last} over {steps}",
            Way.CITED_BY: f"{first} is cited by way of {steps} from {last}",
            Way.EITHER: f"{first} and {last} are {steps} apart, which do not all run one way",
        }[Way(found.way)]
        if found.way
        else ""
    )
    shown = "" if len(found.paths) == found.total else f", {len(found.paths)} shown"
    return f"{said}; {'one such path' if found.total == 1 else f'{found.total:,} such paths'}{shown}."


def _unrelated(first: str, last: str, way: Way | None) -> str:
    if way is None:
        return f"No chain of citations in this graph joins {first} and {last}."
    return f"No chain of citations in this graph runs that way ({way}) from {first} to {last}; try it without --way."


def _as_json(found: CitationPaths, first: str, last: str, rows: list[tuple[object, ...]]) -> dict[str, object]:
    articles = {str(row[2]): dict(zip(COLUMNS[2:], row[2:], strict=True)) for row in rows}
    return {
        "from": first,
        "to": last,
        "way": found.way,
        "length": found.length,
        "total": found.total,
        "paths": [list(path) for path in found.paths],
        "articles": list(articles.values()),
    }
