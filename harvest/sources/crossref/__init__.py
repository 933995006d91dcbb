"""Crossref: the registry of most DOIs, with the reference lists and the notices that publishers deposit.

DESCRIBE asks for some 50 DOIs in one filter; a DOI that a filter would take apart is asked for by its own address,
which is also the only place where `select` is refused. Unknown DOIs are left out of a list, and are a 404 in plain text
singly. Who cites an article is counted here and listed for members only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote

from graph.ids import ArticleId, Scheme
from harvest.sources import fields
from harvest.sources.base import Answer, Kind, Limits, Request, Wanted
from harvest.sources.batches import distinct, first, halved
from harvest.sources.bodies import parse_object, refuse
from harvest.sources.crossref.works import SELECT, Work, read_work

BATCH = 50  # DOIs of one filter, which may hold more: the length of the address binds
MOST_LETTERS = 5_000  # of a filter in its escaped form; servers take addresses of 8,000
HITS = 3  # of a search
MOST_WORDS = 300  # letters of a title that are searched for; the rest tells no more
PLAIN_DOI = re.compile(r"10\.[0-9.]+/[a-z0-9._;:()/-]+")
"""DOIs that a filter takes literally. A comma begins the next filter; what else is rare is asked singly too."""
ELSEWHERE = re.compile(r"10\.(?:48550|5281|6084|5061|17605|17632)/")
"""DOIs of arXiv, Zenodo, figshare, Dryad, OSF and Mendeley Data, which are registered at DataCite and unknown here."""


class Crossref:
    """Works by DOI. `polite` is whether requests carry an address, which earns three lists a second instead of one."""

    name = "crossref"
    references_with_record = True
    cited_by_with_record = False

    def __init__(self, *, polite: bool = False) -> None:
        self.limits = Limits(per_second=3 if polite else 1, batch={Kind.DESCRIBE: BATCH, Kind.SEARCH: 1})

    def handle(self, kind: Kind, ids: frozenset[ArticleId]) -> ArticleId | None:
        if kind is not Kind.DESCRIBE:
            return None
        return first([id_ for id_ in ids if not ELSEWHERE.match(id_.value)], Scheme.DOI)

    def requests(self, kind: Kind, wanted: Sequence[Wanted], *, most: int | None = None) -> list[Request]:  # noqa: ARG002  nothing is cut
        if kind is Kind.SEARCH:
            return [self._search(words) for words in sorted({_words(one) for one in wanted if one.title})]
        asked = distinct(wanted, lambda ids: self.handle(kind, ids))
        lists = [self._list(batch) for batch in _batches([id_ for id_ in asked if _fits_in_list(id_)])]
        return lists + [self._single(id_) for id_ in asked if not _fits_in_list(id_)]

    def halves(self, request: Request) -> tuple[Request, Request] | None:
        return halved(request, self._list)

    def again(self, missed: Sequence[ArticleId]) -> list[Request]:  # noqa: ARG002  its lists count what they hold
        return []

    def read(self, request: Request, body: bytes) -> Answer:
        message = _message(request, body)
        if request.single:
            return _answer(request, [read_work(message)])
        items = message.get("items")
        if not isinstance(items, list):
            refuse(request, "it has no items")
        works = [read_work(item) for item in items]
        if request.kind is Kind.SEARCH:
            return _hits(works)
        total = fields.count(message.get("total-results"))
        if total is not None and len(items) < min(total, len(request.asked)):
            refuse(request, f"it holds {len(items)} of the {total} works that it counts")
        return _answer(request, works)

    def _list(self, asked: tuple[ArticleId, ...]) -> Request:
        condition = ",".join(f"doi:{id_.value}" for id_ in asked)
        params = (("filter", condition), ("rows", str(len(asked))), ("select", SELECT))
        return Request(source=self.name, kind=Kind.DESCRIBE, path="works", asked=asked, params=params)

    def _single(self, id_: ArticleId) -> Request:
        # The slash is escaped too: a DOI may contain "/../", which clients would resolve.
        path = f"works/{quote(id_.value, safe='')}"
        return Request(source=self.name, kind=Kind.DESCRIBE, path=path, asked=(id_,), single=True)

    def _search(self, words: str) -> Request:
        params = (("query.bibliographic", words), ("rows", str(HITS)), ("select", SELECT))
        return Request(source=self.name, kind=Kind.SEARCH, path="works", asked=(), params=params)


def _fits_in_list(id_: ArticleId) -> bool:
    return PLAIN_DOI.fullmatch(id_.value) is not None


def _batches(ids: Sequence[ArticleId]) -> Iterator[tuple[ArticleId, ...]]:
    """The ids in order, as many at a time as an address has room for."""
    batch: list[ArticleId] = []
    letters = 0
    for id_ in ids:
        more = len(quote(f"doi:{id_.value},", safe=""))
        if batch and (len(batch) == BATCH or letters + more > MOST_LETTERS):
            yield tuple(batch)
            batch, letters = [], 0
        batch.append(id_)
        letters += more
    if batch:
        yield tuple(batch)


def _words(wanted: Wanted) -> str:
    """Title, author and year in one: a field of its own for the author would leave out what is misspelt there."""
    others = (wanted.author, None if wanted.year is None else str(wanted.year))
    title = " ".join((wanted.title or "").split())[:MOST_WORDS]
    return " ".join([title, *filter(None, others)])


def _message(request: Request, body: bytes) -> Mapping[str, object]:
    """The message of an answer that went well; one that did not carries a list of complaints in its place."""
    value = parse_object(request, body)
    message = value.get("message")
    if value.get("status") != "ok":
        complaints = [fields.text(fields.inside(one, "message")) for one in fields.many(message)]
        why = "; ".join(filter(None, complaints)) or f"its status is {value.get('status')!r}"
        refuse(request, why)
    if not isinstance(message, Mapping):
        refuse(request, "it has no message")
    return message


def _answer(request: Request, works: Sequence[Work | None]) -> Answer:
    """The works that were asked for, each once; another than the one asked for by its address is not believed."""
    found: dict[ArticleId, Work] = {}
    for work in works:
        if work is not None and work.doi in request.asked:
            other = found.setdefault(work.doi, work)
            if other is not work:
                found[work.doi] = max(work, other, key=_richness)
    return Answer(
        records=tuple(work.record for work in found.values()),
        about=tuple(said for work in found.values() for said in work.about),
        versions=tuple(dict.fromkeys(version for work in found.values() for version in work.versions)),
        known=frozenset(found),
    )


def _richness(work: Work) -> tuple[int, str]:
    """Of two rows of one DOI the same one stands in whatever order they come."""
    return len(work.record.references or ()), str(work.record)


def _hits(works: Sequence[Work | None]) -> Answer:
    found = {work.doi: work for work in works if work is not None}
    return Answer(records=tuple(work.record for work in found.values()), found=tuple(found))
