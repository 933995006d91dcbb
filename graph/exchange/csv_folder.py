"""The CSV export: `nodes.csv` and `edges.csv`, for spreadsheets, scripts and `citewalk load csv`."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from typing import TextIO

from graph.exchange.cells import to_cell
from graph.exchange.content import ExportGraph

NODES = "nodes.csv"
EDGES = "edges.csv"
NODE_COLUMNS = (
    "id",
    "pmid",
    "doi",
    "pmcid",
    "openalex",
    "s2",
    "title",
    "year",
    "journal",
    "type",
    "cited_by_count",
    "stub",
    "depth",
)
ABSTRACT_COLUMNS = ("abstract", "keywords")
EDGE_COLUMNS = ("citing", "cited", "sources")


def write_nodes(graph: ExportGraph, out: TextIO, *, abstracts: bool = False) -> None:
    """One line per article, by id; with `abstracts` also their abstracts and keywords."""
    columns = NODE_COLUMNS + (ABSTRACT_COLUMNS if abstracts else ())
    lines = csv.writer(out)
    lines.writerow(columns)
    lines.writerows(_cells(article, columns) for article in graph.articles)


def write_edges(graph: ExportGraph, out: TextIO) -> None:
    """One line per citation, by citing and cited id."""
    lines = csv.writer(out)
    lines.writerow(EDGE_COLUMNS)
    lines.writerows([to_cell(link.citing), to_cell(link.cited), to_cell(link.sources)] for link in graph.citations)


def _cells(article: Mapping[str, object], columns: tuple[str, ...]) -> list[str]:
    return [to_cell(article.get(column)) for column in columns]
