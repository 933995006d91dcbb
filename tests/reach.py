"""What a walk over a made-up world must find, worked out the plain way: over and over until nothing changes.

Nothing of the walk is used here. Articles are sets of ids that somebody's records connect.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from graph.ids import ArticleId, Scheme
from graph.model import Direction
from tests.worlds import HANDLES, SOURCES, Ids, View, World, one_of


@dataclass(frozen=True)
class Reached:
    """Articles as their ids, with their depth; citations with who asserts them; those that nobody describes."""

    depths: dict[Ids, int]
    citations: dict[tuple[Ids, Ids], tuple[str, ...]]
    stubs: frozenset[Ids]


@dataclass
class _Reading:
    """Who has described what so far."""

    world: World
    sources: tuple[str, ...]
    direction: Direction
    described: set[tuple[str, int]] = field(default_factory=set)
    groups: dict[ArticleId, Ids] = field(default_factory=dict)

    def group(self, id_: ArticleId) -> Ids:
        return self.groups.get(id_, frozenset({id_}))

    def tie(self) -> None:
        self.groups = {}
        for source, number in sorted(self.described):
            ids = self.world.views[source].ids[number]
            whole = frozenset().union(ids, *(self.group(id_) for id_ in ids))
            self.groups |= dict.fromkeys(whole, whole)

    def records(self, group: Ids) -> Iterator[tuple[str, View, int]]:
        for source, number in sorted(self.described):
            view = self.world.views[source]
            if view.ids[number] & group:
                yield source, view, number

    def named(self, source: str, number: int) -> ArticleId | None:
        """How a source's lists call an article."""
        if source == "ncbi":
            return next(iter(self.world.mentions[number]), None)
        return self.world.articles[number].id(Scheme.PMID if source == "icite" else Scheme.OPENALEX)

    def cited_by(self, group: Ids) -> Iterator[tuple[str, Ids]]:
        """References of an article: (source, the cited)."""
        for source, view, number in self.records(group):
            for citing, cited in view.references:
                id_ = self.named(source, cited)
                if citing == number and id_ is not None and self.group(id_) != group:
                    yield source, self.group(id_)

    def citing(self, group: Ids, only: Iterable[str] = SOURCES) -> Iterator[tuple[str, Ids]]:
        """Who cites an article: (source, the citing)."""
        for source, view, number in self.records(group):
            for citing, cited in view.citing if source in only else ():
                scheme = Scheme.OPENALEX if source == "openalex" else Scheme.PMID
                id_ = self.world.articles[citing].id(scheme)
                if cited == number and id_ is not None and self.group(id_) != group:
                    yield source, self.group(id_)

    def walk(self, seeds: Iterable[ArticleId], depth: int) -> dict[Ids, int]:
        depths = {self.group(seed): 0 for seed in seeds}
        near = list(depths)
        for step in range(1, depth + 1):
            found = [other for group in near for other in self.neighbours(group)]
            near = [group for group in dict.fromkeys(found) if group not in depths]
            depths |= dict.fromkeys(near, step)
        return depths

    def neighbours(self, group: Ids) -> Iterator[Ids]:
        if self.direction is not Direction.CITED_BY:
            yield from (other for _, other in self.cited_by(group))
        if self.direction is not Direction.REFERENCES:
            yield from (other for _, other in self.citing(group))

    def ask(self, depths: dict[Ids, int], depth: int) -> bool:
        """Every source about everything found; whether anything new was described."""
        before = len(self.described)
        for group, far in depths.items():
            for source in self.sources:
                view = self.world.views[source]
                wider = (Scheme.DOI, Scheme.PMCID) if source == "ncbi" and looked_up(group, far, depth) else ()
                found = {view.find(i) for i in group if i.scheme in HANDLES[source] + wider} - {None}
                self.described |= {(source, number) for number in found if number is not None}
        return len(self.described) > before


def looked_up(group: Ids, far: int, depth: int) -> bool:
    """Whether PubMed is asked which PMID an article has."""
    return one_of(group, Scheme.PMID) is None and (far < depth or far == 0)


def reach(
    world: World,
    seeds: Iterable[ArticleId],
    depth: int,
    direction: Direction = Direction.BOTH,
    sources: tuple[str, ...] = SOURCES,
) -> Reached:
    """All that is to be found. Seeds that nobody knows are left out unless there is no other."""
    seeds = list(seeds)
    reading = _Reading(world, sources, direction)
    depths = reading.walk(seeds, depth)
    while reading.ask(depths, depth):
        reading.tie()
        depths = reading.walk(seeds, depth)
    stubs = frozenset(group for group in depths if next(reading.records(group), None) is None)
    depths = {group: far for group, far in depths.items() if far or group not in stubs}
    return Reached(depths, _citations(reading, depths, depth), stubs & depths.keys())


def _citations(reading: _Reading, depths: dict[Ids, int], depth: int) -> dict[tuple[Ids, Ids], tuple[str, ...]]:
    said: dict[tuple[Ids, Ids], set[str]] = {}
    for group, far in depths.items():
        expanded = far < depth and reading.direction is not Direction.REFERENCES
        for source, other in reading.cited_by(group):
            said.setdefault((group, other), set()).add(source)
        for source, other in reading.citing(group, SOURCES if expanded else ("icite",)):
            said.setdefault((other, group), set()).add(source)
    return {pair: tuple(sorted(by)) for pair, by in said.items() if depths.keys() >= set(pair)}
