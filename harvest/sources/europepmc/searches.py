"""Searches: what the hits answer to a description, to a look-up, to where a list is, and to a title."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil

from graph.ids import ArticleId, Scheme
from graph.model import Record, Version
from harvest.sources.base import Answer, Kind, Request
from harvest.sources.batches import first, halved
from harvest.sources.europepmc.lists import Page, next_hits, read_page
from harvest.sources.europepmc.notices import NAME
from harvest.sources.europepmc.queries import SCHEMES, Foreign, sought, widened
from harvest.sources.europepmc.records import Result, read_result
from harvest.sources.europepmc.requests import BATCH, list_of, look_ups, search, title_search
from harvest.sources.mentions import mentions

FEW = 3
"""Ids that are worth a request each."""
Pair = tuple[Foreign, ArticleId]
"""(what is looked up, the article whose list or link named it)"""


def read_described(request: Request, value: Mapping[str, object]) -> Answer:
    """The records of the asked articles, and which of them a list of ids did not find."""
    asked = frozenset(request.asked)
    page = _page(request, value)
    found = _about(page, asked)
    known = asked & frozenset().union(*(one.ids for one in found))
    again: tuple[Request, ...] = ()
    missed: frozenset[ArticleId] = frozenset()
    if len(request.asked) == 1:
        again = next_hits(request, value, page)
    elif page.total > page.size:  # more hits than one page holds: who is missing cannot be told
        again = halves(request) or ()
    else:
        missed = asked - known
    pairs = [(entry, one.handle) for one in found for entry in one.links.to_look_up if one.handle]
    more = (*again, *look_ups(request.kind, pairs))
    return Answer(records=_records(found), known=known, versions=_versions(found), more=more, missed=missed)


def read_looked_up(request: Request, value: Mapping[str, object]) -> Answer:
    """What the entries are that a list or a link named by numbers of Europe PMC's own."""
    hits = {one.entry: one for one in _results(_page(request, value)) if one.entry is not None}
    pairs = _pairs(request)
    missed = [pair for pair in pairs if pair[0] not in hits] if len(pairs) > 1 else []
    more = tuple(one for pair in missed for one in look_ups(request.kind, [pair]))
    named = [(hits[entry], asker) for entry, asker in pairs if entry in hits and hits[entry].record is not None]
    found = [one for one, _ in named]
    unnamed = len(pairs) - len(missed) - len(named)
    others = tuple((one.handle, asker) for one, asker in named if one.handle and one.handle != asker)
    records, versions = _records(found), _versions(found)
    if request.kind is Kind.CITED_BY:
        return Answer(records=records, citing=others, versions=versions, unnamed=unnamed, more=more)
    if request.kind is Kind.DESCRIBE:
        ties = (Version(preprint, published, NAME) for preprint, published in others)
        return Answer(records=records, versions=tuple(dict.fromkeys((*versions, *ties))), more=more)
    own = frozenset(request.asked[:1])
    listed = mentions((best_first(one.ids) for one in found), own)
    about = Record(source=NAME, ids=own, references=listed, unresolved=unnamed)
    return Answer(records=(*records, about), versions=versions, more=more)


def read_place(request: Request, value: Mapping[str, object]) -> Answer:
    """Where the list of an article is that is known by its DOI: under every number that answers to it."""
    found = _about(_page(request, value), frozenset(request.asked))
    places = dict.fromkeys((one.entry or first(one.ids, Scheme.PMID, Scheme.PMCID), one.ids) for one in found)
    lists = (list_of(request.kind, request.asked[0], ids, request.most, at=place) for place, ids in places if place)
    return Answer(more=tuple(lists))


def read_search(request: Request, value: Mapping[str, object]) -> Answer:
    """The hits for a title, best first; where a narrow search finds none, the title by itself is searched for."""
    page = _page(request, value)
    found = _results(page)
    wider = None if page.rows else widened(dict(request.params).get("query", ""))
    handles = dict.fromkeys(one.handle for one in found)
    return Answer(
        found=tuple(handle for handle in handles if handle),
        records=_records(found),
        versions=_versions(found),
        more=(title_search(wider),) if wider else (),
    )


def halves(request: Request) -> tuple[Request, Request] | None:
    """A search for several in two."""
    if not sought(request):
        return halved(request, lambda asked: search(request.kind, asked))
    pairs = _pairs(request)
    middle = len(pairs) // 2
    if middle == 0:
        return None
    (one,), (other,) = look_ups(request.kind, pairs[:middle]), look_ups(request.kind, pairs[middle:])
    return one, other


def rechecks(missed: Sequence[ArticleId]) -> list[Request]:
    """What lists did not find, once more: PMIDs alone, since lists of them lose hits; many others together.

    Those are divided anew, at least in two: the same list would only be answered the same again.
    """
    alone = [id_ for id_ in missed if id_.scheme is Scheme.PMID]
    others = [id_ for id_ in missed if id_.scheme is not Scheme.PMID]
    if len(others) <= FEW:
        alone, others = [*alone, *others], []
    lists = max(2, ceil(len(others) / BATCH)) if others else 0
    together = [search(Kind.DESCRIBE, others[start::lists]) for start in range(lists)]
    return together + [search(Kind.DESCRIBE, (id_,)) for id_ in alone]


def best_first(ids: frozenset[ArticleId]) -> list[ArticleId]:
    """Ids by how far they are known."""
    return sorted(ids, key=lambda id_: SCHEMES.index(id_.scheme))


def _page(request: Request, value: Mapping[str, object]) -> Page:
    return read_page(request, value, "resultList", "result")


def _pairs(request: Request) -> list[Pair]:
    """Each entry that is looked up with its article: one for each, or one for all."""
    entries = sought(request)
    askers = request.asked if len(request.asked) == len(entries) else request.asked[:1] * len(entries)
    return list(zip(entries, askers, strict=True))


def _results(page: Page) -> list[Result]:
    return [one for row in page.rows if (one := read_result(row)) is not None]


def _about(page: Page, asked: frozenset[ArticleId]) -> list[Result]:
    """The hits that are about the asked articles: by their ids, whatever the order."""
    return [one for one in _results(page) if one.ids & asked]


def _records(found: Sequence[Result]) -> tuple[Record, ...]:
    return tuple(dict.fromkeys(one.record for one in found if one.record is not None))


def _versions(found: Sequence[Result]) -> tuple[Version, ...]:
    return tuple(dict.fromkeys(version for one in found for version in one.versions()))
