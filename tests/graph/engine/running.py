"""Helpers around running engines."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from pathlib import Path

import neo4j
import psutil

from graph.engine import Address, EngineOptions

SMALL = EngineOptions(heap="512m", linger=0.5)


def run(address: Address, cypher: str, *, reader: bool = False, **parameters: object) -> list[dict[str, object]]:
    """One statement over Bolt with the official driver, without its retries."""
    account = address.reader if reader else address.owner
    with (
        neo4j.GraphDatabase.driver(address.bolt, auth=account) as driver,
        driver.session(database=address.database) as session,
    ):
        return [dict(row) for row in session.run(cypher, parameters)]


def kill(pid: int | None) -> None:
    """End a process as a power cut would."""
    assert pid is not None
    psutil.Process(pid).kill()


def wait_until(truth: Callable[[], bool], seconds: float = 200.0) -> bool:
    """Whether something became true in time."""
    deadline = time.monotonic() + seconds
    while not truth():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def is_running(pid: int | None) -> bool:
    """Whether a process is alive; one that is dead and not yet buried is not."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def engines(folder: Path) -> list[psutil.Process]:
    """The Java processes over a folder."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if any(str(folder / "arcadedb") in word for word in process.cmdline()):
                found.append(process)
    return found
