"""What every command that computes begins with: the projection of the graph, and articles as their ids."""

from __future__ import annotations

from citewalk.settings import Settings
from graph.errors import BadInput
from graph.projecting import project
from graph.projection import Projection
from graph.store import Store

EMPTY = "The graph is empty; harvest something first, or look at CITEWALK_STORE."


def projection_of(settings: Settings, store: Store) -> Projection:
    """The projection of the graph, or a sentence where there is no article."""
    found = project(store, settings.home / "projections")
    if not found.articles:
        raise BadInput(EMPTY)
    return found
