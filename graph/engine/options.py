"""What a user may choose about the local engine, and what follows from it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import psutil

from graph.errors import BadInput

MIB = 1 << 20
SMALLEST_HEAP = 256
"""MiB; below it the engine starts and then fails at the first larger statement."""

_HEAP = re.compile(r"([1-9][0-9]{0,6})([mg])", re.IGNORECASE)


@dataclass(frozen=True)
class EngineOptions:
    """How to start the engine; who joins a running one takes it as it is."""

    heap: str | None = None
    """'512m' or '2g'; None is a quarter of the machine's memory between 1g and 4g."""
    linger: float = 5.0
    """Seconds that the engine waits for the next command before it stops."""
    bolt_port: int = 0
    """0 is any free one."""

    def __post_init__(self) -> None:
        if self.heap is not None:
            heap_mib(self.heap)
        if not 0 <= self.linger <= 3600:
            raise BadInput(f"The engine cannot linger for {self.linger} seconds: give 0 to 3600.")
        if not 0 <= self.bolt_port <= 65535:
            raise BadInput(f"{self.bolt_port} is not a port: give 1 to 65535, or 0 for any free one.")


def heap_mib(spelling: str) -> int:
    """Read '512m' or '2g' as MiB."""
    match = _HEAP.fullmatch(spelling.strip())
    if match is None:
        raise BadInput(f"The heap size {spelling!r} is not understood: write it like 512m or 2g.")
    mib = int(match[1]) * (1024 if match[2].lower() == "g" else 1)
    if mib < SMALLEST_HEAP:
        raise BadInput(f"A heap of {spelling.strip()} is too small for the engine: give {SMALLEST_HEAP}m or more.")
    return mib


def default_heap_mib(memory: int) -> int:
    """A quarter of the memory (bytes) between 1 and 4 GiB, in MiB."""
    return max(1024, min(4096, memory // 4 // MIB))


def page_cache_mib(heap: int) -> int:
    """The share of the heap that may hold pages of the graph.

    Queries and transactions need some 650 MiB whatever the size of the graph: at a million articles 1400 of 2048 is the
    fastest and 700 of 1024 runs out of memory. Above 80 % the engine would silently take half.
    """
    return max(heap // 4, min(heap * 7 // 10, heap - 648))


def machine_memory() -> int:
    """Bytes that this process may count on: the container's limit where there is one."""
    total = int(psutil.virtual_memory().total)
    try:
        limit = Path("/sys/fs/cgroup/memory.max").read_text().strip()
    except OSError:
        return total
    return min(total, int(limit)) if limit.isdigit() else total


def resolve_heap(options: EngineOptions) -> int:
    """The heap in MiB that the options mean on this machine."""
    return heap_mib(options.heap) if options.heap else default_heap_mib(machine_memory())
