"""How articles are linked to the seeds: directly, by what cites both, by shared references, and over all paths."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.measures.pagerank import personalised_pagerank
from graph.measures.similarity import Weighting, co_citation, coupling
from graph.projection import Floats, Ints, Mask, Projection

TOLERANCE = 1e-6  # far below any difference between two articles that a reader would notice


@dataclass(frozen=True, eq=False)
class Links:
    """Counts for the reasons, and the four signals for the score; all by position.

    `together` counts the articles that cite it and any seed, `shared` its references that any seed cites too: each
    once, however many seeds there are, so that nobody reads of more shared references than the article has.
    `direct` links and the sums of Salton's cosine over the seeds, for co-citation and for coupling, are as
    `graph.measures.similarity` defines them: the cosine keeps much cited articles and long reference lists from winning
    by their size alone. `near` is personalised PageRank over the square root of the number of links, which takes off
    half of what a hub gets for being one, on a logarithmic scale.
    """

    cited_by_seeds: Floats
    cites_seeds: Floats
    together: Floats
    shared: Floats
    near: Floats
    signals: tuple[Floats, ...]


def links(projection: Projection, seeds: Ints) -> Links:
    """All links of all articles with the seeds. Cost: a personalised PageRank and the neighbours' neighbours."""
    chosen = np.zeros(projection.articles)
    chosen[seeds] = 1.0
    degrees = np.maximum(np.diff(projection.links.indptr), 1)
    near = personalised_pagerank(projection, seeds, tolerance=TOLERANCE) / np.sqrt(degrees)
    cited_by_seeds, cites_seeds = projection.cited_by @ chosen, projection.cites @ chosen
    return Links(
        cited_by_seeds=cited_by_seeds,
        cites_seeds=cites_seeds,
        together=projection.cited_by @ np.minimum(cites_seeds, 1.0),
        shared=projection.cites @ np.minimum(cited_by_seeds, 1.0),
        near=near,
        signals=(*local_signals(projection, seeds), near),
    )


def local_signals(projection: Projection, seeds: Ints) -> tuple[Floats, ...]:
    """The signals but `near`, the one that needs a walk over the whole graph."""
    chosen = np.zeros(projection.articles)
    chosen[seeds] = 1.0
    return (
        projection.cited_by @ chosen + projection.cites @ chosen,
        co_citation(projection, seeds, weighting=Weighting.SALTON),
        coupling(projection, seeds, weighting=Weighting.SALTON),
    )


def combined(parts: tuple[Floats, ...], among: Mask) -> Floats:
    """The signals, each as a share of its greatest value `among` those articles, averaged, and that scaled alike.

    What lies outside (stubs, whose few known citations make every cosine large) is held to the same scale, 1 at most.
    Rounded, so that articles that are linked alike stay equal whatever the order of the additions was.
    """
    return np.round(shared_scale(np.mean([shared_scale(part, among) for part in parts], axis=0), among), 12)


def shared_scale(values: Floats, among: Mask) -> Floats:
    """Between 0 and 1, as a share of the greatest value among those articles (of all, when there are none)."""
    greatest = values[among].max(initial=0.0) or values.max(initial=0.0)
    return np.clip(values / greatest, 0.0, 1.0) if greatest > 0 else np.zeros(len(values))
