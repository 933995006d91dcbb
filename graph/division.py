"""An article loses ids to another: what was said in the description of those ids goes with them.

Relationships do not say by which id they came, so they stay. Nobody's word on the authors stands then on either side,
and whoever tells of them next is believed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from graph.reported import COUNTED, divided
from graph.statements import NOTICE, OWN_SCHEME

_WITH: Mapping[str, tuple[str, ...]] = {
    "cited_by_count": ("cited_by_count_source",),
    "reference_count": ("reference_count_source",),
    "retraction": NOTICE,
}


def divide(node: Mapping[str, Any], lost: Collection[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What stays of a node that loses some ids, and what goes with them (as its `provenance` tells)."""
    kept = {key: value for key, value in node.items() if key not in COUNTED}
    taken = dict[str, Any]()
    entries = [entry for entry in node.get("provenance") or () if _field(entry) not in COUNTED]
    gone = [entry for entry in entries if _speaker(entry, node) in lost]
    staying, going = divided(node, lost)
    if not gone and not going:
        return dict(node), taken
    still = {_field(entry) for entry in entries if entry not in gone}
    for field in {_field(entry) for entry in gone}:
        for key in (field, *_WITH.get(field, ())):
            if key in kept:
                taken[key] = kept[key] if field in still else kept.pop(key)
    kept |= staying | {"provenance": [entry for entry in entries if entry not in gone] + staying.get("provenance", [])}
    described = [entry for entry in gone if _field(entry) != "authors"]
    taken |= going | {"provenance": described + going.get("provenance", [])}
    return kept, taken


def _field(entry: str) -> str:
    return entry.partition("=")[0]


def _speaker(entry: str, node: Mapping[str, Any]) -> str:
    """The id in whose description it was said: written, or implied by the node's columns."""
    source, _, speaker = entry.partition("=")[2].partition(" ")
    scheme = OWN_SCHEME.get(source)
    return speaker or (f"{scheme}:{node[scheme]}" if scheme and scheme in node else "")
