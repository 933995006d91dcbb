"""A hard end for blocking work, such as a look-up of a host name, that takes no time-out itself."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Overdue(Exception):
    """The work did not end in time; it has been told, and left to itself."""


def nothing() -> None:
    pass


def within(seconds: float, work: Callable[[threading.Event], T], *, first: Callable[[], None] = nothing) -> T:
    """What `work` returns or raises, or `Overdue` after `seconds`.

    It runs in a thread of its own that does not keep the program alive, and is given an event that is set when nobody
    waits any more. `first` is called there before it, without a limit: the seconds count from its return.
    """
    given_up, begun, done = threading.Event(), threading.Event(), threading.Event()
    results: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            first()
            begun.set()
            if not given_up.is_set():
                results.append(work(given_up))
        except BaseException as error:  # noqa: BLE001 - handed to the caller's thread
            errors.append(error)
        finally:
            done.set()
            begun.set()

    threading.Thread(target=run, name="citewalk-request", daemon=True).start()
    try:
        begun.wait()
        if not done.wait(seconds):
            raise Overdue
    finally:
        given_up.set()
    if errors:
        raise errors[0]
    return results[0]
