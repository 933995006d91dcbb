"""The main path: the chain of citations along which most of the search paths run."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from graph.projection import Projection
from graph.structure.cycles import break_cycles
from graph.structure.path_counts import Count, PathCounts, path_counts
from graph.structure.topology import levels

Steps = list[list[tuple[int, int]]]  # per article: (the next article, the count of the citation between)


class Search(StrEnum):
    """How the path is found; equal choices go to the lesser id."""

    GLOBAL = "global"  # the complete path whose counts add up to most
    LOCAL = "local"  # begins with the citation of most paths out of a source, goes on with the greatest at each step
    KEY_ROUTE = "key-route"  # through each of the citations with the greatest counts, extended both ways as globally


@dataclass(frozen=True, eq=False)
class MainPath:
    """Every citation with its exact count, what was broken for it, and the articles on the path, cited before citing.

    `links` are the citations (citing, cited) that make the path; with several key routes it may branch.
    """

    count: Count
    broken: tuple[tuple[str, str], ...]
    arcs: tuple[tuple[str, str, int], ...]
    path: tuple[str, ...]
    links: tuple[tuple[str, str], ...]

    def as_json(self) -> dict[str, object]:
        """What `citewalk mainpath --format json` prints; JSON's integers hold any size."""
        return {
            "count": str(self.count),
            "broken": [{"citing": citing, "cited": cited} for citing, cited in self.broken],
            "arcs": [{"citing": citing, "cited": cited, "count": count} for citing, cited, count in self.arcs],
            "path": list(self.path),
        }


def main_path(
    projection: Projection, count: Count = Count.SPC, search: Search = Search.GLOBAL, routes: int = 1
) -> MainPath:
    """The main path after breaking cycles; `routes` is the number of key routes.

    Cost: O(citations), plus that of breaking. Source: Hummon, Doreian 1989 (local); Liu, Lu, "An integrated approach
    for main path analysis", JASIST 63 (2012) 528-542 (global, key-route).
    """
    acyclic = break_cycles(projection)
    graph = acyclic.projection
    counted = path_counts(graph, count)
    order = np.argsort(levels(graph.cites, graph.cited_by), kind="stable").tolist()
    links = _links(graph, counted, order, search, routes)
    on_path = {position for link in links for position in link}
    names = graph.ids
    return MainPath(
        count=count,
        broken=acyclic.broken,
        arcs=tuple(
            (names[v], names[u], c) for v, u, c in zip(counted.citing, counted.cited, counted.counts, strict=True)
        ),
        path=tuple(names[i] for i in order if i in on_path),
        links=tuple((names[v], names[u]) for u, v in links),
    )


def _links(
    graph: Projection, counted: PathCounts, order: list[int], search: Search, routes: int
) -> list[tuple[int, int]]:
    """The steps (cited, citing) of the path."""
    if not counted.counts:
        return []
    onward, back = _steps(graph, counted)
    if search is Search.LOCAL:
        sources = [i for i in range(graph.articles) if onward[i] and not back[i]]
        first = min(sources, key=lambda i: (-max(c for _, c in onward[i]), graph.ids[i]))
        return _follow(first, {i: _greatest(graph, onward[i]) for i in range(graph.articles) if onward[i]})
    ahead, behind = _best(graph, order[::-1], onward), _best(graph, order, back)
    if search is Search.GLOBAL:
        ends = [i for i in range(graph.articles) if onward[i] and not back[i]]
        first = min(ends, key=lambda i: (-ahead.total[i], graph.ids[i]))
        return _follow(first, ahead.choice)
    greatest = sorted(
        zip(counted.counts, counted.cited, counted.citing, strict=True),
        key=lambda arc: (-arc[0], graph.ids[arc[1]], graph.ids[arc[2]]),
    )[:routes]
    found: dict[tuple[int, int], None] = {}
    for _, cited, citing in greatest:
        before = [(u, v) for v, u in reversed(_follow(cited, behind.choice))]
        found.update(dict.fromkeys([*before, (cited, citing), *_follow(citing, ahead.choice)]))
    return list(found)


@dataclass(frozen=True, eq=False)
class _Best:
    total: list[int]
    choice: dict[int, int]


def _best(graph: Projection, order: list[int], steps: Steps) -> _Best:
    """Per article the greatest sum of counts on a path along `steps`, and the step that leads there."""
    total, choice = [0] * graph.articles, {}
    for position in order:
        if steps[position]:
            reached = [(total[i] + c, i) for i, c in steps[position]]
            most = max(reached)[0]
            choice[position] = min((i for value, i in reached if value == most), key=graph.ids.__getitem__)
            total[position] = most
    return _Best(total, choice)


def _steps(graph: Projection, counted: PathCounts) -> tuple[Steps, Steps]:
    onward: Steps = [[] for _ in range(graph.articles)]
    back: Steps = [[] for _ in range(graph.articles)]
    for citing, cited, count in zip(counted.citing, counted.cited, counted.counts, strict=True):
        onward[cited].append((citing, count))
        back[citing].append((cited, count))
    return onward, back


def _greatest(graph: Projection, steps: list[tuple[int, int]]) -> int:
    return min(steps, key=lambda step: (-step[1], graph.ids[step[0]]))[0]


def _follow(first: int, choice: dict[int, int]) -> list[tuple[int, int]]:
    links, position = [], first
    while position in choice:
        links.append((position, choice[position]))
        position = choice[position]
    return links
