"""Titles and abstracts of a projection, prepared for comparing and kept beside it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_array

from graph.key.texts import MOST_FOR_TOPICS, TextModel
from graph.projection import Projection
from graph.projection_file import written

if TYPE_CHECKING:
    from graph.store import Store

TEXTS = "terms"
MOST_ABSTRACTS = MOST_FOR_TOPICS
"""Described articles; of a larger graph the titles are compared alone."""
MOST_TITLES = 250_000
"""Described articles; beyond, preparing the texts would take longer than a reader waits."""

_ABSTRACTS = "MATCH (a:Article) WHERE a.abstract IS NOT NULL RETURN a.id AS id, a.abstract AS abstract"


def are_comparable(projection: Projection) -> bool:
    """Whether there are not too many texts to compare."""
    return projection.articles - int(projection.stubs.sum()) <= MOST_TITLES


def left_out_of(projection: Projection) -> str | None:
    """What is not compared because the graph is too large for it, in a sentence; None where all of it is."""
    if not are_comparable(projection):
        return f"Texts are not compared in a graph of more than {MOST_TITLES:,} described articles."
    if projection.articles - int(projection.stubs.sum()) > MOST_ABSTRACTS:
        return f"Of more than {MOST_ABSTRACTS:,} described articles the titles are compared, not the abstracts."
    return None


def kept_texts(projection: Projection, path: Path, store: Callable[[], Store]) -> TextModel | None:
    """The texts of a projection, kept in that file; None where there are too many. The store is asked for at need."""
    if not are_comparable(projection):
        return None
    found = cached_texts(path, projection.revision)
    if found is None:
        found = read_texts(store(), projection)
        save_texts(found, projection.revision, path)
    return found


def read_texts(store: Store, projection: Projection) -> TextModel:
    """The texts by position: titles as projected, abstracts from the store."""
    titles = projection.titles or (None,) * projection.articles
    abstracts: list[str | None] = [None] * projection.articles
    if projection.articles - int(projection.stubs.sum()) <= MOST_ABSTRACTS:
        for row in store.read(_ABSTRACTS):
            position = projection.index.get(str(row["id"]))
            if position is not None:  # it came while we read
                abstracts[position] = str(row["abstract"])
    return TextModel.of(titles, abstracts)


def save_texts(texts: TextModel, revision: str, path: Path) -> None:
    """Keep prepared texts; a folder that cannot be written costs the next reading, nothing else."""
    columns: dict[str, Any] = {
        "revision": np.array(revision),
        "rows": texts.rows,
        "shape": np.array(texts.by_words.shape),
        "indptr": texts.by_words.indptr,
        "indices": texts.by_words.indices,
        "data": texts.by_words.data,
    }
    if texts.by_topics is not None:
        columns["by_topics"] = texts.by_topics
    with suppress(OSError):
        written(path, columns)


def cached_texts(path: Path, revision: str) -> TextModel | None:
    """What was kept, when it is readable and of this revision."""
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            return _texts(dict(file)) if str(file["revision"]) == revision else None
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None


def _texts(columns: dict[str, Any]) -> TextModel:
    by_words = csr_array((columns["data"], columns["indices"], columns["indptr"]), shape=tuple(columns["shape"]))
    return TextModel(columns["rows"], by_words, columns.get("by_topics"))
