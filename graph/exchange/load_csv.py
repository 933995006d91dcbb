"""Bringing a graph in from a folder as `citewalk export --format csv` writes it.

The folder is read twice: once to check every row, so that a broken file changes nothing, and once to write. An end of a
citation that is neither in `nodes.csv` nor in the graph is an error and not a new stub: a file that was cut off or
mixed up would otherwise pass for a graph of articles about which nothing is known.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from graph.errors import BadInput
from graph.exchange import csv_rows
from graph.exchange.cells import split
from graph.exchange.csv_folder import ABSTRACT_COLUMNS, EDGE_COLUMNS, EDGES, NODE_COLUMNS, NODES
from graph.exchange.csv_rows import Row
from graph.ids import ArticleId, Scheme, maybe_doi, maybe_openalex, maybe_pmcid, maybe_pmid, maybe_s2
from graph.model import Batch, Citation, Direction, Harvest, HarvestState, Record, Visit, VisitState

SOURCE = "csv"
READERS: dict[str, Callable[[str], ArticleId | None]] = {
    "pmid": maybe_pmid,
    "doi": lambda text: maybe_doi(text) or _odd_doi(text),
    "pmcid": maybe_pmcid,
    "openalex": maybe_openalex,
    "s2": maybe_s2,
}
ODD_DOI = re.compile(r"10\.\d+/\S+")
Owners = Callable[[Collection[ArticleId]], Mapping[ArticleId, str]]


@dataclass(frozen=True, kw_only=True)
class CsvFolder:
    """A folder that was checked: what is in it, and what of it will not be read."""

    nodes: Path
    edges: Path
    articles: int
    citations: int
    self_citations: int  # left out: no article cites itself here
    unknown_columns: tuple[str, ...]  # such as `nodes.csv: colour`; passed over
    deepest: int | None  # the greatest depth, None where no article has one
    fingerprint: str


def check(folder: Path, owners: Owners = lambda _: {}) -> CsvFolder:
    """Read everything once. Raises `BadInput` for the first row that cannot be loaded; `owners` are the graph's ids."""
    nodes, edges = _file(folder, NODES), _file(folder, EDGES)
    known, deepest = _check_nodes(nodes)
    citations, self_citations = _check_edges(edges, known, owners)
    return CsvFolder(
        nodes=nodes,
        edges=edges,
        articles=len(known),
        citations=citations,
        self_citations=self_citations,
        unknown_columns=_unknown(nodes, NODE_COLUMNS + ABSTRACT_COLUMNS) + _unknown(edges, EDGE_COLUMNS),
        deepest=deepest,
        fingerprint=_fingerprint(nodes, edges),
    )


def batches(folder: CsvFolder, at: datetime, size: int = 1000) -> Iterator[Batch]:
    """The folder as batches to apply in this order: first all articles, then the citations among them.

    Depths come back as a harvest of their own, complete with the last batch; loading the same files again is the same
    harvest.
    """
    harvest = _harvest(folder, at) if folder.deepest is not None else None
    for rows in _chunks(csv_rows.rows(folder.nodes, ["id"]), size):
        yield Batch(
            at=at,
            records=tuple(map(_record, rows)),
            visits=tuple(visit for row in rows if (visit := _visit(row))) if harvest else (),
            harvest=harvest,
        )
    links = (row for row in csv_rows.rows(folder.edges, ["citing", "cited"]) if not _cites_itself(row))
    for rows in _chunks(links, size):
        yield Batch(at=at, citations=tuple(citation for row in rows for citation in _citations(row)), harvest=harvest)
    if harvest:
        yield Batch(at=at, harvest=_finished(harvest, folder, at))


def _check_nodes(path: Path) -> tuple[set[str], int | None]:
    known: set[str] = set()
    depths: set[int] = set()
    for row in csv_rows.rows(path, ["id"]):
        _record(row)
        visit = _visit(row)
        depths |= {visit.depth} if visit else set()
        if row.cells["id"] in known:
            row.wrong(f"the id “{csv_rows.shortened(row.cells['id'])}” was used before; every article has one line.")
        known.add(row.cells["id"])
    if not known:
        raise BadInput(f"{path.name} names no article.")
    return known, max(depths, default=None)


