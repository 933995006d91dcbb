"""Systematic reviews of the SYNERGY dataset (asreview/synergy-dataset, CC0) as graphs with a right answer."""

from __future__ import annotations

import csv
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from graph.projection import Floats, Ints, Projection


@dataclass(frozen=True, eq=False)
class Review:
    """The screened works come first in `projection`, what they cite beyond themselves follows as stubs.

    `included` are the positions of the works that the reviewers included.
    """

    name: str
    projection: Projection
    screened: int
    included: Ints
    titles: list[str | None]
    abstracts: list[str | None]
    cited_by_count: Floats


def read_review(folder: Path) -> Review:
    """One review: its folder holds `labels.csv` and the works in zips of JSON lists."""
    with (folder / "labels.csv").open(encoding="utf-8") as file:
        included = {row["openalex_id"] for row in csv.DictReader(file) if row["label_included"] == "1"}
    works = _works(folder)
    own = [work["id"] for work in works]
    cited = sorted({reference for work in works for reference in work["referenced_works"]} - set(own))
    pairs = [(work["id"], reference) for work in works for reference in work["referenced_works"]]
    blank: list[Any] = [None] * len(cited)
    return Review(
        name=folder.name,
        projection=Projection.from_edges(
            own + cited,
            [citing for citing, _ in pairs],
            [reference for _, reference in pairs],
            years=[work["publication_year"] for work in works] + blank,
            stubs=[False] * len(own) + [True] * len(cited),
        ),
        screened=len(own),
        included=np.array([i for i, name in enumerate(own) if name in included]),
        titles=[work["title"] for work in works] + blank,
        abstracts=[_abstract(work) for work in works] + blank,
        cited_by_count=np.array([work["cited_by_count"] for work in works] + [0] * len(cited), dtype=np.float64),
    )


def _works(folder: Path) -> list[dict[str, Any]]:
    works: list[dict[str, Any]] = []
    for path in sorted(folder.glob("works_*.zip")):
        with zipfile.ZipFile(path) as archive:
            for name in sorted(archive.namelist()):
                works.extend(json.loads(archive.read(name)))
    return works


def _abstract(work: dict[str, Any]) -> str | None:
    places = [(place, word) for word, found in (work["abstract_inverted_index"] or {}).items() for place in found]
    return " ".join(word for _, word in sorted(places)) or None
