"""Schedules as their page lists them, with the command that adds each; and the form that repeats a harvest."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import url_for

from harvest.walk import WalkOptions

MOST_SEEDS = 12
MOST_IN_AN_ADDRESS = 50
USUAL = WalkOptions()
NAMES = tuple(WalkOptions.__dataclass_fields__)

Shown = dict[str, Any]


def shown_schedule(told: Mapping[str, Any], now: datetime) -> Shown:
    """One schedule of `Planner.all`, in words."""
    last, seeds = told["last"], told["seeds"]
    return {
        **told,
        "when": in_words(told["next"]),
        "due": bool(told["next"]) and datetime.fromisoformat(told["next"]) <= now,
        "shown_seeds": seeds[:MOST_SEEDS],
        "more_seeds": max(0, len(seeds) - MOST_SEEDS),
        "last": {**last, "when": in_words(last["window"])} if last else None,
        "options": options_in_words(told["parameters"]),
        "command": command_of(told),
    }


def in_words(moment: str | None) -> str | None:
    """A moment in its own time zone."""
    return f"{datetime.fromisoformat(moment):%A, %-d %B %Y, %H:%M}" if moment else None


def options_in_words(parameters: Mapping[str, object]) -> str:
    """The depth, and of the rest what is not as usual."""
    said = [f"depth {parameters.get('depth', USUAL.depth)}"]
    unusual = [(name.replace("_", " "), value) for name, value in _unusual(parameters) if name != "depth"]
    said += ["similar articles too" if name == "similar" else f"{name} {value}" for name, value in unusual]
    names = _names(parameters)
    return ", ".join([*said, *(["only " + ", ".join(names)] if names else [])])


def command_of(told: Mapping[str, Any]) -> str:
    """The command that adds the same schedule."""
    words = ["citewalk", "schedule", "add", "--cron", told["cron"], "--timezone", told["timezone"]]
    for name, value in _unusual(told["parameters"]):
        option = "--" + name.replace("_", "-")
        words += [option] if value is True else [option, str(value)]
    for name in _names(told["parameters"]):
        words += ["--source", name]
    return shlex.join([*words, *told["seeds"]])


def repeated(harvest: Mapping[str, Any]) -> str | None:
    """The address of the form, filled in with the seeds and options of a harvest; None for what a form cannot take."""
    seeds, parameters = harvest["seeds"], harvest["parameters"]
    if not 0 < len(seeds) <= MOST_IN_AN_ADDRESS or "load" in parameters:
        return None
    given = {name: parameters[name] for name in NAMES if parameters.get(name) is not None}
    return url_for("schedules.page", seeds=", ".join(seeds), **given, _anchor="add")


def _unusual(parameters: Mapping[str, object]) -> list[tuple[str, object]]:
    given = [(name, parameters.get(name)) for name in NAMES]
    return [(name, value) for name, value in given if value not in (None, False) and value != getattr(USUAL, name)]


def _names(parameters: Mapping[str, object]) -> Sequence[str]:
    sources = parameters.get("sources")
    return [str(name) for name in sources] if isinstance(sources, (list, tuple)) else []
