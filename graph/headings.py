"""Keywords and subject headings of a projection's articles, for naming groups of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.projection import Projection

if TYPE_CHECKING:
    from graph.store import Store

_HEADINGS = """
MATCH (a:Article) WHERE a.stub IS NULL
RETURN a.id AS id, a.keywords AS keywords, [(a)-[:ABOUT]->(t:Topic) | t.name] AS topics
"""


def read_headings(store: Store, projection: Projection) -> list[tuple[str, ...]]:
    """By position, each heading once; none where nobody gave any."""
    found: list[tuple[str, ...]] = [()] * projection.articles
    for row in store.read(_HEADINGS):
        position = projection.index.get(str(row["id"]))
        if position is not None:  # it came while we read
            keywords: Any = row["keywords"] or ()
            topics: Any = row["topics"]
            found[position] = tuple(dict.fromkeys((*keywords, *sorted(topics))))
    return found
