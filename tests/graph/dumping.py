"""A graph as sorted lines, so that two graphs can be compared whichever engine keeps them."""

from __future__ import annotations

import json
from collections.abc import Mapping

from graph.store import Store

_NODES = "MATCH (n) RETURN labels(n) AS labels, properties(n) AS properties"
_EDGES = """
MATCH (a)-[r]->(b)
RETURN coalesce(a.id, a.value) AS tail, type(r) AS type, properties(r) AS properties, coalesce(b.id, b.value) AS head
"""


def dump(store: Store, *, but: tuple[str, ...] = ("last_seen",)) -> list[str]:
    """Every node and relationship but for some properties."""
    nodes = [f"{row['labels']} {_text(row['properties'], but)}" for row in store.read(_NODES)]
    edges = [f"{row['tail']} {row['type']} {_text(row['properties'], but)} {row['head']}" for row in store.read(_EDGES)]
    return sorted(nodes) + sorted(edges)


def _text(properties: object, but: tuple[str, ...]) -> str:
    assert isinstance(properties, Mapping)
    return json.dumps({key: value for key, value in properties.items() if key not in but}, sort_keys=True)
