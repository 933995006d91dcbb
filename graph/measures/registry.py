"""The measures by the names that a user may ask for, each with the sentence that a page shows beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from graph.errors import BadInput
from graph.measures.betweenness import betweenness
from graph.measures.cores import k_core
from graph.measures.counts import citations, citations_per_year, cited_by_count, percentile_within_year
from graph.measures.disruption import disruption
from graph.measures.harmonic import harmonic
from graph.measures.hits import authority, hub
from graph.measures.pagerank import pagerank, personalised_pagerank
from graph.measures.similarity import co_citation, coupling
from graph.measures.spectral import eigenvector
from graph.projection import Floats, Ints, Projection


class MeasureName(StrEnum):
    """What `--measure` takes; `key` is the default ranking (see `graph.key`)."""

    CITATIONS = "citations"
    CITED_BY_COUNT = "cited-by-count"
    PAGERANK = "pagerank"
    PERSONALISED_PAGERANK = "personalised-pagerank"
    AUTHORITY = "authority"
    HUB = "hub"
    BETWEENNESS = "betweenness"
    HARMONIC = "harmonic"
    EIGENVECTOR = "eigenvector"
    K_CORE = "k-core"
    CO_CITATION = "co-citation"
    COUPLING = "coupling"
    DISRUPTION = "disruption"
    CITATIONS_PER_YEAR = "citations-per-year"
    PERCENTILE = "percentile"
    KEY = "key"


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure that needs no more than the projection and the seeds.

    `sentence` says formula and direction in one sentence; `reason` is the reason for a row, with `{score}` in it, and
    `{s}` where the plural has its letter.
    """

    compute: Callable[[Projection, Ints], Floats]
    sentence: str
    reason: str
    seeded: bool = False

    def why(self, score: float) -> str:
        """The reason for a row with this score."""
        return self.reason.format(score=score, s="" if f"{score:.3g}" == "1" else "s")


def _alone(compute: Callable[[Projection], Floats]) -> Callable[[Projection, Ints], Floats]:
    def without_seeds(projection: Projection, _: Ints) -> Floats:
        return compute(projection)

    return without_seeds


MEASURES: dict[MeasureName, Measure] = {
    MeasureName.CITATIONS: Measure(
        _alone(citations),
        "How many articles of this graph cite the article.",
        "cited by {score:.0f} article{s} of this graph",
    ),
    MeasureName.CITED_BY_COUNT: Measure(
        _alone(cited_by_count),
        "How often the article is cited anywhere, as its sources report it.",
        "cited {score:.0f} time{s} as reported",
    ),
    MeasureName.PAGERANK: Measure(
        _alone(pagerank),
        "The share of time a reader spends here who follows references from citing to cited articles and, with "
        "probability .15, starts anew anywhere.",
        "{score:.3g} of all readers' time",
    ),
    MeasureName.PERSONALISED_PAGERANK: Measure(
        personalised_pagerank,
        "The share of time a reader spends here who follows citations both ways and, with probability .15, returns to "
        "the seeds.",
        "{score:.3g} of the time of readers who start from the seeds",
        seeded=True,
    ),
    MeasureName.AUTHORITY: Measure(
        _alone(authority),
        "HITS authority: cited by articles that cite the other authorities too; adds up to 1.",
        "authority {score:.3g} of 1",
    ),
    MeasureName.HUB: Measure(
        _alone(hub),
        "HITS hub: cites many of the articles that the other hubs cite; adds up to 1.",
        "hub {score:.3g} of 1",
    ),
    MeasureName.BETWEENNESS: Measure(
        _alone(betweenness),
        "The share of the shortest citation paths, from citing to cited, that pass through the article (sampled in "
        "large graphs).",
        "on {score:.3g} of the shortest citation paths",
    ),
    MeasureName.HARMONIC: Measure(
        _alone(harmonic),
        "How near the citing articles are: 1 for each direct citation, 1/2 for each article two citations away, and so "
        "on (sampled in large graphs).",
        "{score:.4g} citing article{s}, each weighed by its nearness",
    ),
    MeasureName.EIGENVECTOR: Measure(
        _alone(eigenvector),
        "Linked, by citations either way, to articles that are themselves so linked; squares add up to 1.",
        "eigenvector centrality {score:.3g}",
    ),
    MeasureName.K_CORE: Measure(
        _alone(k_core),
        "The greatest k such that the article is in a group where everyone has k citations, given or received, inside.",
        "in a group where everyone has {score:.0f} link{s} inside",
    ),
    MeasureName.CO_CITATION: Measure(
        co_citation,
        "How often the article is cited together with a seed, added up over the seeds.",
        "cited together with the seeds {score:.0f} time{s}",
        seeded=True,
    ),
    MeasureName.COUPLING: Measure(
        coupling,
        "How many references the article shares with the seeds, added up over the seeds.",
        "shares {score:.0f} reference{s} with the seeds",
        seeded=True,
    ),
    MeasureName.DISRUPTION: Measure(
        _alone(disruption),
        "From 1, its followers cite it instead of its references, to -1, they cite both; only where references and "
        "citations are in the graph.",
        "disruption {score:.3g} between -1 and 1",
    ),
    MeasureName.CITATIONS_PER_YEAR: Measure(
        _alone(citations_per_year),
        "Citations in this graph per calendar year, from the article's year to the newest in the graph.",
        "{score:.3g} citation{s} a year",
    ),
    MeasureName.PERCENTILE: Measure(
        _alone(percentile_within_year),
        "The share of the articles of its year that it outranks by citations in this graph, ties counted half.",
        "cited more than {score:.3g} % of the articles of its year",
    ),
}


def measure_name(text: str) -> MeasureName:
    """The measure of that name, or `BadInput` with the names there are."""
    try:
        return MeasureName(text)
    except ValueError:
        raise BadInput(f"There is no measure {text!r}; there are {', '.join(MeasureName)}.") from None
