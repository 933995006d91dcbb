"""Naming a process so that others can tell, later and elsewhere, whether it is still there."""

from __future__ import annotations

import socket

import psutil

SAME = 0.05
"""Seconds by which two readings of one start may differ."""


def this_process() -> str:
    """host:pid:start of this process."""
    me = psutil.Process()
    return f"{socket.gethostname()}:{me.pid}:{_started(me):.2f}"


def host_of(name: str) -> str:
    """The host on which a process was named."""
    return name.rsplit(":", 2)[0]


def is_here(name: str) -> bool:
    """Whether a process was named on this host."""
    return host_of(name) == socket.gethostname()


def is_alive(name: str) -> bool:
    """Whether a process that was named on this host is at work; one that only waits to be buried is not."""
    try:
        _, pid, start = name.rsplit(":", 2)
        process = psutil.Process(int(pid))
        return abs(_started(process) - float(start)) < SAME and process.status() != psutil.STATUS_ZOMBIE
    except (psutil.Error, ValueError):
        return False


def _started(process: psutil.Process) -> float:
    """When it started, by a clock that nobody sets: Linux counts from its boot, and tells the time from that."""
    return process.create_time() - (psutil.boot_time() if psutil.LINUX else 0.0)
