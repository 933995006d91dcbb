"""The type of an identifier, its text in the graph, and its page on the web."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote


class Scheme(StrEnum):
    """Who gave the number. The order is the order of preference when one id must stand for an article.

    arXiv has no scheme of its own: its numbers are read as the DOI that arXiv registers for each
    (`10.48550/arxiv.2101.00001`), so that a preprint has one id however it is named and every source knows it.
    """

    PMID = "pmid"
    DOI = "doi"
    PMCID = "pmcid"
    OPENALEX = "openalex"
    S2 = "s2"
    CITEWALK = "citewalk"  # our own `Article.id`, as a handle


@dataclass(frozen=True, slots=True)
class ArticleId:
    """One identifier in its canonical spelling; `str()` is the value of its `Identifier` node."""

    scheme: Scheme
    value: str

    def __hash__(self) -> int:
        return hash(self.value)  # ids fill sets by the million: half the time of hashing both, and values rarely meet

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"


def from_value(text: str) -> ArticleId:
    """The id whose `str()` this is. Raises ValueError for anything else: it reads the graph, not what people type."""
    scheme, _, value = text.partition(":")
    if not value:
        raise ValueError(f"{text!r} is not the value of an identifier")
    return ArticleId(Scheme(scheme), value)


PAGES = {
    Scheme.PMID: "https://pubmed.ncbi.nlm.nih.gov/{}/",
    Scheme.DOI: "https://doi.org/{}",
    Scheme.PMCID: "https://pmc.ncbi.nlm.nih.gov/articles/{}/",
    Scheme.OPENALEX: "https://openalex.org/{}",
    Scheme.S2: "https://www.semanticscholar.org/paper/{}",
}


def url_of(id_: ArticleId) -> str | None:
    """The page of the article with whoever gave the number; None for our own ids."""
    value = quote(id_.value, safe="/:;()")
    if value.startswith("CorpusId:"):
        return f"https://api.semanticscholar.org/{value}"
    return PAGES[id_.scheme].format(value) if id_.scheme in PAGES else None
