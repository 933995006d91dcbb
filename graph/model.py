"""What is said about articles and citations, as values.

A `Record` is what *one* source says about *one* article; `graph.merge` makes an article of several. `None` means not
asked or not known; an empty tuple means asked and none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from graph.ids import ArticleId


class Direction(StrEnum):
    """How a walk came to an article, and which ways a walk goes."""

    SEED = "seed"
    REFERENCES = "references"
    CITED_BY = "cited-by"
    BOTH = "both"
    SIMILAR = "similar"
    VERSION = "version"  # the preprint or the published form of an article that was reached


BESIDE = frozenset({Direction.SIMILAR, Direction.VERSION})
"""How articles are reached that a walk records beside another and does not go on from."""


class NoticeKind(StrEnum):
    """What a notice about an article says, besides retractions."""

    CORRECTION = "correction"
    CONCERN = "expression of concern"


class VisitState(StrEnum):
    """What a harvest has done with an article."""

    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"


class HarvestState(StrEnum):
    """How a harvest stands."""

    RUNNING = "running"
    COMPLETE = "complete"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True)
class Author:
    """An author as printed on one article."""

    name: str
    orcid: str | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject heading, concept or keyword; `scheme` is MeSH, OpenAlex or keyword."""

    name: str
    scheme: str


@dataclass(frozen=True, slots=True)
class Retraction:
    """The notice that retracts an article."""

    notice: ArticleId | None
    date: str | None
    source: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice that corrects an article or voices concern about it; its id and its date where they are stated."""

    kind: NoticeKind
    id: ArticleId | None
    date: str | None
    source: str


@dataclass(frozen=True, slots=True)
class Version:
    """`source` states that `published` is the published form of the preprint `preprint`: two articles, one work."""

    preprint: ArticleId
    published: ArticleId
    source: str

    def __post_init__(self) -> None:
        if self.preprint == self.published:
            raise ValueError(f"{self.preprint} cannot be a version of itself")


@dataclass(frozen=True, slots=True)
class Loose:
    """A reference that was listed without any id: its text, and its place in the list, counted from 1."""

    position: int
    text: str


@dataclass(frozen=True, slots=True)
class Mention:
    """An entry of somebody's reference or cited-by list: its ids as stated, best first, never empty.

    Ids stated together inside a list are weak evidence: they find an article, they never merge two.
    """

    ids: tuple[ArticleId, ...]

    def __post_init__(self) -> None:
        if not self.ids:
            raise ValueError("a mention has at least one id")


@dataclass(frozen=True, kw_only=True)
class Record:
    """What one source says about one article. All `ids` are the article's own (strong evidence)."""

    source: str
    ids: frozenset[ArticleId]
    title: str | None = None
    abstract: str | None = None
    year: int | None = None
    date: str | None = None
    journal: str | None = None
    issn: str | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    type: str | None = None
    language: str | None = None
    keywords: tuple[str, ...] | None = None
    authors: tuple[Author, ...] | None = None
    topics: tuple[Topic, ...] | None = None
    is_retracted: bool | None = None
    retraction: Retraction | None = None
    cited_by_count: int | None = None
    reference_count: int | None = None
    rcr: float | None = None
    url: str | None = None
    references: tuple[Mention, ...] | None = None
    cited_by: tuple[Mention, ...] | None = None
    unresolved: int = 0  # references that were listed without any id
    loose: tuple[Loose, ...] = ()  # those of them that were listed with a text
    notices: tuple[Notice, ...] | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """`source` asserts that `citing` has `cited` in its reference list."""

    citing: ArticleId
    cited: ArticleId
    source: str

    def __post_init__(self) -> None:
        if self.citing == self.cited:
            raise ValueError(f"{self.citing} cannot cite itself")


@dataclass(frozen=True, slots=True)
class Similarity:
    """`source` lists `similar` among the articles like `article`, with its own score (comparable within one list)."""

    article: ArticleId
    similar: ArticleId
    score: float
    source: str


@dataclass(frozen=True, slots=True)
class Visit:
    """What a harvest has done with one article."""

    article: ArticleId
    depth: int
    state: VisitState
    direction: Direction
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """How many citing articles of one article were known (`found`) and followed (`kept`, the newest).

    Where all were, that ends the cut of an earlier walk as far as it goes.
    """

    article: ArticleId
    found: int
    kept: int


@dataclass(frozen=True, slots=True)
class SourceOutcome:
    """How one source served a harvest; `state` is complete, incomplete or left out (it was never asked)."""

    state: str
    reason: str | None = None
    requests: int = 0


@dataclass(frozen=True, kw_only=True)
class Harvest:
    """One walk: what was asked, how it stands, what it counted."""

    id: str
    seeds: tuple[str, ...]
    parameters: Mapping[str, object]
    state: HarvestState
    started: datetime
    finished: datetime | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    outcomes: Mapping[str, SourceOutcome] = field(default_factory=dict)
    process: str | None = None  # host:pid:start of the process that walks, while it does
    updated: datetime | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """A tie between ids that was refused because it would have fused two articles."""

    ids: tuple[ArticleId, ArticleId]
    reason: str


@dataclass(frozen=True, kw_only=True)
class Batch:
    """What is written in one transaction: the data and the progress that it stands for.

    Ids in `citations`, `similarities`, `visits` and `cuts` must belong to an article that is in the graph or in this
    batch (`records`, `stubs`). `versions` are written where both ends do, `conflicts` are logged as they are.
    """

    at: datetime
    records: tuple[Record, ...] = ()
    stubs: tuple[ArticleId, ...] = ()
    citations: tuple[Citation, ...] = ()
    similarities: tuple[Similarity, ...] = ()
    visits: tuple[Visit, ...] = ()
    cuts: tuple[Cut, ...] = ()
    versions: tuple[Version, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    harvest: Harvest | None = None  # the state to write with it; its id goes to CITES.harvest and REACHED


@dataclass(frozen=True, kw_only=True)
class Applied:
    """What a batch did. `owners` maps every id of the batch to the `Article.id` that holds it now."""

    owners: Mapping[ArticleId, str]
    merged: tuple[tuple[str, str], ...] = ()  # (survivor, absorbed)
    conflicts: tuple[Conflict, ...] = ()
    new_articles: int = 0
    new_citations: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a query, with the names of its RETURN; `truncated` when there were more than were asked for."""

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    truncated: bool = False
