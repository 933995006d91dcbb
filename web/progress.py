"""How a harvest stands, in words and figures, nothing partial reported as complete."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from graph.model import Harvest, SourceOutcome
from harvest.scribe import STILL_ASKED


def describe(
    harvest: Harvest, *, standing: str, visits: Mapping[str, int], name: str, centre: str | None
) -> dict[str, Any]:
    """A harvest for the API and the pages.

    `standing` is running, complete, incomplete or interrupted; `visits` counts its articles by the state of the visit.
    """
    percent = percent_of(visits) if standing != "complete" else 100
    return {
        "id": harvest.id,
        "name": name,
        "state": standing,
        "sentence": sentence_of(harvest, standing, percent),
        "short": short_of(harvest, standing, percent),
        "percent": percent,
        "counts": dict(harvest.counts),
        "sources": [_source(name, outcome, standing) for name, outcome in sorted(harvest.outcomes.items())],
        "resumable": standing in ("incomplete", "interrupted"),
        "centre": centre,
        "seeds": list(harvest.seeds),
        "parameters": {name: _plain(value) for name, value in harvest.parameters.items()},
        "started": moment(harvest.started),
        "finished": moment(harvest.finished),
        "updated": moment(harvest.updated),
    }


def starting(id_: str) -> dict[str, Any]:
    """A harvest whose process has not written to the graph yet."""
    return {
        "id": id_,
        "name": "A new harvest",
        "state": "running",
        "sentence": "Starting …",
        "short": "Starting …",
        "percent": None,
        "counts": {},
        "sources": [],
        "resumable": False,
        "centre": None,
        "seeds": [],
        "parameters": {},
        "started": None,
        "finished": None,
        "updated": None,
    }


def percent_of(visits: Mapping[str, int]) -> int | None:
    """How much of what was met has been dealt with; never 100 while something is missing, None when nothing was met."""
    met = sum(visits.values())
    if not met:
        return None
    done = visits.get("done", 0)
    return 100 if done == met else min(99, 100 * done // met)


def sentence_of(harvest: Harvest, standing: str, percent: int | None) -> str:
    """How it stands, in a sentence or two."""
    articles, citations = harvest.counts.get("articles", 0), harvest.counts.get("citations", 0)
    if standing == "running":
        return f"Walking: {articles:,} articles and {citations:,} citations so far."
    if standing == "complete":
        return "Complete: every source that was asked has answered." + _left_out(harvest.outcomes)
    return f"{short_of(harvest, standing, percent)}. What was reached is kept, and it can be resumed."


def short_of(harvest: Harvest, standing: str, percent: int | None) -> str:
    """What a reader of its graph must know of how it stands, in half a line."""
    share = f"; {percent} % complete" if percent is not None and percent < 100 else ""
    silent = [name for name, outcome in sorted(harvest.outcomes.items()) if outcome.state == "incomplete"]
    if standing == "running":
        return "Still being walked" + share
    if standing == "interrupted":
        return "Cut off before its end" + share
    return (f"{' and '.join(silent)} did not answer everything" if silent else "Not everything was answered") + share


def _left_out(outcomes: Mapping[str, SourceOutcome]) -> str:
    left_out = [name for name, outcome in sorted(outcomes.items()) if outcome.state == "left out"]
    return f" Not asked: {', '.join(left_out)}." if left_out else ""


def _source(name: str, outcome: SourceOutcome, standing: str) -> dict[str, Any]:
    """While a walk runs, a source that merely has not been asked everything yet is no incomplete one."""
    reason = outcome.reason and outcome.reason.removeprefix(f"{name}, ")
    asking = standing == "running" and outcome.reason == STILL_ASKED
    state, reason = ("being asked", None) if asking else (outcome.state, reason)
    return {"name": name, "state": state, "reason": reason, "requests": outcome.requests}


def _plain(value: object) -> object:
    """A parameter as people write it; None for what was not asked for."""
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or None
    return {True: "yes", False: None}.get(value, value) if isinstance(value, bool) else value


def moment(at: datetime | None) -> str | None:
    """ISO 8601 in UTC, as the graph has it."""
    return at.isoformat().replace("+00:00", "Z") if at else None
