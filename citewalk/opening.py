"""The composition root of every command that reads or writes the graph: settings become the store here."""

from __future__ import annotations

from citewalk.settings import Settings
from graph.engine import EngineOptions
from graph.store import Store, open_store


def store_of(settings: Settings) -> Store:
    """The store that the settings name, opened."""
    return open_store(
        settings.store,
        user=settings.get("CITEWALK_STORE_USER"),
        password=settings.get("CITEWALK_STORE_PASSWORD"),
        database=settings.get("CITEWALK_STORE_DATABASE"),
        engine=engine_options(settings),
    )


def engine_options(settings: Settings) -> EngineOptions:
    """How the local engine is started."""
    return EngineOptions(heap=settings.get("CITEWALK_HEAP"), bolt_port=settings.whole("CITEWALK_BOLT_PORT", most=65535))
