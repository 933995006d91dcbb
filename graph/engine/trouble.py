"""Why the engine did not start or died, from the last lines of its log."""

from __future__ import annotations

import re
from pathlib import Path

from graph.errors import StoreError, StoreFull, StoreRefused

_TELLING = re.compile(r"SEVERE|SEVER|Exception|Error|error", re.IGNORECASE)
_TAIL = 16_384


class PortTaken(StoreError):
    """Another program listens where the engine should."""


_REASONS: tuple[tuple[tuple[str, ...], type[StoreError], str], ...] = (
    (
        ("No space left", "not enough space", "Disk quota exceeded"),
        StoreFull,
        "The disk of {folder} is full: free some space, or set CITEWALK_STORE to a folder on another disk.",
    ),
    (
        ("OutOfMemoryError",),
        StoreError,
        "The engine of {folder} ran out of memory: set CITEWALK_HEAP to more, such as 2g.",
    ),
    (
        ("Could not reserve", "Invalid maximum heap", "Cannot allocate memory", "insufficient memory"),
        StoreError,
        "Java cannot have that much memory ({line}): set CITEWALK_HEAP to less.",
    ),
    (
        ("BindException", "Address already in use", "Unable to listen to"),
        PortTaken,
        "A port of the engine of {folder} is used by another program: stop it, or choose another port.",
    ),
    (
        ("GLIBC_",),
        StoreError,
        "This system is too old for the local engine ({line}): set CITEWALK_STORE to a Neo4j server instead.",
    ),
    (
        ("Read-only file system", "Permission denied", "AccessDenied"),
        StoreRefused,
        "The engine cannot write to {folder} ({line}): mend the permissions of its files.",
    ),
    (
        ("locked by another process", "LockException"),
        StoreError,
        "Another engine has the graph in {folder} open: stop it first.",
    ),
)
"""Signs in the log, from the surest to the vaguest."""


def tail(log: Path) -> str:
    """The end of a log; empty where there is none."""
    try:
        with log.open("rb") as file:
            file.seek(0, 2)
            file.seek(max(0, file.tell() - _TAIL))
            return file.read().decode("utf-8", errors="replace")
    except OSError:
        return ""


def diagnose(log: str, folder: Path) -> StoreError:
    """The likeliest reason in a log, as an error whose sentence says what to try."""
    for signs, kind, sentence in _REASONS:
        if any(sign in log for sign in signs):
            return kind(sentence.format(folder=folder, line=telling(log)))
    return StoreError(f"The engine of {folder} does not start: {telling(log)} (more in its engine.log).")


def telling(log: str) -> str:
    """The line that says most: the last that names an error, else the last."""
    lines = [line.strip() for line in log.splitlines() if line.strip() and not line.startswith(("\tat ", "Caused by"))]
    named = [line for line in lines if _TELLING.search(line)]
    return (named or lines or ["it left no word"])[-1][:300]
