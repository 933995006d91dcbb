"""Orders of an acyclic citation graph: by level, as a list to read, and one that grows citation by citation."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from typing import Any

import numpy as np

from graph.projection import Ints, Projection
from graph.structure.search import neighbours


def levels(ahead: Any, behind: Any) -> Ints:
    """Per position the number of steps on the longest path along the rows of `ahead`; `behind` is its transpose.

    With `ahead = cites` that is the longest chain of references, 0 for an article that cites nothing. Every row leads
    to lower levels, so the order by level is topological. `ValueError` when there is a cycle. Cost: O(citations).
    """
    left = np.diff(ahead.indptr).astype(np.int64)
    level = np.full(len(left), -1, dtype=np.int64)
    frontier, current = np.flatnonzero(left == 0), 0
    while len(frontier):
        level[frontier] = current
        found, times = np.unique(neighbours(behind, frontier), return_counts=True)
        left[found] -= times
        frontier, current = found[left[found] == 0], current + 1
    if (level < 0).any():
        raise ValueError("the graph has cycles; break them first")
    return level


def reading_order(acyclic: Projection) -> list[str]:
    """All articles such that each comes after everything it cites; among those that may come next, the oldest, then
    the least id. Unknown years come last. Expects a graph without cycles. Cost: O(n log n + citations).
    """
    unknown = (acyclic.newest_year or 0) + 1
    years = np.where(acyclic.year_known, acyclic.years, unknown).tolist()
    left = acyclic.reference_counts.tolist()
    ready = [(years[i], acyclic.ids[i], i) for i, count in enumerate(left) if count == 0]
    heapq.heapify(ready)
    starts, citing = acyclic.cited_by.indptr.tolist(), acyclic.cited_by.indices.tolist()
    read: list[str] = []
    while ready:
        _, name, position = heapq.heappop(ready)
        read.append(name)
        for later in citing[starts[position] : starts[position + 1]]:
            left[later] -= 1
            if not left[later]:
                heapq.heappush(ready, (years[later], acyclic.ids[later], later))
    if len(read) < acyclic.articles:
        raise ValueError("the graph has cycles; break them first")
    return read


class IncrementalOrder:
    """A topological order, cited before citing, that admits one citation after another unless it closes a circle.

    Source: Pearce, Kelly, "A dynamic topological sort algorithm for directed acyclic graphs", ACM Journal of
    Experimental Algorithmics 11 (2006) 1.7. A citation costs a search among the articles that stand between its ends.
    """

    def __init__(self, acyclic: Iterable[tuple[int, int]]) -> None:
        self._cites: dict[int, list[int]] = {}
        self._cited_by: dict[int, list[int]] = {}
        for citing, cited in acyclic:
            self._link(citing, cited)
        self._place = {node: place for place, node in enumerate(self._sorted())}

    def admit(self, citing: int, cited: int) -> bool:
        """Add the citation and say so, or leave the order as it was when a circle would close."""
        for node in (cited, citing):
            if node not in self._place:
                self._place[node] = len(self._place)
                self._cites[node], self._cited_by[node] = [], []
        low, high = self._place[citing], self._place[cited]
        if low < high:
            down = self._within(cited, self._cites, low, high)
            if citing in down:
                return False
            self._rearrange(down, self._within(citing, self._cited_by, low, high))
        self._link(citing, cited)
        return True

    def _link(self, citing: int, cited: int) -> None:
        for node in (citing, cited):
            self._cites.setdefault(node, [])
            self._cited_by.setdefault(node, [])
        self._cites[citing].append(cited)
        self._cited_by[cited].append(citing)

    def _sorted(self) -> list[int]:
        left = {node: len(references) for node, references in self._cites.items()}
        order = [node for node, count in left.items() if count == 0]
        for node in order:
            for later in self._cited_by[node]:
                left[later] -= 1
                if not left[later]:
                    order.append(later)  # the list is its own queue
        if len(order) < len(left):
            raise ValueError("the graph has cycles; admit its citations one by one")
        return order

    def _within(self, start: int, along: dict[int, list[int]], low: int, high: int) -> set[int]:
        """What is reached from `start` without leaving the places from `low` to `high`."""
        seen, stack = {start}, [start]
        while stack:
            for node in along[stack.pop()]:
                if node not in seen and low <= self._place[node] <= high:
                    seen.add(node)
                    stack.append(node)
        return seen

    def _rearrange(self, down: set[int], up: set[int]) -> None:
        """Give the places that both sets hold first to what the cited article rests on, then to what rests on the
        citing one, each set in the order it had.
        """
        by_place = self._place.__getitem__
        moved = sorted(down, key=by_place) + sorted(up, key=by_place)
        for node, place in zip(moved, sorted(map(by_place, moved)), strict=True):
            self._place[node] = place
