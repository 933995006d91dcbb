"""Harvests as the command runs them: one process each, interruptible, told to the end."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields, replace
from datetime import UTC, datetime

from filelock import FileLock, Timeout

from citewalk.looking_up import with_titles
from citewalk.opening import store_of
from citewalk.outcome import as_lines, as_object
from citewalk.printing import print_json, say
from citewalk.progress import Reporter
from citewalk.settings import Settings
from citewalk.wiring import Choice, choose_sources, client_of
from graph.completeness import completeness_of
from graph.errors import BadInput, Incomplete, NotFound, StoreError
from graph.ids import parse
from graph.model import Direction, Harvest, HarvestState
from graph.store import Store
from harvest.holding import held
from harvest.http import Client
from harvest.processes import this_process
from harvest.walk import Walk, WalkOptions

NAME = re.compile(r"\w[\w.-]{0,99}")
OPTIONS = frozenset(field.name for field in fields(WalkOptions))


def begin(settings: Settings, fresh: Harvest, options: WalkOptions, choice: Choice, *, as_json: bool) -> None:
    """Walk a new harvest to its end and print the outcome; ends in the exit code that it deserves."""
    with (
        only_one(settings, fresh.id),
        client_of(settings, choice, namespace=fresh.id) as line,
        store_of(settings) as store,
    ):
        _finish(store, line, fresh, options, choice, as_json=as_json)


def resume(settings: Settings, id_: str, *, as_json: bool) -> None:
    """Go on with a harvest of the graph; one that is complete is only told."""
    with only_one(settings, id_), store_of(settings) as store:
        known = find_harvest(store, id_)
        if "load" in known.parameters:
            raise BadInput(f"{id_} was loaded from files and walked nowhere; run the same `citewalk load` again.")
        if known.state is HarvestState.COMPLETE:
            say(f"{id_} is complete already; there is nothing to go on with.")
            silent = {name: replace(outcome, requests=0) for name, outcome in known.outcomes.items()}
            _tell(store, replace(known, outcomes=silent), 0.0, as_json=as_json)
            return
        options, choice = options_of(known.parameters), choose_sources(settings, _sources(known))
        again = replace(known, state=HarvestState.RUNNING, finished=None)
        with client_of(settings, choice, namespace=id_) as line:
            _finish(store, line, again, options, choice, as_json=as_json)


def find_harvest(store: Store, id_: str) -> Harvest:
    """A harvest of the graph; raises `NotFound`."""
    found = store.harvest(id_)
    if found is None:
        raise NotFound(f"There is no harvest {id_} in this graph; `citewalk harvests` lists those that there are.")
    return found


def options_of(given: Mapping[str, object]) -> WalkOptions:
    """The walk that options, or the parameters of a harvest, ask for."""
    known = {name: value for name, value in given.items() if name in OPTIONS}
    walk = WalkOptions(**{**known, "direction": Direction(str(known.get("direction", Direction.BOTH)))})  # type: ignore[arg-type]
    if walk.from_year is not None and walk.to_year is not None and walk.from_year > walk.to_year:
        raise BadInput(f"--from-year {walk.from_year} is after --to-year {walk.to_year}; swap them.")
    return walk


def parameters_of(walk: WalkOptions, sources: Sequence[str]) -> dict[str, object]:
    """What a harvest keeps of how it was asked for; `options_of` reads it."""
    return {**asdict(walk), "direction": str(walk.direction), "sources": list(sources)}


def _sources(known: Harvest) -> list[str]:
    names = known.parameters.get("sources")
    return [str(name) for name in names] if isinstance(names, (list, tuple)) else []


@contextmanager
def only_one(settings: Settings, id_: str) -> Iterator[None]:
    """Nobody else works on this harvest meanwhile."""
    if not NAME.fullmatch(id_):
        raise NotFound(f"{id_!r} is not the name of a harvest; `citewalk harvests` lists those that there are.")
    folder = settings.home / "harvests"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        held = FileLock(folder / f"{id_}.lock", blocking=False).acquire()
    except Timeout:
        raise BadInput(f"Another process is working on harvest {id_}; wait for it, or stop it.") from None
    except OSError as error:
        reason = error.strerror or error
        raise StoreError(
            f"Nothing can be written in {settings.home} ({reason}): set CITEWALK_HOME to a folder that can be written."
        ) from None
    with held:
        yield


def _finish(store: Store, line: Client, fresh: Harvest, options: WalkOptions, choice: Choice, *, as_json: bool) -> None:
    began = time.monotonic()
    for left, why in choice.left_out.items():
        say(f"{left} is left out: {why}")
    begun = replace(fresh, process=this_process(), updated=datetime.now(UTC))
    with held(store, begun):  # before the first request
        begun, unanswered = with_titles(begun, choice.sources, line)
        store.write_harvest(begun)
        with Reporter() as report:
            walk = Walk(
                begun, options, sources=choice.sources, left_out=choice.left_out, line=line, sink=store, report=report
            )
            walk.ledger.note_gaps(unanswered)
            with _told_when_cut_off(store, walk, began, as_json=as_json):
                done = walk.run([parse(seed) for seed in begun.seeds])
    found = bool(done.counts.get("articles"))
    if found or as_json:
        _tell(store, done, time.monotonic() - began, as_json=as_json)
    if not found and not unanswered:
        asked = ", ".join(sorted(choice.sources))
        seeds = ", ".join(done.seeds) or "an article of any of the titles"
        raise NotFound(f"No source knows {seeds} (asked: {asked}). Check the id, or try another of it.")
    for seed in walk.unknown_seeds:
        say(f"no source knows {seed}; check it")
    if done.state is not HarvestState.COMPLETE:
        raise Incomplete(
            f"not everything was answered; what was found is kept. To go on: citewalk harvest --resume {done.id}"
        )


@contextmanager
def _told_when_cut_off(store: Store, walk: Walk, began: float, *, as_json: bool) -> Iterator[None]:
    """What an interruption, or a store that fails on the way, leaves behind and how to go on."""
    id_ = walk.harvest.id
    try:
        yield
    except KeyboardInterrupt:
        if walk.harvest.state is HarvestState.INCOMPLETE:
            _tell(store, walk.harvest, time.monotonic() - began, as_json=as_json)
        say(f"Interrupted, and kept. To go on: citewalk harvest --resume {id_}")
        raise
    except StoreError as error:
        said = str(error).rstrip(".")
        raise type(error)(f"{said}. What was written is kept; then: citewalk harvest --resume {id_}") from error


def _tell(store: Store, done: Harvest, seconds: float, *, as_json: bool) -> None:
    if as_json:
        print_json(as_object(done, seconds, completeness_of(store, done.id)))
    else:
        print("\n".join(as_lines(done, str(done.state), seconds)))
