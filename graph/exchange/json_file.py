"""The JSON export: `{"articles": [...], "citations": [{"citing", "cited", "sources"}]}`, one of each per line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import TextIO

from graph.exchange.content import ExportGraph


def write(graph: ExportGraph, out: TextIO) -> None:
    """All properties that are known of each article; what is not known has no key."""
    out.write('{"articles": [')
    _lines(graph.articles, out)
    out.write('],\n"citations": [')
    _lines((link._asdict() for link in graph.citations), out)
    out.write("]}\n")


def _lines(values: Iterable[object], out: TextIO) -> None:
    between = "\n"
    for value in values:
        out.write(between + json.dumps(value, ensure_ascii=False, default=_plain))
        between = ",\n"


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in the JSON export")
