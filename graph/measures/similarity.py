"""Co-citation and bibliographic coupling with the seeds, raw and in the usual normalisations."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import numpy as np
from scipy.sparse import diags_array

from graph.errors import BadInput
from graph.projection import Floats, Ints, Projection
from graph.structure.search import neighbours


class Weighting(StrEnum):
    """How a count of shared articles between x and a seed s, of sizes d(x) and d(s), is weighed.

    Sizes are citations for co-citation and references for coupling.
    """

    RAW = "raw"  # shared(x, s)
    SALTON = "salton"  # shared / sqrt(d(x) d(s)): Salton, McGill 1983
    JACCARD = "jaccard"  # shared / (d(x) + d(s) - shared): Jaccard 1901, Small 1973
    ADAMIC_ADAR = "adamic-adar"  # sum over the shared z of 1 / ln(links of z): Adamic, Adar 2003
    RATIO = "ratio"  # shared / d(x): the share of x's citations that come with the seed (co-citation ratio)


def co_citation(projection: Projection, seeds: Ints, *, weighting: Weighting = Weighting.RAW) -> Floats:
    """Co-citation with the seeds: how often the article is cited together with a seed, added up over the seeds.

    Formula: `sum over seeds s of |{z : z cites x and z cites s}|`, or weighed as `Weighting` says; a seed's own sum
    leaves itself out. Follows citations backwards from the cited pair; symmetric. Stubs can be co-cited.
    Cost: every reference of every article that cites a seed.
    Source: Small, "Co-citation in the scientific literature", JASIS 24 (1973) 265-269; as a search with seeds:
    Janssens, Gwinn, BMC Medical Research Methodology 15 (2015) 84 (CoCites).
    """
    return with_seeds(projection.cited_by, projection.cites, seeds, weighting)


def coupling(projection: Projection, seeds: Ints, *, weighting: Weighting = Weighting.RAW) -> Floats:
    """Bibliographic coupling: how many references the article shares with the seeds, added up over the seeds.

    Formula: `sum over seeds s of |{z : x cites z and s cites z}|`, or weighed as `Weighting` says; a seed's own sum
    leaves itself out. Symmetric. Stubs get 0, as their references are unknown. Cost: as co-citation.
    Source: Kessler, "Bibliographic coupling between scientific papers", American Documentation 14 (1963) 10-25.
    """
    return with_seeds(projection.cites, projection.cited_by, seeds, weighting)


def shared_with_each(rows: Any, columns: Any, seeds: Ints) -> Any:
    """A sparse matrix seed x article of the number of shared entries; `columns` is the transpose of `rows`."""
    return (rows[seeds] @ columns).tocsr()


def with_seeds(rows: Any, columns: Any, seeds: Ints, weighting: Weighting) -> Floats:
    """Per article what it shares with the seeds along `rows`, weighed; `columns` is the transpose of `rows`."""
    n = rows.shape[0]
    if not len(seeds):
        raise BadInput("Co-citation and coupling compare with seeds; name at least one article.")
    if weighting is Weighting.RAW:
        # Only what the seeds touch is read: theirs, and whoever shares it.
        total = np.bincount(neighbours(columns, neighbours(rows, seeds)), minlength=n).astype(np.float64)
        total[seeds] -= rows.indptr[seeds + 1] - rows.indptr[seeds]
        return total
    if weighting is Weighting.ADAMIC_ADAR:
        rarity = _rarity(np.diff(columns.indptr))
        shared = (rows[seeds] @ diags_array(rarity) @ columns).tocsr()
    else:
        sizes = np.diff(rows.indptr).astype(np.float64)
        shared = shared_with_each(rows, columns, seeds)
        shared.data = _weighed(shared, sizes, sizes[seeds], weighting)
    total = np.asarray(shared.sum(axis=0)).ravel()
    total[seeds] -= [shared[i, seed] for i, seed in enumerate(seeds.tolist())]
    return total


def _weighed(shared: Any, sizes: Floats, seed_sizes: Floats, weighting: Weighting) -> Floats:
    ours, theirs = sizes[shared.indices], np.repeat(seed_sizes, np.diff(shared.indptr))
    if weighting is Weighting.SALTON:
        return np.asarray(shared.data / np.sqrt(ours * theirs))
    if weighting is Weighting.JACCARD:
        return np.asarray(shared.data / (ours + theirs - shared.data))
    return np.asarray(shared.data / ours)


def _rarity(links: Ints) -> Floats:
    """1 / ln(links); whatever is shared by two articles has at least two links, the others never count."""
    return np.asarray(1.0 / np.log(np.maximum(links, 2)))
