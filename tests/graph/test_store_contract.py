"""What every store does, whichever engine answers."""

from __future__ import annotations

from graph.store import Store


def test_an_empty_graph_has_no_harvests(store: Store) -> None:
    assert store.harvests() == []
