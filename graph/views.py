"""Articles as pages and exports show them. `None` means not asked or not known; an empty tuple means none."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ArticleView:
    """An article among others."""

    id: str
    pmid: str | None = None
    doi: str | None = None
    title: str | None = None
    year: int | None = None
    journal: str | None = None
    authors: tuple[str, ...] | None = None
    """The first four, in order: enough for a byline."""
    stub: bool = False
    is_retracted: bool | None = None
    cited_by_count: int | None = None
    """As its source reported it."""
    local_citations: int = 0
    """Citing articles in the whole graph."""
    depth: int | None = None
    """The least over all harvests that reached it."""
    expanded: bool = False
    """Whether a harvest has asked for its references or its citing articles."""
    seed: bool = False


@dataclass(frozen=True, kw_only=True)
class Neighbourhood:
    """Articles around one, and the citations among them as (citing, cited, sources).

    `total` counts all that are in reach; `articles` are the centre and the most cited of the others.
    """

    centre: str
    articles: tuple[ArticleView, ...]
    citations: tuple[tuple[str, str, tuple[str, ...]], ...]
    total: int


@dataclass(frozen=True, kw_only=True)
class Linked:
    """An article that another cites or is cited by, and the sources that say so."""

    id: str
    pmid: str | None = None
    doi: str | None = None
    title: str | None = None
    year: int | None = None
    journal: str | None = None
    authors: tuple[str, ...] | None = None
    is_retracted: bool | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Detail:
    """Everything that is known of one article."""

    id: str
    pmid: str | None = None
    doi: str | None = None
    pmcid: str | None = None
    openalex: str | None = None
    s2: str | None = None
    title: str | None = None
    abstract: str | None = None
    authors: tuple[str, ...] | None = None
    year: int | None = None
    date: str | None = None
    journal: str | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    type: str | None = None
    language: str | None = None
    keywords: tuple[str, ...] | None = None
    topics: tuple[tuple[str, str], ...] = ()
    """(name, scheme), sorted."""
    stub: bool = False
    is_retracted: bool | None = None
    retraction: str | None = None
    """The id of the notice, such as `pmid:123`."""
    retraction_date: str | None = None
    retraction_source: str | None = None
    corrections: tuple[str, ...] | None = None
    """Ids of the notices, as those of `concerns`; empty where a source was asked and knows of none."""
    correction_date: str | None = None
    """The earliest that is stated, also of a notice without an id; so is `concern_date`."""
    concerns: tuple[str, ...] | None = None
    concern_date: str | None = None
    correction_sources: tuple[str, ...] | None = None
    """Who has told of corrections, sorted; so is `concern_sources`. None in graphs that were written before."""
    concern_sources: tuple[str, ...] | None = None
    unresolved_references: tuple[str, ...] | None = None
    """`position text` of references without an id."""
    cited_by_count: int | None = None
    reference_count: int | None = None
    rcr: float | None = None
    url: str | None = None
    sources: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    citing_found: int | None = None
    """Citing articles that were known when the hub was cut; `citing_kept` of them were followed."""
    citing_kept: int | None = None
    depth: int | None = None
    expanded: bool = False
    seed: bool = False
    local_citations: int = 0
    references: tuple[Linked, ...] = ()
    """Most cited first."""
    cited_by: tuple[Linked, ...] = ()
    """Newest first."""
