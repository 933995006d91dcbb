"""Batches: which ids to ask for, each once, in a stable order, as many at a time as a source takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from graph.ids import ArticleId, Scheme
from harvest.sources.base import Request, Wanted

ORDER = {scheme: place for place, scheme in enumerate(Scheme)}


def place(id_: ArticleId) -> tuple[int, int, str]:
    """Where an id stands in a request: by scheme, then by number (shorter first), then by spelling."""
    return ORDER[id_.scheme], len(id_.value), id_.value


def distinct(wanted: Iterable[Wanted], handle: Callable[[frozenset[ArticleId]], ArticleId | None]) -> list[ArticleId]:
    """The ids to ask by, without those that cannot be asked."""
    return sorted({id_ for one in wanted if (id_ := handle(one.ids)) is not None}, key=place)


def first(ids: Iterable[ArticleId], *schemes: Scheme) -> ArticleId | None:
    """The id of the first of these schemes that an article has."""
    found = [id_ for id_ in ids if id_.scheme in schemes]
    return min(found, key=lambda id_: (schemes.index(id_.scheme), place(id_)), default=None)


def chunks(ids: Sequence[ArticleId], most: int) -> Iterator[tuple[ArticleId, ...]]:
    """The ids in order, `most` at a time."""
    for start in range(0, len(ids), most):
        yield tuple(ids[start : start + most])


def halved(request: Request, again: Callable[[tuple[ArticleId, ...]], Request]) -> tuple[Request, Request] | None:
    """A batch in two; None for a single id, and for a later page, which belongs to its first."""
    middle = len(request.asked) // 2
    if middle == 0 or request.page > 1:
        return None
    return again(request.asked[:middle]), again(request.asked[middle:])
