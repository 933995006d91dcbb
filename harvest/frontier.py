"""Which article comes next: a pure account of what is pending, recorded and expanded.

The frontier is told what was found and answers which article to take; it asks nobody and writes nothing. Articles are
named by their key (the `Article.id` that they would get in an empty graph). The order is best first: the seeds, which
the user chose; then, among the pending, the article linked to most expanded articles, then the lower depth, then the
key. So a budget is spent where the evidence is, and without a budget the order changes nothing: depths are lowered when
a shorter way is found later.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from graph.model import Direction

SEED_FIRST = -(2**62)
NOWHERE = 2**31
"""The depth of what no way leads to."""


@dataclass(slots=True)
class Spot:
    """What the frontier knows of one article.

    Citations reach it at one depth, from which it is gone on from; beside another article (which it is similar to, or a
    version of) it is recorded for itself.
    """

    reach: int = NOWHERE
    way: Direction = Direction.SEED
    beside: int = NOWHERE
    company: Direction = Direction.VERSION
    linked: set[str] = field(default_factory=set)  # expanded articles that cite it or are cited by it
    onward: dict[str, Direction] = field(default_factory=dict)  # the neighbours that it was expanded to
    expanded: bool = False
    recorded: bool = False
    dropped: bool = False

    @property
    def depth(self) -> int:
        """The depth at which it is recorded."""
        return min(self.reach, self.beside)

    @property
    def direction(self) -> Direction:
        """How the walk came to it."""
        return self.way if self.expanded or self.reach <= self.beside else self.company


class Frontier:
    """The pending, recorded and expanded articles of one walk.

    `depth` is the depth of the last articles to record; articles above it are expanded. `most` bounds how many are
    recorded.
    """

    def __init__(self, *, depth: int, most: int) -> None:
        self.depth = depth
        self.most = most
        self._spots: dict[str, Spot] = {}
        self._heap: list[tuple[int, int, str]] = []
        self._recorded = 0
        self._moved: set[str] = set()

    @property
    def recorded(self) -> int:
        """How many articles are recorded."""
        return self._recorded

    @property
    def room(self) -> int:
        """How many more may be recorded."""
        return self.most - self._recorded

    def __contains__(self, key: str) -> bool:
        return key in self._spots

    def spot(self, key: str) -> Spot:
        """What is known of an article that was found."""
        return self._spots[key]

    def recorded_keys(self) -> Iterator[str]:
        """Every recorded article, in the order of discovery."""
        return (key for key, spot in self._spots.items() if spot.recorded)

    def left_out(self) -> int:
        """Articles that were found and not recorded, though they would have been with more room."""
        return sum(1 for spot in self._spots.values() if not spot.recorded and not spot.dropped)

    def find(self, key: str, *, depth: int, direction: Direction, leaf: bool = False) -> bool:
        """An article was found at this depth; a second call lowers the depth, never raises it. Whether it is news.

        A `leaf` was found beside another article: that makes it no place to go on from.
        """
        spot = self._spots.setdefault(key, Spot())
        before = spot.depth
        if not leaf:
            self._lower(key, depth, direction)
        elif depth < spot.beside:
            spot.beside, spot.company = depth, direction
            self._moved.add(key)
            self._push(key, spot)
        return spot.depth < before

    def take_moved(self) -> set[str]:
        """The articles of lesser depth, or that were joined, since this was last asked; all where room was made."""
        moved, self._moved = self._moved, set()
        return moved

    def best(self) -> str | None:
        """The pending article to take next, or None when nothing is pending (or no room is left for it)."""
        while self._heap:
            entry = self._heap[0]
            key = entry[2]
            spot = self._spots.get(key)
            if spot is None or entry != self._rank(key, spot) or not self._pending(spot):
                heapq.heappop(self._heap)
            elif spot.recorded or self.room > 0:
                return key
            else:
                return next(iter(self._recorded_pending(1)), None)
        return None

    def next_best(self, most: int, *, expanding: bool = True) -> list[str]:
        """The best `most` pending articles; those that would be expanded unless `expanding` is false."""
        found = (
            self._rank(key, spot)
            for key, spot in self._spots.items()
            if self._pending(spot) and (self.expands(key) or not expanding)
        )
        return [key for _, _, key in heapq.nsmallest(most, found)]

    def expands(self, key: str) -> bool:
        """Whether the article is to be expanded when it is taken."""
        spot = self._spots[key]
        return spot.reach < self.depth and not spot.expanded

    def record(self, key: str) -> None:
        """Take the article into the harvest. Recording twice is recording once."""
        spot = self._spots[key]
        if not spot.recorded:
            spot.recorded = True
            self._recorded += 1

    def drop(self, key: str) -> None:
        """The article is not wanted (outside the years asked for); it stays found and is never recorded."""
        self._spots[key].dropped = True

    def expand(self, key: str, onward: dict[str, Direction]) -> None:
        """The article's neighbours are known: each is found one step further on and linked to it."""
        spot = self._spots[key]
        spot.expanded = True
        spot.onward |= {other: way for other, way in onward.items() if other != key}
        for other, way in spot.onward.items():
            self.find(other, depth=spot.reach + 1, direction=way)
            neighbour = self._spots[other]
            if key not in neighbour.linked:
                neighbour.linked.add(key)
                self._push(other, neighbour)

    def reopen(self, key: str) -> None:
        """More was learned of an article: if it was expanded, it is expanded again, with all there is now."""
        spot = self._spots.get(key)
        if spot is not None and spot.expanded:
            spot.expanded = False
            self._push(key, spot)

    def merge(self, survivor: str, absorbed: str) -> None:
        """Two keys turned out to be one article. If both were found, the survivor is expanded again with all."""
        if survivor == absorbed or absorbed not in self._spots:
            return
        gone = self._spots.pop(absorbed)
        self._moved.add(survivor)
        for other in gone.onward:
            if other in self._spots:
                self._spots[other].linked.discard(absorbed)
                self._spots[other].linked.add(survivor)
        for expanded in gone.linked:
            onward = self._spots[expanded].onward if expanded in self._spots else {}
            if absorbed in onward:
                way = onward.pop(absorbed)
                if expanded != survivor:
                    onward.setdefault(survivor, way)
        kept = self._spots.get(survivor)
        if kept is None:
            self._spots[survivor] = gone
            self._push(survivor, gone)
            return
        if kept.recorded and gone.recorded:
            self._recorded -= 1
            self._moved |= self._spots.keys()
        kept.recorded = kept.recorded or gone.recorded
        kept.dropped = kept.dropped and gone.dropped
        if gone.beside < kept.beside:
            kept.beside, kept.company = gone.beside, gone.company
        kept.linked = (kept.linked | gone.linked) - {survivor, absorbed}
        gone.onward.pop(survivor, None)
        kept.onward = {**gone.onward, **kept.onward}
        kept.expanded = False
        self._lower(survivor, gone.reach, gone.way)
        self._push(survivor, kept)

    def _pending(self, spot: Spot) -> bool:
        if spot.dropped:
            return False
        return not spot.recorded or (spot.reach < self.depth and not spot.expanded)

    def _recorded_pending(self, most: int) -> list[str]:
        ranks = (self._rank(k, s) for k, s in self._spots.items() if s.recorded and self._pending(s))
        return [key for _, _, key in heapq.nsmallest(most, ranks)]

    def _rank(self, key: str, spot: Spot) -> tuple[int, int, str]:
        return (-len(spot.linked) if spot.reach else SEED_FIRST), spot.depth, key

    def _push(self, key: str, spot: Spot) -> None:
        heapq.heappush(self._heap, self._rank(key, spot))

    def _lower(self, key: str, depth: int, direction: Direction) -> None:
        waiting: list[tuple[str, int, Direction]] = [(key, depth, direction)]
        while waiting:
            key, depth, direction = waiting.pop()
            spot = self._spots[key]
            if depth >= spot.reach:
                continue
            spot.reach, spot.way = depth, direction
            self._moved.add(key)
            self._push(key, spot)
            waiting += [(other, depth + 1, way) for other, way in spot.onward.items() if other in self._spots]


def newest(citing: Iterable[str], recency: Mapping[str, tuple[int, int]], most: int) -> tuple[list[str], int]:
    """The `most` newest of the citing articles, and how many there were.

    `recency` gives (year, PMID) where they are known; without a year an article counts as older than any with one, and
    among those the higher PMID as newer.
    """
    everyone = sorted(set(citing))
    everyone.sort(key=lambda key: recency.get(key, (0, 0)), reverse=True)
    return everyone[:most], len(everyone)
