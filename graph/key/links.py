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

    `direct` links and the sums of Salton's cosine over the seeds, for co-citation and for coupling, are as
    `graph.measures.similarity` defines them: the cosine keeps much cited articles and long reference lists from winning
    by their size alone. `near` is personalised PageRank over the square root of the number of links, which takes off
    half of what a hub gets for being one, on a logarithmic scale.
    """

    cited_by_seeds: Floats
    cites_seeds: Floats
    together: Floats
    shared: Floats
    co_citation: Floats
    coupling: Floats
    near: Floats

    @property
    def direct(self) -> Floats:
        """How many citations there are between the article and the seeds, either way."""
        return self.cited_by_seeds + self.cites_seeds

    @property
    def signals(self) -> tuple[Floats, ...]:
        return (self.direct, self.co_citation, self.coupling, self.near)


def links(projection: Projection, seeds: Ints) -> Links:
    """All links of all articles with the seeds. Cost: a personalised PageRank and the neighbours' neighbours."""
    chosen = np.zeros(projection.articles)
    chosen[seeds] = 1.0
    degrees = np.maximum(np.diff(projection.links.indptr), 1)
    return Links(
        cited_by_seeds=projection.cited_by @ chosen,
        cites_seeds=projection.cites @ chosen,
        together=co_citation(projection, seeds),
        shared=coupling(projection, seeds),
        co_citation=co_citation(projection, seeds, weighting=Weighting.SALTON),
        coupling=coupling(projection, seeds, weighting=Weighting.SALTON),
        near=personalised_pagerank(projection, seeds, tolerance=TOLERANCE) / np.sqrt(degrees),
    )


def combined(parts: tuple[Floats, ...], among: Mask) -> Floats:
    """The signals, each as a share of its greatest value `among` those articles, averaged, and that scaled alike.

    What lies outside (stubs, whose few known citations make every cosine large) is held to the same scale, 1 at most.
    """
    return shared_scale(np.mean([shared_scale(part, among) for part in parts], axis=0), among)


def shared_scale(values: Floats, among: Mask) -> Floats:
    """Between 0 and 1, as a share of the greatest value among those articles (of all, when there are none)."""
    greatest = values[among].max(initial=0.0) or values.max(initial=0.0)
    return np.clip(values / greatest, 0.0, 1.0) if greatest > 0 else np.zeros(len(values))
