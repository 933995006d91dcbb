"""Which formats there are, and how an export reaches the disk: whole, or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TextIO

from graph.errors import BadInput
from graph.exchange import (
    bibtex_file,
    csl_file,
    csv_folder,
    gexf_file,
    graphml_file,
    html_file,
    json_file,
    pajek_file,
    ris_file,
    vosviewer_file,
)
from graph.exchange.content import ExportGraph
from graph.exchange.reference import stubs

Writer = Callable[[ExportGraph, TextIO], None]


@dataclass(frozen=True)
class Format:
    """One export format. `files` are the names below PATH with their writers; "" is PATH itself.

    `with_abstracts` replaces them where abstracts are an option. `authors` says that the names of authors are worth
    reading for it, `bibliography` that it lists articles without their citations, and no stubs.
    """

    name: str
    files: dict[str, Writer]
    with_abstracts: dict[str, Writer] | None = None
    authors: bool = False
    bibliography: bool = False

    def writers(self, *, abstracts: bool = False) -> dict[str, Writer]:
        """The files to write."""
        return self.with_abstracts if abstracts and self.with_abstracts else self.files

    def left_out(self, graph: ExportGraph) -> int:
        """How many articles the format leaves out: of a bibliography the stubs."""
        return stubs(graph) if self.bibliography else 0


def _bibliography(name: str, write: Callable[..., None]) -> Format:
    return Format(name, {"": write}, {"": partial(write, abstracts=True)}, authors=True, bibliography=True)


_NODES_WITH_ABSTRACTS = partial(csv_folder.write_nodes, abstracts=True)
_EDGES = {csv_folder.EDGES: csv_folder.write_edges}

FORMATS = {
    format_.name: format_
    for format_ in (
        Format("graphml", {"": graphml_file.write}, authors=True),
        Format("gexf", {"": gexf_file.write}, authors=True),
        Format("pajek", {"": pajek_file.write}),
        Format("vosviewer", {"": vosviewer_file.write}, authors=True),
        Format(
            "csv",
            {csv_folder.NODES: csv_folder.write_nodes, **_EDGES},
            {csv_folder.NODES: _NODES_WITH_ABSTRACTS, **_EDGES},
        ),
        Format("json", {"": json_file.write}, authors=True),
        _bibliography("bibtex", bibtex_file.write),
        _bibliography("ris", ris_file.write),
        _bibliography("csl", csl_file.write),
        Format("html", {"": html_file.write}),
    )
}


def write_export(graph: ExportGraph, name: str, path: Path, *, abstracts: bool = False) -> list[Path]:
    """Write the export and return its files. A file that was there is replaced once all new ones are complete."""
    format_ = FORMATS.get(name)
    if format_ is None:
        raise BadInput(f"There is no export format “{name}”; choose one of {', '.join(FORMATS)}.")
    targets = {path / file if file else path: writer for file, writer in format_.writers(abstracts=abstracts).items()}
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
