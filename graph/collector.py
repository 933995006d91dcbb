"""Python's collector of cycles, kept from work in which there are none.

A plan is a hundred thousand small lists and dicts that all live until they are written. For each few hundred of them
the collector looks for cycles, and time and again through the whole heap: a quarter of the time of planning.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def resting() -> Iterator[None]:
    """Let the collector rest meanwhile, in all threads: for what takes moments and makes no cycles.

    Whoever found it running sets it going again, so several threads may rest it at once.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
