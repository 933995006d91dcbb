"""How questions fill requests: what is worth one, what goes along where there is room, and what had better wait."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from graph.ids import ArticleId, Scheme
from harvest.sources.base import Kind, Request, Source, Wanted

AHEAD = 20
"""Articles that are asked about together where a request takes fewer: it keeps all sources busy, and wastes little
where a budget ends the walk."""
MANY = 200
"""What a large batch takes; beyond that an answer grows for little."""
ONE_OF_EACH = frozenset(
    {
        ArticleId(Scheme.PMID, "1"),
        ArticleId(Scheme.DOI, "10.1000/1"),
        ArticleId(Scheme.PMCID, "PMC1"),
        ArticleId(Scheme.OPENALEX, "W1"),
        ArticleId(Scheme.S2, "0" * 40),
    }
)


def asks(source: Source, kind: Kind) -> bool:
    """Whether the question is worth a request: lists that come with the record are there already."""
    if kind is Kind.REFERENCES:
        return not source.references_with_record
    return kind is not Kind.CITED_BY or not source.cited_by_with_record


def together(source: Source, kind: Kind) -> int:
    """How many articles are best asked about at once: whole batches, and at least `AHEAD`."""
    batch = source.limits.batch.get(kind, 1)
    return batch * ceil(AHEAD / batch)


def filled(
    source: Source, kind: Kind, wanted: list[Wanted], built: list[Request]
) -> tuple[list[Wanted], list[Request]]:
    """The questions and requests with further ids of the same articles, as far as that takes no more requests.

    Who is not known by one id is often known by another, which would take a request of its own later.
    """
    room = max(min(source.limits.batch.get(kind, 1), MANY) - len(wanted), 0)
    further = [Wanted(frozenset({id_})) for one in wanted for id_ in handles(source, kind, one.ids)[1:]][:room]
    more = source.requests(kind, [*wanted, *further]) if further else built
    alike = kind is Kind.LOOKUP or len(built) == 1  # not where each scheme has lists of its own
    return ([*wanted, *further], more) if alike and len(more) == len(built) else (wanted, built)


def best_lists(built: Sequence[Request], batch: int) -> list[Request]:
    """The requests, of lists with room for more only those of the scheme that comes first."""
    with_room = [one for one in built if not one.single and len(one.asked) < batch]
    best = with_room[0].asked[0].scheme if with_room else None
    return [one for one in built if one not in with_room or one.asked[0].scheme is best]


def handles(source: Source, kind: Kind, ids: frozenset[ArticleId]) -> list[ArticleId]:
    """All ids by which the source could be asked about an article, best first."""
    found: list[ArticleId] = []
    while (best := source.handle(kind, ids.difference(found))) is not None:
        found.append(best)
    return found


def likes(source: Source, kind: Kind, ids: frozenset[ArticleId]) -> bool:
    """Whether the source would be asked by an id of the scheme that it prefers to all others."""
    best, handle = source.handle(kind, ONE_OF_EACH), source.handle(kind, ids)
    return best is not None and handle is not None and best.scheme is handle.scheme