def _check_edges(path: Path, known: set[str], owners: Owners) -> tuple[int, int]:
    citations = self_citations = 0
    for rows in _chunks(csv_rows.rows(path, ["citing", "cited"]), 5000):
        outside = [(row, id_) for row in rows for id_ in _ends(row) if id_ not in known]
        in_graph = owners({_ours(id_) for _, id_ in outside}) if outside else {}
        for row, id_ in outside:
            if _ours(id_) not in in_graph:
                row.wrong(f"the article “{csv_rows.shortened(id_)}” is neither in {NODES} nor in the graph.")
        loops = sum(map(_cites_itself, rows))
        self_citations += loops
        citations += len(rows) - loops
    return citations, self_citations


def _record(row: Row) -> Record:
    cells = row.cells
    stub = cells.get("stub", "").lower()
    if stub not in {"", "true", "false"}:
        row.wrong(f"stub is “{csv_rows.shortened(stub)}”; it is true or blank.")
    return Record(
        source=SOURCE,
        ids=frozenset({_ours(row.required("id")), *_ids(row)}),
        title=cells.get("title"),
        abstract=cells.get("abstract"),
        year=row.number("year"),
        journal=cells.get("journal"),
        type=cells.get("type"),
        keywords=split(cells["keywords"]) if "keywords" in cells else None,
        cited_by_count=row.number("cited_by_count"),
    )


def _ids(row: Row) -> Iterator[ArticleId]:
    for column, read in READERS.items():
        text = row.cells.get(column)
        if text is None:
            continue
        id_ = read(text.removesuffix(".0") if column == "pmid" else text)
        if id_ is None:
            row.wrong(f"{column} is “{csv_rows.shortened(text)}”, which is no {column}; correct it or leave it blank.")
        yield id_


def _odd_doi(text: str) -> ArticleId | None:
    """A DOI whose prefix nobody was given, as examples and home-made graphs have them."""
    return ArticleId(Scheme.DOI, text.lower()) if ODD_DOI.fullmatch(text) else None


def _visit(row: Row) -> Visit | None:
    depth = row.number("depth")
    if depth is None:
        return None
    direction = Direction.SEED if depth == 0 else Direction.BOTH
    return Visit(_ours(row.required("id")), depth, VisitState.DONE, direction)


def _citations(row: Row) -> Iterator[Citation]:
    citing, cited = _ours(row.cells["citing"]), _ours(row.cells["cited"])
    for source in split(row.cells.get("sources", "")) or (SOURCE,):
        yield Citation(citing, cited, source)


def _ends(row: Row) -> tuple[str, str]:
    return row.required("citing"), row.required("cited")


def _cites_itself(row: Row) -> bool:
    citing, cited = _ends(row)
    return citing == cited


def _ours(id_: str) -> ArticleId:
    return ArticleId(Scheme.CITEWALK, id_)


def _harvest(folder: CsvFolder, at: datetime) -> Harvest:
    return Harvest(
        id=f"csv-{folder.fingerprint}",
        seeds=(),
        parameters={"load": "csv", "folder": folder.nodes.parent.name, "depth": folder.deepest},
        state=HarvestState.RUNNING,
        started=at,
    )


def _finished(harvest: Harvest, folder: CsvFolder, at: datetime) -> Harvest:
    return Harvest(
        id=harvest.id,
        seeds=harvest.seeds,
        parameters=harvest.parameters,
        state=HarvestState.COMPLETE,
        started=harvest.started,
        finished=at,
        counts={"articles": folder.articles, "citations": folder.citations},
    )


def _file(folder: Path, name: str) -> Path:
    for candidate in (folder / name, folder / f"{name}.gz"):
        if candidate.is_file():
            return candidate
    raise BadInput(f"There is no {name} (or {name}.gz) in {folder}; `citewalk export --format csv -o DIR` writes one.")


def _unknown(path: Path, known: Collection[str]) -> tuple[str, ...]:
    return tuple(f"{path.name}: {column}" for column in csv_rows.columns(path) if column not in known)


def _fingerprint(*paths: Path) -> str:
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as handle:
            digest.update(hashlib.file_digest(handle, "sha256").digest())
    return digest.hexdigest()[:12]


def _chunks(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    rest = iter(rows)
    while chunk := list(islice(rest, size)):
        yield chunk
