"""An article as a bibliography lists it: the same facts for BibTeX, RIS and CSL."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from urllib.parse import quote

from graph.exchange.content import ExportGraph, local_citations
from graph.exchange.people import Person, divide
from graph.exchange.texts import one_line


class Kind(Enum):
    """Kinds of publication that bibliographies tell apart."""

    ARTICLE = "article"
    PREPRINT = "preprint"
    CHAPTER = "chapter"
    BOOK = "book"
    PROCEEDINGS = "proceedings"
    THESIS = "thesis"
    REPORT = "report"
    DATASET = "dataset"
    OTHER = "other"


KINDS = {
    "preprint": Kind.PREPRINT,
    "posted-content": Kind.PREPRINT,
    "book-chapter": Kind.CHAPTER,
    "book-section": Kind.CHAPTER,
    "reference-entry": Kind.CHAPTER,
    "book": Kind.BOOK,
    "monograph": Kind.BOOK,
    "edited-book": Kind.BOOK,
    "reference-book": Kind.BOOK,
    "proceedings-article": Kind.PROCEEDINGS,
    "conference-paper": Kind.PROCEEDINGS,
    "conference": Kind.PROCEEDINGS,
    "dissertation": Kind.THESIS,
    "thesis": Kind.THESIS,
    "report": Kind.REPORT,
    "standard": Kind.REPORT,
    "dataset": Kind.DATASET,
    "other": Kind.OTHER,
    "paratext": Kind.OTHER,
    "supplementary-materials": Kind.OTHER,
}
"""What sources call the kinds; everything else (review, letter, erratum ...) is an article in a journal."""

DATE = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?(?!\d)", re.ASCII)
RANGE = re.compile(r"([^\s,;-]+)\s*[-\u2013]+\s*([^\s,;-]+)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Reference:
    """Texts are on one line and never blank; what is not known is None or empty."""

    id: str
    kind: Kind
    title: str | None
    authors: tuple[Person, ...]
    date: tuple[int, ...]
    """Year, month, day, as far as they are known."""
    container: str | None
    volume: str | None
    issue: str | None
    pages: tuple[str, ...]
    """First and last, or all in one where they are not a range."""
    doi: str | None
    pmid: str | None
    pmcid: str | None
    url: str | None
    language: str | None
    abstract: str | None
    keywords: tuple[str, ...]
    retracted: bool
    first_seen: str
    """When citewalk first saw it, empty where that is not kept."""
    remark: str
    """What citewalk knows beside the facts: seed, local citations, community, sources."""

    @property
    def year(self) -> int | None:
        """The year alone."""
        return self.date[0] if self.date else None

    @property
    def month(self) -> int | None:
        """The month alone, from 1."""
        return self.date[1] if len(self.date) > 1 else None


def references(graph: ExportGraph) -> Iterator[Reference]:
    """All articles but the stubs, in the order of the export."""
    cited = local_citations(graph)
    for article in graph.articles:
        if not article.get("stub"):
            yield refer(article, cited[str(article["id"])])


def stubs(graph: ExportGraph) -> int:
    """How many articles `references` leaves out, because only an id is known of them."""
    return sum(1 for article in graph.articles if article.get("stub"))


def refer(article: Mapping[str, object], cited: int | None = None) -> Reference:
    """One article; `cited` is how often it is within the export."""
    said = {name: one_line(str(value)) or None for name, value in article.items()}
    return Reference(
        id=str(article["id"]),
        kind=_kind(said),
        title=said.get("title"),
        authors=tuple(divide(name) for name in _texts(article.get("authors"))),
        date=_date(article),
        container=said.get("journal"),
        volume=said.get("volume"),
        issue=said.get("issue"),
        pages=_pages(said.get("pages")),
        doi=said.get("doi"),
        pmid=said.get("pmid"),
        pmcid=said.get("pmcid"),
        url=_url(said),
        language=said.get("language"),
        abstract=said.get("abstract"),
        keywords=_texts(article.get("keywords")),
        retracted=bool(article.get("is_retracted")),
        first_seen=said.get("first_seen") or "",
        remark=_remark(article, cited),
    )


def _kind(said: Mapping[str, str | None]) -> Kind:
    stated = (said.get("type") or "").lower().replace(" ", "-").replace("_", "-")
    journal = said.get("journal") or said.get("pmid") or stated
    return KINDS.get(stated, Kind.ARTICLE if journal else Kind.OTHER)


def _date(article: Mapping[str, object]) -> tuple[int, ...]:
    """The exact date where it agrees with the year, which may have come from a better source."""
    year = article.get("year")
    found = DATE.match(str(article.get("date") or ""))
    date = tuple(int(part) for part in found.groups() if part) if found else ()
    if not isinstance(year, int) or (date and date[0] == year):
        return date
    return (year,)


def _pages(text: str | None) -> tuple[str, ...]:
    if text is None:
        return ()
    found = RANGE.fullmatch(text)
    return (found[1], found[2]) if found else (text,)


def _url(said: Mapping[str, str | None]) -> str | None:
    """Where to read it; of the DOI's or PubMed's page where no source named another."""
    if (url := said.get("url")) and url.startswith(("https://", "http://")):
        return quote(url, safe="%/:?#[]@!$&'()*+,;=~-._")
    if doi := said.get("doi"):
        return f"https://doi.org/{quote(doi, safe='/:()')}"
    pmid = said.get("pmid")
    return f"https://pubmed.ncbi.nlm.nih.gov/{quote(pmid)}/" if pmid else None


def _texts(value: object) -> tuple[str, ...]:
    parts = value if isinstance(value, list | tuple) else ()
    return tuple(text for part in parts if (text := one_line(str(part))))


def _remark(article: Mapping[str, object], cited: int | None) -> str:
    community = article.get("community")
    facts = [
        "seed of the walk" if article.get("depth") == 0 else "",
        "" if cited is None else f"citations within this export: {cited}",
        "" if community is None else f"community {one_line(str(community))}",
        f"described by {', '.join(sources)}" if (sources := _texts(article.get("sources"))) else "",
    ]
    return "; ".join(fact for fact in facts if fact)
