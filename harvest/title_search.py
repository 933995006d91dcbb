"""Items without an id, looked up by title at the sources that can search."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph.ids import ArticleId
from graph.model import Record
from harvest.asking import Fetcher, Reply, ask
from harvest.seedfiles.item import Item
from harvest.sources.base import Kind, Request, Source, Wanted
from harvest.sources.openalex import SEARCH_PRICE
from harvest.titles import Verdict, decide

PRICES = {"openalex": SEARCH_PRICE}
"""US dollars a search. Who takes money is asked only for what the others do not settle."""
MOST_HITS = 5
"""Hits of one search that are looked at."""


@dataclass(frozen=True, slots=True)
class LookedUp:
    """The verdicts in the order of the items, why sources did not answer, and what the searches cost in US dollars."""

    verdicts: tuple[Verdict, ...]
    failed: Mapping[str, str]
    price: float = 0.0


def look_up(items: Sequence[Item], sources: Mapping[str, Source], fetcher: Fetcher) -> LookedUp:
    """Search for all items at once at every source that can; which article each is.

    A source that fails costs only what it would have said; its reason is told.
    """
    able = {name: source for name, source in sources.items() if Kind.SEARCH in source.limits.batch}
    records: dict[Item, list[Record]] = {item: [] for item in items}
    failed: dict[str, str] = {}
    free = {name: source for name, source in able.items() if name not in PRICES}
    _search(items, free, fetcher, records, failed)
    open_ = [item for item in records if decide(item, records[item]).accepted is None]
    paid = {name: source for name, source in able.items() if name in PRICES}
    price = sum(len(open_) * PRICES[name] for name in paid)
    _search(open_, paid, fetcher, records, failed)
    return LookedUp(tuple(decide(item, records[item]) for item in items), failed, price)


def _search(
    items: Sequence[Item],
    sources: Mapping[str, Source],
    fetcher: Fetcher,
    records: dict[Item, list[Record]],
    failed: dict[str, str],
) -> None:
    """Add to `records` what these sources find, and to `failed` who did not answer."""
    if not items or not sources:
        return
    asked: dict[str, dict[Request, list[Item]]] = {name: {} for name in sources}
    for name, source in sources.items():
        for item in items:
            wanted = Wanted(frozenset(), title=item.title, author=item.author, year=item.year)
            for request in source.requests(Kind.SEARCH, [wanted]):
                asked[name].setdefault(request, []).append(item)
    replies = ask(sources, fetcher, {name: list(requests) for name, requests in asked.items()})
    found = _hits(replies, asked, records, failed)
    described = _describe(found, sources, fetcher, failed)
    for (name, item), ids in found.items():
        records[item] += [record for id_ in ids if (record := described.get((name, id_)))]


def _hits(
    replies: Iterable[Reply],
    asked: Mapping[str, Mapping[Request, Sequence[Item]]],
    records: Mapping[Item, list[Record]],
    failed: dict[str, str],
) -> dict[tuple[str, Item], list[ArticleId]]:
    """The hits that are still to be described, by source and item; those that came with a record go to `records`.

    Replies come in the order of the requests, each followed by those of its further requests.
    """
    found: defaultdict[tuple[str, Item], list[ArticleId]] = defaultdict(list)
    about: Sequence[Item] = ()
    for reply in replies:
        name = reply.request.source
        about = asked[name].get(reply.request, about)
        if reply.answer is None:
            failed[name] = reply.reason or "no answer"
            continue
        told = frozenset().union(*(record.ids for record in reply.answer.records))
        for item in about:
            records[item].extend(reply.answer.records[:MOST_HITS])
            found[name, item] += [id_ for id_ in reply.answer.found[:MOST_HITS] if id_ not in told]
    return found


def _describe(
    found: Mapping[tuple[str, Item], Sequence[ArticleId]],
    sources: Mapping[str, Source],
    fetcher: Fetcher,
    failed: dict[str, str],
) -> dict[tuple[str, ArticleId], Record]:
    """What the sources say of their own hits, all in their largest batches."""
    questions: dict[str, list[Request]] = {}
    for name, source in sources.items():
        ids = {id_ for (at, _), hits in found.items() if at == name for id_ in hits}
        wanted = [Wanted(frozenset({id_})) for id_ in sorted(ids, key=str)]
        questions[name] = source.requests(Kind.DESCRIBE, wanted) if wanted else []
    described: dict[tuple[str, ArticleId], Record] = {}
    for reply in ask(sources, fetcher, questions):
        if reply.answer is None:
            failed[reply.request.source] = reply.reason or "no answer"
            continue
        described |= {(reply.request.source, id_): record for record in reply.answer.records for id_ in record.ids}
    return described
