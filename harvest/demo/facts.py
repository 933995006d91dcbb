"""What the demo knows: articles and citations that were seen in public places, each saying where.

Facts only: ids, titles, years, journals, first authors, citations. What is not known is left out.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files

NAMES = ("aquilegia", "cement")


@dataclass(frozen=True, kw_only=True)
class KnownArticle:
    """An article of PubMed. `references` is the length of its list, None where the list could not be read."""

    pmid: str
    title: str
    year: int
    journal: str
    doi: str | None = None
    pmcid: str | None = None
    first_author: str | None = None
    references: int | None = None
    seen: str | None = None


@dataclass(frozen=True, kw_only=True)
class KnownCitation:
    """`citing` is a PMID; `cited` a PMID or, where the article has none, a DOI."""

    citing: str
    cited: str
    seen: str


@dataclass(frozen=True, kw_only=True)
class PrintedReference:
    """A reference as a PubMed page prints it, whose article no source of the demo can describe.

    It has a DOI or, where no id could be found, a name of ours.
    """

    title: str
    year: int
    journal: str
    cited_by: str
    seen: str
    first_author: str | None = None
    volume: str | None = None
    pages: str | None = None
    doi: str | None = None
    id: str | None = None


@dataclass(frozen=True)
class PlannedWalk:
    """One harvest of the demo: PMIDs to start from, and how far."""

    seeds: tuple[str, ...]
    depth: int


@dataclass(frozen=True, kw_only=True)
class Facts:
    """One neighbourhood."""

    name: str
    title: str
    about: str
    walks: tuple[PlannedWalk, ...]
    articles: tuple[KnownArticle, ...]
    citations: tuple[KnownCitation, ...]
    printed: tuple[PrintedReference, ...] = ()


def load(name: str) -> Facts:
    """The bundled facts of that name."""
    bundled = json.loads(files("harvest.demo").joinpath("data", f"{name}.json").read_text(encoding="utf-8"))
    return Facts(
        name=bundled["name"],
        title=bundled["title"],
        about=bundled["about"],
        walks=tuple(PlannedWalk(tuple(walk["seeds"]), walk["depth"]) for walk in bundled["walks"]),
        articles=tuple(KnownArticle(**article) for article in bundled["articles"]),
        citations=tuple(KnownCitation(**citation) for citation in bundled["citations"]),
        printed=tuple(PrintedReference(**reference) for reference in bundled.get("printed", ())),
    )


def load_all() -> tuple[Facts, ...]:
    """All neighbourhoods of the demo, the one to open first in front."""
    return tuple(map(load, NAMES))
