"""Harvests as jobs: named, started in a process of their own, and looked up while they run."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import psutil

from graph.model import Harvest, HarvestState


def new_harvest_id(now: datetime) -> str:
    """A name for a new harvest that sorts by when it began."""
    return f"h{now:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"


def this_process() -> str:
    """host:pid:start of the process that walks, so that another can tell whether it still does."""
    me = psutil.Process()
    return f"{socket.gethostname()}:{me.pid}:{me.create_time():.2f}"


def is_walking(harvest: Harvest) -> bool:
    """Whether a process still works on the harvest; one on another host is believed."""
    if harvest.state is not HarvestState.RUNNING or not harvest.process:
        return False
    host, pid, start = harvest.process.rsplit(":", 2)
    if host != socket.gethostname():
        return True
    try:
        return abs(psutil.Process(int(pid)).create_time() - float(start)) < 1
    except (psutil.Error, ValueError):
        return False


def standing(harvest: Harvest) -> str:
    """How the harvest stands in one word: running, complete, incomplete, or interrupted (cut off, resumable)."""
    if harvest.state is HarvestState.RUNNING and not is_walking(harvest):
        return "interrupted"
    return str(harvest.state)


def start(
    id_: str,
    seeds: Sequence[str],
    options: Sequence[str],
    *,
    log: Path,
    environment: Mapping[str, str] | None = None,
) -> int:
    """Start `citewalk harvest` as a process of its own that outlives this one; returns its pid.

    It writes its progress to the graph under the given id; whatever it says goes to `log`.
    """
    return _spawn(["harvest", "--as", id_, *options, "--", *seeds], log, environment)


def resume(id_: str, *, log: Path, environment: Mapping[str, str] | None = None) -> int:
    """Resume a harvest in a process of its own; returns its pid."""
    return _spawn(["harvest", "--resume", id_], log, environment)


def _spawn(arguments: Sequence[str], log: Path, environment: Mapping[str, str] | None) -> int:
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out:
        child = subprocess.Popen(
            [sys.executable, "-m", "citewalk", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env=dict(os.environ if environment is None else environment),
        )
    return child.pid
