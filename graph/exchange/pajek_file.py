"""The Pajek export: one network in a `.net` file, for Pajek, igraph, networkx and Gephi.

A `.net` file has no place for partitions and vectors, and its readers take such sections for arcs. So the year is the
place of a vertex from left to right and the end of its label; citations within the export are what Pajek computes as
input degree, and show as size; seeds and stubs have their colours; the label of an arc names its sources.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TextIO

from graph.exchange.cells import join
from graph.exchange.content import ExportGraph, local_citations
from graph.exchange.placing import positions, role_of
from graph.exchange.texts import one_line, shortened

BOM = "\ufeff"
TITLE_SHOWN = 150
COLOURS = {"seed": "Orange", "stub": "White", "article": "CornflowerBlue"}
MARGIN = 0.03
QUOTES = str.maketrans({'"': "'", "\\": "/"})  # neither can be written inside quotes for all readers


def write(graph: ExportGraph, out: TextIO) -> None:
    """Vertices numbered by `Article.id`, arcs from citing to cited."""
    lines = [*_explained(graph), *_vertices(graph), *_arcs(graph)]
    if not all(map(str.isascii, lines)):
        out.write(BOM)  # without it Pajek does not read UTF-8
    out.writelines(f"{line}\n" for line in lines)


def label(article: Mapping[str, object]) -> str:
    """`title (year) [id]`; the id is the one that the other exports have, and makes the label unique."""
    title = shortened(one_line(str(article.get("title") or "")), TITLE_SHOWN)
    year = f"({article['year']})" if "year" in article else ""
    text = " ".join(part for part in (title, year, f"[{article['id']}]") if part)
    return one_line(text).translate(QUOTES)


def labels(graph: ExportGraph) -> list[str]:
    """One label an article, none twice, also where ids differ only in what a label cannot hold."""
    given: dict[str, None] = {}
    for article in graph.articles:
        wanted = unique = label(article)
        number = 1
        while unique in given:
            number += 1
            unique = f"{wanted} {number}"
        given[unique] = None
    return list(given)


def _explained(graph: ExportGraph) -> Iterator[str]:
    years = sorted({year for article in graph.articles if isinstance(year := article.get("year"), int)})
    yield f"% citewalk: {len(graph.articles)} articles, {len(graph.citations)} citations"
    yield "% Arcs run from the citing to the cited article; the label of an arc names the sources that assert it."
    yield "% Labels are title, (year) and [citewalk's id]; from left to right the vertices stand by year,"
    yield f"% {years[0]} to {years[-1]}, unknown years last;" if years else "% of which none is known;"
    yield "% size is by citations in this file (the input degree); seeds are orange, articles known by id only white."


def _vertices(graph: ExportGraph) -> Iterator[str]:
    cited = local_citations(graph)
    places = positions(graph, cited)
    across = _scaled([x for x, _ in places.values()])
    down = _scaled([y for _, y in places.values()])
    yield f"*Vertices {len(graph.articles)}"
    for number, (article, text) in enumerate(zip(graph.articles, labels(graph), strict=True), 1):
        id_ = str(article["id"])
        x, y = places[id_]
        size = round(1 + cited[id_] ** 0.5 / 2, 2)
        colour = COLOURS[role_of(article)]
        yield f'{number} "{text}" {across[x]:.4f} {down[y]:.4f} ellipse x_fact {size} y_fact {size} ic {colour}'


def _arcs(graph: ExportGraph) -> Iterator[str]:
    number = {str(article["id"]): place for place, article in enumerate(graph.articles, 1)}
    yield "*Arcs"
    for link in graph.citations:
        sources = one_line(join(link.sources)).translate(QUOTES)
        yield f"{number[link.citing]} {number[link.cited]} 1" + (f' l "{sources}"' if sources else "")


def _scaled(values: list[int]) -> dict[int, float]:
    """The values between the margins of Pajek's window, which is 1 wide and 1 high."""
    low, high = min(values, default=0), max(values, default=0)
    span = (high - low) or 1
    return {value: MARGIN + (1 - 2 * MARGIN) * (value - low) / span for value in values}
