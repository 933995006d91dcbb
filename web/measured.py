"""What can be computed for the picture of a neighbourhood: a measure for its sizes, communities, the main path."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from graph.errors import BadInput
from graph.measures.registry import MeasureName
from graph.projection import Projection
from graph.ranking import is_seeded, sentence
from graph.structure.main_path import main_path
from web.computed import Computed


def measured(
    computed: Computed,
    centres: Sequence[str],
    *,
    hops: int,
    measure: MeasureName | None = None,
    grouped: bool = False,
    lit: bool = False,
) -> dict[str, Any]:
    """What is asked for, of the articles within `hops` of the first centre and beside the others; else None.

    Scores and communities are those of the whole graph, the main path is that of the neighbourhood alone.
    """
    projection = computed.projection()
    positions = np.flatnonzero(projection.neighbourhood(centres[:1], hops) | projection.neighbourhood(centres[1:], 1))
    return {
        "measure": _scores(computed, projection, positions, measure) if measure else None,
        "communities": _groups(computed, projection, positions) if grouped else None,
        "main_path": _path(projection, positions) if lit else None,
    }


def _scores(computed: Computed, projection: Projection, positions: Any, measure: MeasureName) -> dict[str, Any]:
    if is_seeded(measure):
        raise BadInput(f"{measure} compares with seeds; the key papers page takes them.")
    scores = computed.scoring(projection, measure, ()).scores
    known = {projection.ids[i]: float(scores[i]) for i in positions if not np.isnan(scores[i])}
    return {"name": measure, "sentence": sentence(measure), "scores": known}


def _groups(computed: Computed, projection: Projection, positions: Any) -> dict[str, Any]:
    found = computed.communities(projection)
    assert found is not None  # noqa: S101  (it was waited for)
    members = {projection.ids[i]: int(found.membership[i]) for i in positions}
    inside = set(members.values())
    named = [
        {"number": group.number, "size": group.size, "terms": group.terms}
        for group in found.communities
        if group.number in inside
    ]
    return {"members": members, "named": named}


def _path(projection: Projection, positions: Any) -> dict[str, Any]:
    found = main_path(projection.subgraph(positions))
    links = [{"citing": citing, "cited": cited} for citing, cited in found.links]
    return {"path": found.path, "links": links, "broken": len(found.broken)}
