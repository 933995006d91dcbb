"""Rows on a terminal, as CSV and as JSON. Results go to stdout, everything else to stderr."""

from __future__ import annotations

import csv
import io
import json
import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TextIO

FORMATS = ("table", "csv", "json")
WIDEST = 100_000
"""Columns where there is no terminal: a row is a line, whatever its length."""


def say(message: str) -> None:
    """A message for the user, on stderr."""
    print(message, file=sys.stderr)


def counted(number: int, noun: str) -> str:
    """`1 article`, `2 articles`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def print_rows(
    columns: Sequence[str], rows: Iterable[Sequence[object]], form: str = "table", out: TextIO | None = None
) -> None:
    """Print rows as a table, as CSV that starts with the names, or as a JSON list of objects."""
    stream = out or sys.stdout
    if form == "json":
        print_json([dict(zip(columns, row, strict=True)) for row in rows], stream, indent=2)
    elif form == "csv":
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([cell(value) for value in row] for row in rows)
    else:
        _print_table(columns, list(rows), stream)


def print_json(value: object, out: TextIO | None = None, *, indent: int | None = None) -> None:
    """Print one JSON value, in characters that the stream can carry."""
    stream = out or sys.stdout
    narrow = not (stream.encoding or "utf-8").lower().replace("-", "").startswith("utf")
    print(json.dumps(_finite(value), ensure_ascii=narrow, indent=indent, default=str), file=stream)


def cell(value: object) -> str:
    """A value in one cell: blank for what is not known, JSON for what is not plain."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, dict, tuple)):
        return json.dumps(_finite(value), ensure_ascii=False, default=str)
    return str(value)


def _finite(value: object) -> object:
    """JSON has no word for infinity or for what is not a number: null."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(name): _finite(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(inner) for inner in value]
    return value


def _print_table(columns: Sequence[str], rows: Sequence[Sequence[object]], stream: TextIO) -> None:
    from rich.console import Console  # noqa: PLC0415  (what is printed for a program does not wait for it)
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    if not columns:
        return
    table = Table(show_edge=False, pad_edge=False, box=None, header_style="bold")
    for column in columns:
        table.add_column(Text(column), overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell(value)) for value in row))
    if stream.isatty():
        Console(file=stream).print(table)
        return
    plain = io.StringIO()  # rich would end the program where nobody reads any more
    Console(file=plain, width=WIDEST).print(table)
    stream.writelines(f"{line.rstrip()}\n" for line in plain.getvalue().splitlines())
