"""A projection on disk: one file, kept under the revision of the graph that it was read from.

The file is NumPy's own archive without pickled objects, so reading it cannot run anything. It is written beside its
final name and moved there, so a reader never sees half of one.
"""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.errors import BadInput
from graph.projection import Projection
from graph.revision import is_still
from graph.sparse import csr_from_parts

FORMAT = 2
# Ids and titles never hold a NUL: XML and JSON bodies that carry one are refused where they are read.
BETWEEN = "\0"
TEXTS = ("titles", "pmids", "dois")


def save(projection: Projection, path: Path) -> None:
    """Write `projection` to `path`, replacing what was there in one step."""
    written(path, _columns(projection))


def written(path: Path, columns: Mapping[str, NDArray[Any]]) -> None:
    """Write arrays to `path` in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(prefix=path.name, suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, allow_pickle=False, **columns)
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def load(path: Path) -> Projection:
    """Read what `save` wrote; `BadInput` when the file is damaged or of another format."""
    with _opened(path) as columns:
        return _projection(dict(columns))


def cached(path: Path, revision: str) -> Projection | None:
    """The projection at `path` when it is readable and still true at this revision, else None: read the store again."""
    with suppress(BadInput), _opened(path) as columns:
        if is_still(_unpacked(columns["revision"], 1)[0], revision):
            return _projection(dict(columns))
    return None


@contextmanager
def _opened(path: Path) -> Iterator[Mapping[str, NDArray[Any]]]:
    """The arrays of a file, each read when it is asked for."""
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as columns:
            if int(columns["format"]) != FORMAT:
                raise BadInput(f"{path.name} was written in another format of projections; delete it, it is rebuilt.")
            yield columns
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise BadInput(f"{path.name} is not a readable projection ({error}); delete it, it is rebuilt.") from error


def _columns(projection: Projection) -> dict[str, NDArray[Any]]:
    columns: dict[str, NDArray[Any]] = {
        "format": np.array(FORMAT),
        "indptr": projection.cites.indptr,
        "indices": projection.cites.indices,
        "ids": _packed(projection.ids),
        "years": projection.years.astype(np.int16),
        "stubs": np.packbits(projection.stubs),
        "dropped": np.array([projection.self_citations, projection.duplicates]),
        "revision": _packed([projection.revision]),
    }
    for name in TEXTS:
        texts = getattr(projection, name)
        if texts is not None:
            columns[name] = _packed(text or "" for text in texts)
    if projection.reported is not None:
        columns["reported"] = projection.reported
    if projection.listed is not None:
        columns["listed"] = np.packbits(projection.listed)
    return columns


def _projection(columns: dict[str, NDArray[Any]]) -> Projection:
    n = len(columns["indptr"]) - 1
    ids = _unpacked(columns["ids"], n)
    cites = csr_from_parts(columns["indptr"], columns["indices"], n, np.ones(len(columns["indices"])))
    return Projection(
        ids=tuple(ids),
        cites=cites,
        years=columns["years"].astype(np.int64),
        stubs=_mask(columns["stubs"], n),
        titles=_texts(columns, "titles", n),
        pmids=_texts(columns, "pmids", n),
        dois=_texts(columns, "dois", n),
        reported=columns.get("reported"),
        listed=_mask(columns["listed"], n) if "listed" in columns else None,
        self_citations=int(columns["dropped"][0]),
        duplicates=int(columns["dropped"][1]),
        revision=_unpacked(columns["revision"], 1)[0],
    )


def _packed(texts: Iterable[str]) -> NDArray[np.uint8]:
    return np.frombuffer(BETWEEN.join(texts).encode("utf-8"), dtype=np.uint8)


def _unpacked(packed: NDArray[Any], n: int) -> list[str]:
    texts = packed.tobytes().decode("utf-8").split(BETWEEN) if n else []
    if len(texts) != n:
        raise ValueError(f"{len(texts)} texts for {n} articles")
    return texts


def _texts(columns: dict[str, NDArray[Any]], name: str, n: int) -> tuple[str | None, ...] | None:
    return tuple(text or None for text in _unpacked(columns[name], n)) if name in columns else None


def _mask(packed: NDArray[Any], n: int) -> NDArray[np.bool_]:
    return np.unpackbits(packed, count=n).astype(np.bool_)
