"""The shortest citation paths between two articles."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from graph.errors import BadInput
from graph.projection import Ints, Projection
from graph.structure.search import UNREACHED, distances

MOST = 100


class Way(StrEnum):
    """How the steps of a path run."""

    CITES = "cites"  # the first article cites the next, and so on to the last
    CITED_BY = "cited-by"  # the last article cites its way to the first
    EITHER = "either"  # each step is a citation, whichever way


@dataclass(frozen=True, slots=True)
class CitationPaths:
    """The shortest paths: which way they run, how long they are, how many there are, and the first of them by id.

    `way` is None, and `length` too, when no path of any kind joins the two.
    """

    way: Way | None
    length: int | None
    total: int
    paths: tuple[tuple[str, ...], ...]


def citation_paths(
    projection: Projection, start: str, end: str, *, way: Way | None = None, most: int = MOST
) -> CitationPaths:
    """All shortest paths from `start` to `end`, at most `most` of them listed (`total` counts all).

    Without a `way`, the first that leads anywhere counts: cites, then cited-by, then either. Cost: O(citations).
    """
    if start == end:
        raise BadInput(f"A path needs two articles; both are {start}.")
    first, last = projection.positions([start, end]).tolist()
    for tried in [way] if way else list(Way):
        found = _shortest(projection.ids, _rows(projection, tried), (first, last), most)
        if found:
            length, total, paths = found
            return CitationPaths(tried, length, total, paths)
    return CitationPaths(None, None, 0, ())


def _rows(projection: Projection, way: Way) -> tuple[Any, Any]:
    if way is Way.CITES:
        return projection.cites, projection.cited_by
    if way is Way.CITED_BY:
        return projection.cited_by, projection.cites
    return projection.links, projection.links


def _shortest(
    ids: tuple[str, ...], rows: tuple[Any, Any], ends: tuple[int, int], most: int
) -> tuple[int, int, tuple[tuple[str, ...], ...]] | None:
    (ahead, behind), (first, last) = rows, ends
    away = distances(ahead, first, until=last)
    if away[last] == UNREACHED:
        return None
    back = distances(behind, last, until=first)
    length = int(away[last])
    onward: dict[int, list[int]] = {}
    layer = [first]
    while layer != [last]:
        for position in layer:
            onward[position] = sorted(_next(ahead, position, away, back, length), key=ids.__getitem__)
        layer = sorted({step for position in layer for step in onward[position]})
    return length, _count(onward, first, last), _listed(ids, onward, first, last, most)


def _next(ahead: Any, position: int, away: Ints, back: Ints, length: int) -> list[int]:
    """The steps from `position` that stay on a shortest path: one nearer to the end, one farther from the start."""
    row = ahead.indices[ahead.indptr[position] : ahead.indptr[position + 1]]
    step = away[position] + 1
    on_path = (away[row] == step) & (back[row] == length - step)
    return [int(i) for i in row[on_path]]


def _count(onward: dict[int, list[int]], first: int, last: int) -> int:
    total = {last: 1}
    # Articles enter `onward` layer by layer, so backwards every next step is known.
    for position in reversed(onward):
        total[position] = sum(total[step] for step in onward[position])
    return total[first]


def _listed(
    ids: tuple[str, ...], onward: dict[int, list[int]], first: int, last: int, most: int
) -> tuple[tuple[str, ...], ...]:
    paths: list[tuple[str, ...]] = []
    stack: list[tuple[int, ...]] = [(first,)]
    while stack and len(paths) < most:
        path = stack.pop()
        if path[-1] == last:
            paths.append(tuple(ids[i] for i in path))
        else:
            stack.extend((*path, step) for step in reversed(onward[path[-1]]))
    return tuple(paths)
