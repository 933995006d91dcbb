"""OpenAlex: works by OpenAlex id, PMID, DOI or PMCID, and who cites 100 of them at once.

With a key: DESCRIBE and CITED_BY in lists of 100, paged by cursor, and SEARCH, all against a budget of the day.
Without: lists would soon use the budget up and cursors are refused (401), so works are asked for singly, which is free,
and nothing else is. A key travels as a header that belongs to the endpoint; the `meta` of an answer, which can echo it,
is not kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import ceil
from urllib.parse import quote

from graph.ids import ArticleId, Scheme
from graph.model import Record
from harvest.sources import fields
from harvest.sources.base import Answer, Kind, Limits, Request, Wanted
from harvest.sources.batches import chunks, distinct, first, halved
from harvest.sources.bodies import parse_object, refuse
from harvest.sources.openalex.works import SELECT, gathered, read_work

BATCH = 100  # values of an OR filter
HITS = 5
SEARCH_PRICE = 0.001
"""US dollars a SEARCH takes of the budget of the day; a list takes a tenth of it."""
PAGE = 100  # rows of a page
MOST_PAGES = 5_000  # no article has more citing works; cursors that go in circles end here
MEANT = re.compile(r"[^\w'-]+")
FILTERS = {Scheme.OPENALEX: "openalex", Scheme.PMID: "ids.pmid", Scheme.DOI: "doi", Scheme.PMCID: "ids.pmcid"}
PLAIN_DOI = re.compile(r"10\.[0-9.]+/[a-z0-9._;()/:-]+")
"""DOIs that a filter takes literally. Commas, pipes, quotes, < and ! mean something there: others are asked singly."""


def fits_in_list(id_: ArticleId) -> bool:
    """Whether an id can be one of many in a filter."""
    return id_.scheme in FILTERS and (id_.scheme is not Scheme.DOI or PLAIN_DOI.fullmatch(id_.value) is not None)


class OpenAlex:
    """All scholarly works, also those outside PubMed."""

    name = "openalex"
    references_with_record = True
    cited_by_with_record = False

    def __init__(self, *, keyed: bool = False) -> None:
        self.keyed = keyed
        batch = {Kind.DESCRIBE: BATCH, Kind.CITED_BY: BATCH, Kind.SEARCH: 1} if keyed else {Kind.DESCRIBE: 1}
        self.limits = Limits(per_second=10, batch=batch)

    def handle(self, kind: Kind, ids: frozenset[ArticleId]) -> ArticleId | None:
        if kind is Kind.DESCRIBE:
            return first(ids, Scheme.OPENALEX, Scheme.PMID, Scheme.DOI, Scheme.PMCID)
        if kind is Kind.CITED_BY and self.keyed:
            return first(ids, Scheme.OPENALEX)
        return None

    def requests(self, kind: Kind, wanted: Sequence[Wanted], *, most: int | None = None) -> list[Request]:
        if kind is Kind.SEARCH:
            titles = sorted({words for one in wanted if one.title and (words := title_words(one.title))})
            return [self._search(words) for words in titles] if self.keyed else []
        asked = distinct(wanted, lambda ids: self.handle(kind, ids))
        if kind is not Kind.CITED_BY:
            return self._describe(asked)
        hubs = {
            self.handle(kind, one.ids)
            for one in wanted
            if most is not None and one.citing is not None and one.citing > most
        }
        batches = chunks([id_ for id_ in asked if id_ not in hubs], BATCH)
        return [self._citing(batch) for batch in batches] + [self._citing((id_,), most) for id_ in asked if id_ in hubs]

    def halves(self, request: Request) -> tuple[Request, ...] | None:
        if request.kind is Kind.CITED_BY:
            return halved(request, self._citing)
        if request.halves_if_refused:
            return tuple(map(self._single, request.asked)) if request.page == 1 else None
        return halved(request, self._list)

    def again(self, missed: Sequence[ArticleId]) -> list[Request]:
        return [self._single(id_) for id_ in missed]

    def read(self, request: Request, body: bytes) -> Answer:
        value = parse_object(request, body)
        if request.kind is Kind.CITED_BY:
            return self._read_citing(request, value)
        if request.kind is Kind.SEARCH:
            works = _works(request, value)
            own = (first(work.ids, Scheme.OPENALEX) for work in works)
            return Answer(records=tuple(works), found=tuple(id_ for id_ in own if id_ is not None))
        if request.path == "works":
            return self._read_list(request, value)
        return self._read_single(request, value)

    def _describe(self, asked: Sequence[ArticleId]) -> list[Request]:
        listed = [id_ for id_ in asked if self.keyed and fits_in_list(id_)]
        alike = [[id_ for id_ in listed if id_.scheme is scheme] for scheme in FILTERS]
        lists = [self._list(batch) for ids in alike for batch in chunks(ids, BATCH)]
        singles = [self._single(id_) for id_ in asked if not (self.keyed and fits_in_list(id_))]
        return lists + singles

    def _single(self, id_: ArticleId) -> Request:
        # The slash is escaped too: a DOI may contain "/../", which clients would resolve.
        handle = id_.value if id_.scheme is Scheme.OPENALEX else f"{id_.scheme}:{quote(id_.value, safe='')}"
        params = (("select", SELECT),)
        return Request(
            source=self.name, kind=Kind.DESCRIBE, path=f"works/{handle}", asked=(id_,), params=params, single=True
        )

    def _list(self, asked: tuple[ArticleId, ...]) -> Request:
        condition = f"{FILTERS[asked[0].scheme]}:{'|'.join(map(_in_a_filter, asked))}"
        # The filter for PMCIDs is named among the valid ones and told of nowhere else.
        unsure = asked[0].scheme is Scheme.PMCID
        return replace(self._paged(Kind.DESCRIBE, condition, asked), halves_if_refused=unsure)

    def _citing(self, asked: tuple[ArticleId, ...], most: int | None = None) -> Request:
        condition = f"cites:{'|'.join(id_.value for id_ in asked)}"
        request = self._paged(Kind.CITED_BY, condition, asked)
        if most is None:
            return request
        return replace(request, most=most, params=(*request.params, ("sort", "publication_date:desc")))

    def _search(self, words: str) -> Request:
        params = (("filter", f"title.search:{words}"), ("select", SELECT), ("per_page", str(HITS)))
        return Request(source=self.name, kind=Kind.SEARCH, path="works", asked=(), params=params)

    def _paged(self, kind: Kind, condition: str, asked: tuple[ArticleId, ...]) -> Request:
        params = (("filter", condition), ("select", SELECT), ("per_page", str(PAGE)), ("cursor", "*"))
        return Request(source=self.name, kind=kind, path="works", asked=asked, params=params)

    def _read_single(self, request: Request, value: Mapping[str, object]) -> Answer:
        record = read_work(value)
        asked = request.asked[0]
        if record is None:
            refuse(request, "it has no id")
        if asked in record.ids:
            return Answer(records=(record,), known=frozenset(request.asked))
        # Merged works answer under their new id (301), and both ids are theirs. Another PMID or DOI than the one asked
        # for is another article, such as the published form of a preprint.
        if asked.scheme is not Scheme.OPENALEX and first(record.ids, asked.scheme) is not None:
            return Answer()
        return Answer(records=(replace(record, ids=record.ids | {asked}),), known=frozenset(request.asked))

    def _read_list(self, request: Request, value: Mapping[str, object]) -> Answer:
        asked = frozenset(request.asked)
        works = [work for work in _works(request, value) if work.ids & asked]
        known = asked & frozenset().union(*(work.ids for work in works))
        # OpenAlex gave these ids itself: one that a list does not find was merged, and answers singly.
        given = frozenset(id_ for id_ in asked if id_.scheme is Scheme.OPENALEX and request.page == 1)
        more = self._next_page(request, value)
        return Answer(records=gathered(works, asked), known=known, more=more, missed=given - known)

    def _read_citing(self, request: Request, value: Mapping[str, object]) -> Answer:
        asked = frozenset(request.asked)
        records, citing = [], []
        for work in _works(request, value):
            own = first(work.ids, Scheme.OPENALEX)
            cited = asked & {id_ for one in work.references or () for id_ in one.ids}
            if not cited and len(asked) == 1:  # listed as citing it, under an id that was merged since
                cited = asked
            if own is not None and cited - {own}:
                records.append(work)
                citing += [(own, id_) for id_ in sorted(cited - {own}, key=str)]
        return Answer(records=tuple(records), citing=tuple(citing), known=asked, more=self._next_page(request, value))

    def _next_page(self, request: Request, value: Mapping[str, object]) -> tuple[Request, ...]:
        """The page after this one: none after an empty or the last page, nor past the rows that were wanted."""
        cursor = fields.inside(value, "meta", "next_cursor")
        rows = len(fields.many(value.get("results")))
        size = fields.count(fields.inside(value, "meta", "per_page")) or PAGE  # which may be less than was asked for
        wanted = None if request.most is None else request.most - size
        if cursor is None or not rows or (wanted is not None and wanted <= 0):
            return ()
        if not isinstance(cursor, str) or ("cursor", cursor) in request.params or request.page >= MOST_PAGES:
            refuse(request, f"after page {request.page} its cursor repeats")
        total = fields.count(fields.inside(value, "meta", "count"))
        if total is not None and request.page >= ceil(total / size):
            return ()
        params = tuple((name, cursor if name == "cursor" else said) for name, said in request.params)
        return (replace(request, params=params, page=request.page + 1, most=wanted),)


def _in_a_filter(id_: ArticleId) -> str:
    """PMCIDs are kept as addresses that end in digits alone."""
    return id_.value.removeprefix("PMC") if id_.scheme is Scheme.PMCID else id_.value


def title_words(title: str) -> str:
    """The words of a title without the signs that mean something in a filter or a search; apostrophes are letters."""
    words = (word.strip("'-") for word in MEANT.sub(" ", title.replace("’", "'")).split())
    return " ".join(word.lower() if word in ("AND", "OR", "NOT") else word for word in words if word)


def _works(request: Request, value: Mapping[str, object]) -> list[Record]:
    results = value.get("results")
    if not isinstance(results, list):
        refuse(request, "it has no results")
    total, size = (fields.count(fields.inside(value, "meta", name)) for name in ("count", "per_page"))
    due = (total or 0) - (size or PAGE) * (request.page - 1)
    ends = due <= (size or PAGE) or not results or fields.inside(value, "meta", "next_cursor") is None
    if ends and len(results) < due:  # what is left out would look like works that are not known
        refuse(request, f"page {request.page} lists {len(results)} of the {due} works that it still counts")
    return [work for one in results if (work := read_work(one)) is not None]
