"""Harvests as nodes: a harvest's state to properties and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from graph.model import Harvest, HarvestState, SourceOutcome
from graph.times import as_text, as_time

WRITE = "MERGE (h:Harvest {id: $id}) SET h += $properties"
ONE = "MATCH (h:Harvest {id: $id}) RETURN properties(h) AS harvest"
ALL = "MATCH (h:Harvest) RETURN properties(h) AS harvest ORDER BY h.started DESC, h.id"


def as_properties(harvest: Harvest) -> dict[str, Any]:
    """The node's properties; None takes a property away. What is nested is kept as JSON text."""
    return {
        "seeds": list(harvest.seeds),
        "parameters": _json(harvest.parameters),
        "state": str(harvest.state),
        "started": as_text(harvest.started),
        "finished": as_text(harvest.finished) if harvest.finished else None,
        "counts": _json(harvest.counts),
        "outcomes": _json({name: asdict(outcome) for name, outcome in harvest.outcomes.items()}),
        "process": harvest.process,
        "updated": as_text(harvest.updated) if harvest.updated else None,
    }


def as_harvest(node: Mapping[str, Any]) -> Harvest:
    """The harvest that a node keeps."""
    outcomes = json.loads(node.get("outcomes") or "{}")
    return Harvest(
        id=node["id"],
        seeds=tuple(node.get("seeds") or ()),
        parameters=json.loads(node.get("parameters") or "{}"),
        state=HarvestState(node["state"]),
        started=as_time(node["started"]),
        finished=as_time(node["finished"]) if node.get("finished") else None,
        counts=json.loads(node.get("counts") or "{}"),
        outcomes={name: SourceOutcome(**outcome) for name, outcome in outcomes.items()},
        process=node.get("process"),
        updated=as_time(node["updated"]) if node.get("updated") else None,
    )


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(dict(value), sort_keys=True, ensure_ascii=False)
