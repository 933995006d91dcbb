"""How other tools order candidates by a set of seeds, as they describe it; without keywords, which nobody typed here.

Sources: Inciteful's help pages (Adamic/Adar and Salton over common neighbours; seeds merged by reciprocal rank);
CoCites (Janssens, Gwinn 2015: co-citations as a share of the article's citations); Connected Papers and VOSviewer
(cosine of coupling); PUREsuggest (Beck 2025: citations and references among the selected, times a boost for keywords);
PubTrends' configuration (10 co-citation, 3 coupling, 1 citation); RICS (ranked direct and indirect citation searching:
cited, citing, co-cited and co-citing counts together, as this benchmark reads it).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from synergy_reviews import Review

from graph.measures import similarity
from graph.measures.pagerank import pagerank
from graph.measures.similarity import Weighting, co_citation, coupling
from graph.projection import Floats, Ints

Formula = Callable[[Review, Ints], Floats]


def direct_links(review: Review, seeds: Ints) -> Floats:
    """Also PUREsuggest's score as long as no keyword boosts it."""
    graph = review.projection
    chosen = np.zeros(graph.articles)
    chosen[seeds] = 1.0
    return np.asarray(graph.cites @ chosen + graph.cited_by @ chosen)


def adamic_adar_and_salton(review: Review, seeds: Ints) -> Floats:
    """Common neighbours, whichever way the citations run; each index as a share of its greatest value."""
    return _of_greatest(_common(review, seeds, Weighting.ADAMIC_ADAR)) + _of_greatest(
        _common(review, seeds, Weighting.SALTON)
    )


def reciprocal_rank_of_seeds(review: Review, seeds: Ints) -> Floats:
    """The same for each seed alone, merged by reciprocal rank."""
    total = np.zeros(review.projection.articles)
    for seed in seeds:
        scores = adamic_adar_and_salton(review, np.array([seed]))[: review.screened]
        place = len(scores) - np.searchsorted(np.sort(scores), scores, side="right") + 1
        total[: review.screened] += 1.0 / (60 + place)
    return total


def _common(review: Review, seeds: Ints, weighting: Weighting) -> Floats:
    return similarity.with_seeds(review.projection.links, review.projection.links, seeds, weighting)


def _of_greatest(values: Floats) -> Floats:
    return values / values.max() if values.max() > 0 else values


PEERS: dict[str, Formula] = {
    "direct links, PUREsuggest": direct_links,
    "Adamic/Adar + Salton": adamic_adar_and_salton,
    "Inciteful, by reciprocal rank": reciprocal_rank_of_seeds,
    "co-citation ratio (CoCites)": lambda r, s: co_citation(r.projection, s, weighting=Weighting.RATIO),
    "coupling cosine": lambda r, s: coupling(r.projection, s, weighting=Weighting.SALTON),
    "PubTrends": lambda r, s: 10 * co_citation(r.projection, s) + 3 * coupling(r.projection, s) + direct_links(r, s),
    "RICS": lambda r, s: co_citation(r.projection, s) + coupling(r.projection, s) + direct_links(r, s),
    "PageRank": lambda r, _: pagerank(r.projection),
    "global citations": lambda r, _: r.cited_by_count,
}
