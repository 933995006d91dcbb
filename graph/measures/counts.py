"""Citations counted: in the graph, as reported by sources, per year of age, and among articles of the same year."""

from __future__ import annotations

import numpy as np

from graph.projection import Floats, Projection


def citations(projection: Projection) -> Floats:
    """Local citations: how many articles of the graph cite this one.

    Formula: the in-degree of citing -> cited, `c(x) = |{y : y cites x}|`, not normalised. Self-citations are not there.
    Stubs: counted as cited articles; as citing articles they are silent, because their references are unknown.
    Cost: O(n). Source: Garfield, "Citation indexes for science", Science 122 (1955) 108-111.
    """
    return projection.citation_counts.astype(np.float64)


def cited_by_count(projection: Projection) -> Floats:
    """Global citations: how often the article is cited anywhere, as its sources report it; NaN where none did.

    Direction: citing -> cited, counted outside this graph; not normalised. Stubs: unknown. Cost: O(n).
    Source: the count that the describing source gives with the record.
    """
    return np.full(projection.articles, np.nan) if projection.reported is None else projection.reported.copy()


def citations_per_year(projection: Projection) -> Floats:
    """Local citations divided by the calendar years that the article has been out.

    Formula: `c(x) / (newest - year(x) + 1)`, where `newest` is the newest known year in the graph: an article of the
    newest year has had one. Direction as `citations`. NaN where the year is unknown, so for most stubs. Cost: O(n).
    Source: the "cites per year" of Harzing, "The Publish or Perish Book" (2010).
    """
    newest = projection.newest_year
    if newest is None:
        return np.full(projection.articles, np.nan)
    age = newest - projection.years + 1
    return np.where(projection.year_known, projection.citation_counts / age, np.nan)


def percentile_within_year(projection: Projection) -> Floats:
    """How the article's local citations stand among the articles of its year, 0 to 100.

    Formula: `100 * (fewer + equal / 2) / n`, over the n articles of the same year (itself among the equal), so that an
    article cited as often as all its peers stands at 50. NaN where the year is unknown. Stubs with a year count among
    their year. Cost: O(n log n).
    Source: Bornmann, Leydesdorff, Mutz, "The use of percentiles and percentile rank classes in the analysis of
    bibliometric data", Journal of Informetrics 7 (2013) 158-165; ties as Hazen's mean.
    """
    counts, years = projection.citation_counts, projection.years
    result = np.full(projection.articles, np.nan)
    order = np.lexsort((counts, years))
    order = order[projection.year_known[order]]
    if not len(order):
        return result
    year_first, year_last = _runs(years[order])
    # Within the order, equal counts of one year stand side by side too: their run gives `fewer` and `equal`.
    _, tie = np.unique(np.stack((years[order], counts[order])), axis=1, return_inverse=True)
    tie_first, tie_last = _runs(tie.ravel())
    fewer, equal = tie_first - year_first, tie_last - tie_first
    result[order] = 100.0 * (fewer + equal / 2.0) / (year_last - year_first)
    return result


def _runs(values: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> tuple[Floats, Floats]:
    """For sorted values: where the run of equal ones that holds each begins, and one past where it ends."""
    starts = np.flatnonzero(np.concatenate(([True], values[1:] != values[:-1])))
    lengths = np.diff(np.append(starts, len(values)))
    first = np.repeat(starts, lengths).astype(np.float64)
    return first, first + np.repeat(lengths, lengths)
