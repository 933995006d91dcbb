"""Which formats there are, and how an export reaches the disk: whole, or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TextIO

from graph.errors import BadInput
from graph.exchange import csv_folder, graphml_file, html_file, json_file
from graph.exchange.content import ExportGraph

Writer = Callable[[ExportGraph, TextIO], None]


@dataclass(frozen=True)
class Format:
    """One export format. `files` are the names below PATH with their writers; "" is PATH itself.

    `with_abstracts` replaces them where abstracts are an option.
    """

    name: str
    files: dict[str, Writer]
    with_abstracts: dict[str, Writer] | None = None


_NODES_WITH_ABSTRACTS = partial(csv_folder.write_nodes, abstracts=True)
_EDGES = {csv_folder.EDGES: csv_folder.write_edges}

FORMATS = {
    format_.name: format_
    for format_ in (
        Format(
            "csv",
            {csv_folder.NODES: csv_folder.write_nodes, **_EDGES},
            {csv_folder.NODES: _NODES_WITH_ABSTRACTS, **_EDGES},
        ),
        Format("json", {"": json_file.write}),
        Format("graphml", {"": graphml_file.write}),
        Format("html", {"": html_file.write}),
    )
}


def write_export(graph: ExportGraph, name: str, path: Path, *, abstracts: bool = False) -> list[Path]:
    """Write the export and return its files. A file that was there is replaced once all new ones are complete."""
    format_ = FORMATS.get(name)
    if format_ is None:
        raise BadInput(f"There is no export format “{name}”; choose one of {', '.join(FORMATS)}.")
    files = format_.with_abstracts if abstracts and format_.with_abstracts else format_.files
    targets = {path / file if file else path: writer for file, writer in files.items()}
    try:
        _write_all(graph, targets)
    except OSError as error:
        raise BadInput(f"The export could not be written to {path}: {error.strerror or error}.") from error
    return list(targets)


def _write_all(graph: ExportGraph, targets: dict[Path, Writer]) -> None:
    started: dict[Path, Path] = {}
    try:
        for target, writer in targets.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            part = target.with_name(f".{target.name}.{os.getpid()}.part")
            started[part] = target
            with part.open("w", encoding="utf-8", newline="") as out:
                writer(graph, out)
        for part, target in started.items():
            part.replace(target)
    finally:
        for part in started:
            part.unlink(missing_ok=True)
