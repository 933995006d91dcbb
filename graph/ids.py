"""Identifiers of articles: one type, one spelling each.

Strings become an `ArticleId` here and nowhere else; nothing outside this module compares raw ids.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Scheme(StrEnum):
    """Who gave the number. The order is the order of preference when one id must stand for an article."""

    PMID = "pmid"
    DOI = "doi"
    PMCID = "pmcid"
    OPENALEX = "openalex"
    S2 = "s2"
    ARXIV = "arxiv"
    CITEWALK = "citewalk"  # our own `Article.id`, as a handle


@dataclass(frozen=True, slots=True)
class ArticleId:
    """One identifier in its canonical spelling; `str()` is the value of its `Identifier` node."""

    scheme: Scheme
    value: str

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"
