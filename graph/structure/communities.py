"""Communities of the citation graph, and the words that set them apart."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from graph.measures.pagerank import pagerank
from graph.order import best
from graph.projection import Floats, Ints, Projection
from graph.terms import count_matrix, terms

ITERATIONS = 4
TERMS = 5
CENTRAL = 3
_igraph_randomness = Lock()  # igraph has one generator for the whole process


@dataclass(frozen=True, slots=True)
class Community:
    """One community: `number` 0 is the largest; `terms` set it apart, `central` are its best by PageRank."""

    number: int
    size: int
    terms: tuple[str, ...]
    central: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Communities:
    """Per position the number of the community, and what is to be said about each."""

    membership: Ints
    modularity: float
    communities: tuple[Community, ...]


def communities(
    projection: Projection,
    *,
    texts: Sequence[str | None] | None = None,
    headings: Sequence[Sequence[str]] | None = None,
    resolution: float = 1.0,
    seed: int = 0,
    iterations: int = ITERATIONS,
) -> Communities:
    """Communities with their labels.

    `texts` (the titles unless given) and `headings` (keywords, MeSH) stand by position. A term counts once per article.
    """
    membership, modularity = leiden(projection, resolution=resolution, seed=seed, iterations=iterations)
    labels = distinctive_terms(_documents(projection, texts, headings), membership)
    central = _central(projection, membership)
    found = tuple(
        Community(number, size, tuple(labels[number]), tuple(central[number]))
        for number, size in enumerate(np.bincount(membership).tolist())
    )
    return Communities(membership, modularity, found)


def leiden(
    projection: Projection, *, resolution: float = 1.0, seed: int = 0, iterations: int = ITERATIONS
) -> tuple[Ints, float]:
    """Numbers by position, the largest community 0 (equal ones by their least id), and the modularity reached.

    Formula: greatest `sum over linked pairs of 1 - resolution * d(x) d(y) / 2m` inside communities, citations taken
    both ways. The same seed gives the same result. Stubs belong to those who cite them. Cost: near O(citations) per
    iteration. Source: Traag, Waltman, van Eck, "From Louvain to Leiden: guaranteeing well-connected communities",
    Scientific Reports 9 (2019) 5233; modularity: Newman, Girvan, Physical Review E 69 (2004) 026113.
    """
    if not projection.articles:
        return np.empty(0, dtype=np.int64), 0.0
    import igraph  # noqa: PLC0415  (0.1 s that most commands need not wait for)

    graph = projection.linked_igraph
    with _igraph_randomness:
        igraph.set_random_number_generator(random.Random(seed))  # noqa: S311  (reproducible, not secret)
        try:
            found = graph.community_leiden(
                objective_function="modularity", resolution=resolution, n_iterations=iterations
            )
        finally:
            igraph.set_random_number_generator(random)
    return _by_size(projection, np.array(found.membership)), float(found.modularity if graph.ecount() else 0.0)


def distinctive_terms(documents: list[list[str]], membership: Ints, most: int = TERMS) -> list[list[str]]:
    """Per community the terms that are more frequent inside than outside, the most certain first.

    Formula: the difference of log odds inside and outside, smoothed by the frequency in the whole (an informative
    Dirichlet prior), over its standard deviation; terms of fewer than two articles inside are left out, and so is a
    word that a longer term of the label holds.
    Source: Monroe, Colaresi, Quinn, "Fightin' words", Political Analysis 16 (2008) 372-403.
    """
    counts, names = count_matrix(documents)
    groups = int(membership.max(initial=-1)) + 1
    if not names:
        return [[] for _ in range(groups)]
    overall = np.asarray(counts.sum(axis=0)).ravel()
    members = csr_array((np.ones(len(membership)), (membership, np.arange(len(membership)))))
    inside = (members @ counts).tocsr()
    inside.sort_indices()
    return [_label(names, overall, inside[[group]], most) for group in range(groups)]


def _label(names: list[str], overall: Floats, inside: Any, most: int) -> list[str]:
    within = float(inside.sum())
    columns = inside.indices[inside.data >= 2]
    score = _certainty(inside.data[inside.data >= 2], overall[columns], within, float(overall.sum()))
    order = np.argsort(-score, kind="stable")[: 8 * most]
    return _without_parts([names[columns[i]] for i in order if score[i] > 0], most)


def _certainty(inside: Floats, overall: Floats, within: float, total: float) -> Floats:
    # The prior weighs as much as the text itself: it is what the term would be if the community were like the whole.
    a, b = inside + overall, 2 * overall - inside
    odds_inside = np.log(a / np.maximum(within + total - a, 0.5))
    odds_outside = np.log(b / np.maximum(2 * total - within - b, 0.5))
    return np.asarray((odds_inside - odds_outside) / np.sqrt(1 / a + 1 / b))


def _without_parts(ordered: list[str], most: int) -> list[str]:
    """The first terms, without a word that a longer term among them holds."""
    taken: list[str] = []
    for term in ordered:
        parts = set(term.split())
        if any(parts <= set(other.split()) for other in taken):
            continue
        taken = [other for other in taken if not set(other.split()) <= parts] + [term]
        if len(taken) >= most:
            break
    return taken[:most]


def _documents(
    projection: Projection, texts: Sequence[str | None] | None, headings: Sequence[Sequence[str]] | None
) -> list[list[str]]:
    titles: Sequence[Any] = texts or projection.titles or [None] * projection.articles
    rows = headings or [()] * projection.articles
    return [
        sorted({*(terms(title) if title else ()), *(heading.casefold() for heading in row)})
        for title, row in zip(titles, rows, strict=True)
    ]


def _by_size(projection: Projection, found: Ints) -> Ints:
    least: dict[int, str] = {}
    for group, name in zip(found.tolist(), projection.ids, strict=True):
        if group not in least or name < least[group]:
            least[group] = name
    sizes = np.bincount(found)
    order = sorted(least, key=lambda group: (-int(sizes[group]), least[group]))
    number = np.empty(len(sizes), dtype=np.int64)
    number[order] = np.arange(len(order))
    return np.asarray(number[found])


def _central(projection: Projection, membership: Ints) -> list[list[str]]:
    """Per community its best articles by PageRank, equal ones by id."""
    scores = pagerank(projection)
    found: list[list[str]] = [[] for _ in range(int(membership.max(initial=-1)) + 1)]
    for position in best(projection, scores):
        group = found[membership[position]]
        if len(group) < CENTRAL:
            group.append(projection.ids[position])
    return found
