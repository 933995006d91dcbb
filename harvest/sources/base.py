"""What a source is: pure builders of requests and pure readers of answers.

A source moves no bytes and keeps no state: `requests` turns questions into requests in its largest batches, `read`
turns one body into an `Answer`. The HTTP client sends, retries, limits and caches; the walk decides what to ask.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from graph.ids import ArticleId
from graph.model import Record, Similarity, Version


class Kind(StrEnum):
    """The questions a walk asks."""

    LOOKUP = "look up"  # which id of yours is this id? (a DOI at a source that only knows PMIDs)
    DESCRIBE = "describe"  # the record, with the lists that come with it
    REFERENCES = "references"  # what these cite, where that does not come with the record
    CITED_BY = "cited by"  # who cites these, where that does not come with the record
    SIMILAR = "similar"
    SEARCH = "search"  # a title


@dataclass(frozen=True, slots=True)
class Wanted:
    """An article to ask about: all ids known of it, and how many citing articles this source reported, if it did.

    `title` is what a SEARCH looks for, helped by `author` (a family name) and `year`; nothing else reads them.
    """

    ids: frozenset[ArticleId]
    citing: int | None = None
    title: str | None = None
    author: str | None = None
    year: int | None = None


@dataclass(frozen=True, kw_only=True)
class Request:
    """One HTTP request as a value. `asked` are the ids whose answer it carries, in the source's own scheme.

    `secret` names and values (keys) travel in the place the source wants and appear in no log, error, cache or repr.
    """

    source: str
    kind: Kind
    path: str  # below the source's base URL
    asked: tuple[ArticleId, ...]
    method: str = "GET"
    params: tuple[tuple[str, str], ...] = ()
    form: tuple[tuple[str, str], ...] = ()  # a POST's body
    content: str | None = None  # or a POST's body in JSON, as text
    accept: str = "json"  # json, xml or "json or xml": what the body must look like to be believed
    halves_if_refused: bool = False  # a source that does not know this way of asking may know another: see `halves`
    most: int | None = None  # rows wanted of a list from this page on, where it is cut
    page: int = 1  # which page of a list this is
    single: bool = False  # asks for one article by its address: a 404 then means that the source does not know it
    also: tuple[ArticleId, ...] = ()  # further ids of the one asked article, for what is asked next
    again: bool = False  # asks once more for what an answer left out, which that answer is no answer to


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a body says.

    `known` are the asked ids that the source shows to know: only for those is an empty list a zero.
    `records` answer DESCRIBE; to REFERENCES a record answers with its ids, its references and their number alone.
    `citing` are complete records or bare mentions of who cites an asked article: (citing id, cited id) pairs.
    `unnamed` is how many citing articles were listed without an id by which they could be told.
    `years` are publication years of citing articles that the source happens to state beside their ids.
    `leads` answer a LOOKUP: (asked id, id to describe); the record that comes back proves or refutes it. Where several
    ids were asked at once, each may be led to every hit.
    `found` answers a SEARCH: ids to describe, best first; `records` may describe them at once.
    `versions` tie preprints to their published forms, as a record or a list states it.
    `about` is what notices say of the articles that they retract or correct: records with one id and the notice alone,
    which describe nobody.
    `more` are further requests that the full answer needs: the following pages, or an id that must be asked singly.
    `missed` are asked ids that a list left out where its lists are known to lose what the source has: asked for once
    more, in another way, before it is believed not to know them.
    """

    records: tuple[Record, ...] = ()
    citing: tuple[tuple[ArticleId, ArticleId], ...] = ()
    unnamed: int = 0
    similarities: tuple[Similarity, ...] = ()
    known: frozenset[ArticleId] = frozenset()
    years: Mapping[ArticleId, int] = field(default_factory=dict)
    leads: tuple[tuple[ArticleId, ArticleId], ...] = ()
    found: tuple[ArticleId, ...] = ()
    versions: tuple[Version, ...] = ()
    about: tuple[Record, ...] = ()
    more: tuple[Request, ...] = ()
    missed: frozenset[ArticleId] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a source allows and how much it takes at once."""

    per_second: float
    batch: dict[Kind, int]


class Source(Protocol):
    """A scholarly API."""

    name: str
    limits: Limits
    references_with_record: bool
    """Whether the records of DESCRIBE carry what the article cites, so that REFERENCES needs no request."""
    cited_by_with_record: bool
    """Whether the records of DESCRIBE carry who cites the article, so that CITED_BY needs no request."""

    def handle(self, kind: Kind, ids: frozenset[ArticleId]) -> ArticleId | None:
        """The id among `ids` by which this source would be asked, or None where it cannot be asked."""

    def requests(self, kind: Kind, wanted: Sequence[Wanted], *, most: int | None = None) -> list[Request]:
        """The fewest requests that ask `kind` about `wanted`, in a stable order; what cannot be asked is left out.

        `most` is how many citing articles are wanted per article; a hub that reported more is asked alone, newest
        first, where the source can sort.
        """

    def halves(self, request: Request) -> tuple[Request, ...] | None:
        """The same question in two requests or more, or None when it cannot be divided."""

    def again(self, missed: Sequence[ArticleId]) -> list[Request]:
        """The fewest requests that ask DESCRIBE in another way about ids that lists `missed`, in a stable order."""

    def read(self, request: Request, body: bytes) -> Answer:
        """What the body says. Raises `BadAnswer` for a body that cannot be believed, never anything else."""
