"""Citations counted: in the graph, as reported by sources, per year of age, and among articles of the same year."""

from __future__ import annotations

import numpy as np

from graph.projection import Floats, Ints, Mask, Projection


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
    found = percentile(projection.citation_counts, projection.years)
    return np.where(projection.year_known, found, np.nan)


def percentile(values: Ints | Floats, groups: Ints) -> Floats:
    """Each value among those of its own group, 0 to 100, ties counted half."""
    result = np.empty(len(values))
    if not len(values):
        return result
    order = np.lexsort((values, groups))
    ordered_groups, ordered_values = groups[order], values[order]
    new_group = ordered_groups[1:] != ordered_groups[:-1]
    group_first, group_past = _runs(new_group)
    # Within the order, equal values of one group stand side by side too: their run gives `fewer` and `equal`.
    tie_first, tie_past = _runs(new_group | (ordered_values[1:] != ordered_values[:-1]))
    fewer, equal = tie_first - group_first, tie_past - tie_first
    result[order] = 100.0 * (fewer + equal / 2.0) / (group_past - group_first)
    return result


def _runs(changes: Mask) -> tuple[Floats, Floats]:
    """Per element where its run begins, and one past where it ends; a run ends where `changes` says so."""
    starts = np.flatnonzero(np.concatenate(([True], changes)))
    lengths = np.diff(np.append(starts, len(changes) + 1))
    first = np.repeat(starts, lengths).astype(np.float64)
    return first, first + np.repeat(lengths, lengths)
