"""Requests to Europe PMC: searches by GET and by POST, lists by page, full texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graph.ids import ArticleId, Scheme
from harvest.sources.base import Kind, Request
from harvest.sources.europepmc.lists import PAGE
from harvest.sources.europepmc.notices import NAME
from harvest.sources.europepmc.queries import MEDLINE, Foreign, any_of

BATCH = 100  # ids joined by OR; queries of 500 have been answered, one of 25 has also timed out
LONGEST = 1_500  # characters of a query by GET
HITS = 25  # of a search for a title, and for one id, which errata may share
SEARCHES = ("search", "searchPOST")
ROUTES = {Kind.REFERENCES: "references", Kind.CITED_BY: "citations"}


def search(kind: Kind, asked: Sequence[ArticleId], result_type: str = "core") -> Request:
    """A search for articles by their ids."""
    return _search(kind, tuple(asked), any_of(asked), result_type)


def title_search(query: str) -> Request:
    """A search for a title. It asks about no id."""
    return _search(Kind.SEARCH, (), query)


def look_ups(kind: Kind, pairs: Sequence[tuple[Foreign, ArticleId]]) -> tuple[Request, ...]:
    """Searches for entries by Europe PMC's own numbers, each for the article whose list or link named it."""
    return tuple(
        _search(kind, tuple(asker for _, asker in batch), any_of([entry for entry, _ in batch]))
        for batch in (pairs[start : start + BATCH] for start in range(0, len(pairs), BATCH))
    )


def list_of(
    kind: Kind,
    asked: ArticleId,
    ids: Iterable[ArticleId] = (),
    most: int | None = None,
    *,
    at: ArticleId | Foreign | None = None,
) -> Request:
    """The first page of a list of the article, which has these `ids` in all and is kept `at` this number.

    Where no number of it is known, a search for it, which leads to its list.
    """
    also = tuple(sorted(frozenset(ids) - {asked}, key=str))
    where = _where(at or asked)
    if where is None:
        request = search(kind, (asked,), "lite")
        return Request(
            source=NAME, kind=kind, path=request.path, asked=(asked,), params=request.params, also=also, most=most
        )
    params = (("page", "1"), ("pageSize", str(PAGE)), ("format", "json"))
    path = f"{where}/{ROUTES[kind]}"
    return Request(source=NAME, kind=kind, path=path, asked=(asked,), params=params, also=also, most=most, single=True)


def full_text(asked: ArticleId, pmcid: ArticleId) -> Request:
    """The full text of an article. It is not found where it is not open access."""
    path = f"{pmcid.value}/fullTextXML"
    return Request(source=NAME, kind=Kind.REFERENCES, path=path, asked=(asked,), accept="xml", single=True)


def _where(at: ArticleId | Foreign) -> str | None:
    if isinstance(at, Foreign):
        return f"{at.source}/{at.id}"
    return {Scheme.PMID: f"{MEDLINE}/{at.value}", Scheme.PMCID: f"PMC/{at.value}"}.get(at.scheme)


def _search(kind: Kind, asked: tuple[ArticleId, ...], query: str, result_type: str = "core") -> Request:
    """Long queries go by POST: addresses are cut at some 12,000 characters, queries in them at 1,500."""
    by_post = len(query) >= LONGEST
    sent = (
        ("query", query),
        ("resultType", result_type),
        ("format", "json"),
        ("pageSize", str(PAGE if " OR " in query else HITS)),
        ("cursorMark", "*"),
        ("synonym", "false"),
    )
    if by_post:
        return Request(source=NAME, kind=kind, path="searchPOST", asked=asked, method="POST", form=sent)
    return Request(source=NAME, kind=kind, path="search", asked=asked, params=sent)
