"""How an export is drawn: where articles stand, by year, and in which colours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from graph.exchange.content import ExportGraph

UNKNOWN_YEAR = "unknown year"
COLUMN, ROW = 120, 62  # pixels between two years, and between two articles of one year
GOLDEN = 0.618034  # multiples of it, taken modulo 1, are spread evenly
COLOURS = {"seed": "#d97706", "stub": "#ffffff", "article": "#3b6fb6"}


def positions(graph: ExportGraph, cited: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """One column per year, oldest left, articles of unknown year in a column of their own; most cited in its middle.

    The middles go up and down, so that citations between neighbouring years do not run through articles.
    """
    columns: dict[str, list[str]] = defaultdict(list)
    for article in graph.articles:
        columns[year_of(article)].append(str(article["id"]))
    height = max(ROW * max(map(len, columns.values()), default=1), len(columns) * COLUMN // 2)
    places: dict[str, tuple[int, int]] = {}
    for column, year in enumerate(sorted(columns)):
        ids = sorted(columns[year], key=lambda id_: (-cited[id_], id_))
        free = height - ROW * len(ids)
        middle = round(free * (column * GOLDEN % 1 - 0.5))
        places |= {id_: (column * COLUMN, middle + _from_the_middle(place) * ROW) for place, id_ in enumerate(ids)}
    return places


def year_of(article: Mapping[str, object]) -> str:
    """The column of an article."""
    year = article.get("year")
    return UNKNOWN_YEAR if year is None else f"{year:>4}"


def role_of(article: Mapping[str, object]) -> str:
    """What an article is in the export: a seed, a stub or simply an article."""
    return "seed" if article.get("depth") == 0 else "stub" if article.get("stub") else "article"


def _from_the_middle(place: int) -> int:
    return (place + 1) // 2 * (1 if place % 2 else -1)
