"""Rows on a terminal, as CSV and as JSON. Results go to stdout, everything else to stderr."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Sequence
from typing import TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

FORMATS = ("table", "csv", "json")


def say(message: str) -> None:
    """A message for the user, on stderr."""
    print(message, file=sys.stderr)


def print_rows(
    columns: Sequence[str], rows: Iterable[Sequence[object]], form: str = "table", out: TextIO | None = None
) -> None:
    """Print rows as a table, as CSV that starts with the names, or as a JSON list of objects."""
    stream = out or sys.stdout
    if form == "json":
        objects = [dict(zip(columns, row, strict=True)) for row in rows]
        print(json.dumps(objects, ensure_ascii=False, indent=2, default=str), file=stream)
    elif form == "csv":
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([cell(value) for value in row] for row in rows)
    else:
        _print_table(columns, rows, stream)


def cell(value: object) -> str:
    """A value in one cell: blank for what is not known, JSON for what is not plain."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, dict, tuple)):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def _print_table(columns: Sequence[str], rows: Iterable[Sequence[object]], stream: TextIO) -> None:
    table = Table(show_edge=False, pad_edge=False, box=None, header_style="bold")
    for column in columns:
        table.add_column(Text(column), overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell(value)) for value in row))
    console = Console(file=stream, soft_wrap=False, width=None if stream.isatty() else 200)
    console.print(table)
