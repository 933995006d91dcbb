"""Values of the driver as plain Python, so that printing them as a table, CSV or JSON is trivial."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from neo4j.graph import Node, Path, Relationship
from neo4j.time import Date, DateTime, Duration, Time


def plain(value: Any) -> Any:
    """Nodes and relationships become their properties, paths lists of them, times ISO 8601 text."""
    match value:
        case Node() | Relationship():
            return {key: plain(item) for key, item in sorted(value.items())}
        case Path():
            return [plain(part) for part in _steps(value)]
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case Date() | DateTime() | Time() | Duration():
            return value.iso_format()
        case list() | tuple():  # a point is a tuple of its coordinates
            return [plain(item) for item in value]
        case _:
            return value.hex() if isinstance(value, bytes | bytearray) else value


def _steps(path: Path) -> list[Node | Relationship]:
    steps: list[Node | Relationship] = [path.start_node] if path.start_node is not None else []
    for relationship, node in zip(path.relationships, path.nodes[1:], strict=True):
        steps += [relationship, node]
    return steps
