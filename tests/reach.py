"""What a walk over a made-up world must find, worked out the plain way: over and over until nothing changes.

Nothing of the walk is used here, nor of how it tells articles apart: articles are sets of ids of one article of the
truth that somebody's records connect.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from graph.ids import ArticleId, Scheme
from graph.model import Direction
from tests.worlds import HANDLES, SOURCES, Ids, World, one_of

ASKED_FOR_REFERENCES = {"europepmc", "opencitations"}
"""Sources whose records carry no reference list: it is asked for, of expanded articles alone."""
CITING_WITH_RECORD = {"icite"}
"""Sources whose records carry who cites the article; all others are asked for it, of expanded articles alone."""
NOWHERE = 2**31


@dataclass(frozen=True)
class Reached:
    """Articles as their ids, with their depth; citations with who asserts them; those that nobody describes; versions.

    `versions` are (preprint, published) among the articles.
    """

    depths: dict[Ids, int]
    citations: dict[tuple[Ids, Ids], tuple[str, ...]]
    stubs: frozenset[Ids]
    versions: frozenset[tuple[Ids, Ids]] = frozenset()


@dataclass
class _Ways:
    """How far each article is: by citations, and beside another version of it."""

    by_citation: dict[Ids, int]
    recorded: dict[Ids, int]

    def expanded(self, group: Ids, depth: int) -> bool:
        return self.by_citation.get(group, NOWHERE) < depth


@dataclass
class _Reading:
    """Who has described what so far."""

    world: World
    sources: tuple[str, ...]
    direction: Direction
    described: set[tuple[str, int]] = field(default_factory=set)
    former: set[tuple[int, ArticleId]] = field(default_factory=set)  # works that were asked for by an id given up
    groups: dict[ArticleId, Ids] = field(default_factory=dict)
    by_id: dict[ArticleId, list[tuple[str, int]]] = field(default_factory=dict)
    lists: dict[tuple[str, str, int], list[int]] = field(default_factory=dict)  # (source, which list, whose)

    def __post_init__(self) -> None:
        for source in self.sources:
            for citing, cited in sorted(self.world.views[source].references):
                self.lists.setdefault((source, "references", citing), []).append(cited)
            for citing, cited in sorted(self.world.views[source].citing):
                self.lists.setdefault((source, "citing", cited), []).append(citing)

    def group(self, id_: ArticleId) -> Ids:
        return self.groups.get(id_, frozenset({id_}))

    def tie(self) -> None:
        self.groups = {}
        own = [self.world.views[source].ids[number] for source, number in sorted(self.described)]
        own += [self.world.views["openalex"].ids[number] | {old} for number, old in sorted(self.former, key=str)]
        for ids in own:
            whole = frozenset().union(ids, *(self.group(id_) for id_ in ids))
            self.groups |= dict.fromkeys(whole, whole)
        self.by_id = {}
        for source, number in sorted(self.described):
            for id_ in self.world.views[source].ids[number]:
                self.by_id.setdefault(id_, []).append((source, number))

    def records(self, group: Ids) -> list[tuple[str, int]]:
        return sorted({record for id_ in group for record in self.by_id.get(id_, ())})

    def named(self, source: str, number: int) -> ArticleId | None:
        """How a source's lists call an article."""
        stated = self.world.views[source].ids.get(number, frozenset())
        match source:
            case "ncbi":
                return next(iter(self.world.mentions[number]), None)
            case "europepmc":
                return one_of(stated, Scheme.PMID) or one_of(stated, Scheme.PMCID) or one_of(stated, Scheme.DOI)
            case "s2":
                return one_of(stated, Scheme.S2)
            case "opencitations":
                return one_of(stated, Scheme.PMID) or one_of(stated, Scheme.DOI)
        scheme = {"icite": Scheme.PMID, "openalex": Scheme.OPENALEX, "crossref": Scheme.DOI}[source]
        return self.world.articles[number].id(scheme)

    def cited_by(self, group: Ids, *, expanded: bool) -> Iterator[tuple[str, Ids]]:
        """References of an article: (source, the cited)."""
        asked = expanded and self.direction is not Direction.CITED_BY
        for source, number in self.records(group):
            if source in ASKED_FOR_REFERENCES and not asked:
                continue
            for cited in self.lists.get((source, "references", number), ()):
                id_ = self.named(source, cited)
                if id_ is not None and self.group(id_) != group:
                    yield source, self.group(id_)

    def citing(self, group: Ids, *, expanded: bool) -> Iterator[tuple[str, Ids]]:
        """Who cites an article: (source, the citing)."""
        asked = expanded and self.direction is not Direction.REFERENCES
        for source, number in self.records(group):
            if not asked and source not in CITING_WITH_RECORD:
                continue
            for citing in self.lists.get((source, "citing", number), ()):
                id_ = self.world.articles[citing].id(Scheme.PMID) if source == "ncbi" else self.named(source, citing)
                if id_ is not None and self.group(id_) != group:
                    yield source, self.group(id_)

    def versions(self) -> Iterator[tuple[Ids, Ids]]:
        """All that is said of preprints and their published forms: (preprint, published)."""
        for source, number in self.described:
            view, its_own = self.world.views[source], next(iter(self.world.views[source].ids[number]))
            for listed in view.beside.get(number, ()):
                yield self.group(listed), self.group(its_own)
            for preprint, published in view.versions:
                other = published if preprint == number else preprint
                id_ = self.called(source, other)
                if number in (preprint, published) and id_ is not None:
                    pair = self.group(its_own), self.group(id_)
                    yield pair if preprint == number else (pair[1], pair[0])

    def called(self, source: str, number: int) -> ArticleId | None:
        """How a source names the other version."""
        return self.world.articles[number].id(Scheme.DOI) if source == "crossref" else self.named(source, number)

    def known(self, group: Ids) -> bool:
        return bool(self.records(group))

    def walk(self, seeds: Iterable[ArticleId], depth: int) -> _Ways:
        """A preprint that nobody describes but as its published form is a seed together with that."""
        depths = {self.group(seed): 0 for seed in seeds}
        stand_ins = self.with_versions(dict.fromkeys((group for group in depths if not self.known(group)), 0))
        depths |= {group: 0 for group in stand_ins if self.known(group)}
        near = list(depths)
        for step in range(1, depth + 1):
            found = [other for group in near for other in self.neighbours(group)]
            near = [group for group in dict.fromkeys(found) if group not in depths]
            depths |= dict.fromkeys(near, step)
        return _Ways(depths, self.with_versions(depths))

    def with_versions(self, depths: dict[Ids, int]) -> dict[Ids, int]:
        """Every other version of an article is recorded with it, at its depth."""
        pairs = {pair for one, other in self.versions() if one != other for pair in ((one, other), (other, one))}
        recorded = dict(depths)
        changed = True
        while changed:
            nearer = {
                other: recorded[one]
                for one, other in sorted(pairs, key=lambda pair: -recorded.get(pair[0], NOWHERE))
                if recorded.get(one, NOWHERE) < recorded.get(other, NOWHERE)
            }
            recorded |= nearer
            changed = bool(nearer)
        return recorded

    def neighbours(self, group: Ids) -> Iterator[Ids]:
        if self.direction is not Direction.CITED_BY:
            yield from (other for _, other in self.cited_by(group, expanded=True))
        if self.direction is not Direction.REFERENCES:
            yield from (other for _, other in self.citing(group, expanded=True))

    def ask(self, ways: _Ways, depth: int) -> bool:
        """Every source about everything found; whether anything new was described."""
        before = len(self.described), len(self.former)
        for group in ways.recorded:
            looked_up = one_of(group, Scheme.PMID) is None and (
                ways.expanded(group, depth) or ways.by_citation.get(group) == 0
            )
            for source in self.sources:
                wider = (Scheme.DOI, Scheme.PMCID) if source == "ncbi" and looked_up else ()
                for id_ in (id_ for id_ in group if id_.scheme in HANDLES[source] + wider):
                    self.put(source, id_)
        return (len(self.described), len(self.former)) > before

    def put(self, source: str, id_: ArticleId) -> None:
        view = self.world.views[source]
        number = view.find(id_)
        if number is not None:
            self.described.add((source, number))
        elif source == "openalex" and id_.scheme is Scheme.OPENALEX and id_.value in self.world.merged_works:
            now = view.find(ArticleId(Scheme.OPENALEX, self.world.merged_works[id_.value]))
            if now is not None:
                self.described.add((source, now))
                self.former.add((now, id_))


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
    ways = reading.walk(seeds, depth)
    while reading.ask(ways, depth):
        reading.tie()
        ways = reading.walk(seeds, depth)
    stubs = frozenset(group for group in ways.recorded if not reading.known(group))
    depths = {group: far for group, far in ways.recorded.items() if far or group not in stubs}
    versions = frozenset(pair for pair in reading.versions() if depths.keys() >= set(pair) and pair[0] != pair[1])
    return Reached(depths, _citations(reading, ways, depths, depth), stubs & depths.keys(), versions)


def _citations(
    reading: _Reading, ways: _Ways, depths: dict[Ids, int], depth: int
) -> dict[tuple[Ids, Ids], tuple[str, ...]]:
    said: dict[tuple[Ids, Ids], set[str]] = {}
    for group in depths:
        expanded = ways.expanded(group, depth)
        for source, other in reading.cited_by(group, expanded=expanded):
            said.setdefault((group, other), set()).add(source)
        for source, other in reading.citing(group, expanded=expanded):
            said.setdefault((other, group), set()).add(source)
    return {pair: tuple(sorted(by)) for pair, by in said.items() if depths.keys() >= set(pair)}
