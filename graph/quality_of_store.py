"""How good the data of a stored graph is: what `graph.quality` wants to know beside the projection."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.projection import Ints, Projection
from graph.quality import Quality, quality
from graph.retracted import citations_of_retracted

if TYPE_CHECKING:
    from graph.store import Store

_SEVERAL = """
MATCH (a:Article)-[c:CITES]->(b:Article) WHERE size(c.sources) > 1 RETURN a.id AS citing, collect(b.id) AS cited
"""
_DANGLING = "MATCH (i:Identifier) WHERE NOT (i)-[:IDENTIFIES]->(:Article) RETURN i.value AS value"


def quality_of(store: Store, projection: Projection) -> Quality:
    """The report with nothing left unknown. Cost: that of `quality`, and three statements that look at everything."""
    dangling = [str(row["value"]) for row in store.read(_DANGLING)]
    return quality(
        projection,
        source_counts=_source_counts(store, projection),
        dangling_ids=dangling,
        of_retracted=citations_of_retracted(store),
    )


def _source_counts(store: Store, projection: Projection) -> Ints:
    """Per citation 1 where one source asserts it, 2 where several do, which is all that is asked."""
    counts = np.ones(projection.citations, dtype=np.int64)
    starts, columns = projection.cites.indptr, projection.cites.indices
    for row in store.read(_SEVERAL):
        citing = projection.index.get(str(row["citing"]))
        if citing is None:  # it came while we read
            continue
        cited = row["cited"]
        assert isinstance(cited, list)  # noqa: S101  for the type checker
        several = [projection.index[id_] for id_ in cited if id_ in projection.index]
        own = slice(starts[citing], starts[citing + 1])
        counts[own][np.isin(columns[own], several)] = 2
    return counts
