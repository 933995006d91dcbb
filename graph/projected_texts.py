"""Titles and abstracts of a projection, for comparing texts."""

from __future__ import annotations

from graph.key.texts import MOST_FOR_TOPICS, TextModel
from graph.projection import Projection
from graph.store import Store

MOST_ABSTRACTS = MOST_FOR_TOPICS
"""Described articles; of a larger graph the titles are compared alone."""
MOST_TITLES = 250_000
"""Described articles; beyond, preparing the texts would take longer than a reader waits."""

_ABSTRACTS = "MATCH (a:Article) WHERE a.abstract IS NOT NULL RETURN a.id AS id, a.abstract AS abstract"


def text_model(store: Store, projection: Projection) -> TextModel | None:
    """The texts by position, or None where there are none or too many. Abstracts are read from the store."""
    described = projection.articles - int(projection.stubs.sum())
    titles = projection.titles or (None,) * projection.articles
    if described > MOST_TITLES:
        return None
    abstracts = _abstracts(store, projection) if described <= MOST_ABSTRACTS else [None] * projection.articles
    if not any(titles) and not any(abstracts):
        return None
    return TextModel.of(titles, abstracts)


def _abstracts(store: Store, projection: Projection) -> list[str | None]:
    found: list[str | None] = [None] * projection.articles
    for row in store.read(_ABSTRACTS):
        position = projection.index.get(str(row["id"]))
        if position is not None:  # it came while we read
            found[position] = str(row["abstract"])
    return found
