"""Holding a harvest while it is walked: claimed before the first step, with signs of life until the last."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from threading import Event, Thread

from graph.claims import beat, claim
from graph.errors import BadInput, CitewalkError
from graph.model import Harvest
from graph.store import Store
from harvest.watch import BEAT, Watch

TAKEN_OVER = 130
"""The exit code of an interruption: kept, and gone on with elsewhere."""
LOOK = 3.0
"""Seconds between two looks at a claim that may be dead."""


@contextmanager
def held(store: Store, mine: Harvest, sleep: Callable[[float], None] = time.sleep) -> Iterator[None]:
    """Walk a harvest alone: it is written with its process, and no other process takes it meanwhile.

    Raises `BadInput` while another process walks it, or another run of its schedule. A process that was stopped for
    so long that its harvest was taken over ends as soon as it finds out.
    """
    _claim(store, mine, sleep)
    over = Event()
    Thread(target=_keep, args=(store, mine, over), daemon=True).start()
    try:
        yield
    finally:
        over.set()


def _claim(store: Store, mine: Harvest, sleep: Callable[[float], None]) -> None:
    watch = Watch()
    while (rival := claim(store, mine, watch.walked)) is not None:
        if not watch.undecided(rival):
            who = "harvest" if rival.id == mine.id else f"harvest {mine.id}, because it shares a schedule with"
            raise BadInput(f"Another process is working on {who} {rival.id}; wait for it, or stop it.")
        sleep(LOOK)


def _keep(store: Store, mine: Harvest, over: Event) -> None:
    ended = 0
    while not over.wait(BEAT):
        with suppress(CitewalkError):  # the walk meets the same trouble and tells it
            now = beat(store, mine, datetime.now(UTC))
            ended = ended + 1 if now is None else 0  # once may be our own end, which is written before it is over
            if (now not in (None, mine.process) or ended > 1) and not over.is_set():
                _leave(mine)


def _leave(mine: Harvest) -> None:
    """End at once, which loses nothing: an orderly end would write our state over that of the one who walks now."""
    print(f"citewalk: Harvest {mine.id} was taken over by another process.", file=sys.stderr, flush=True)
    os._exit(TAKEN_OVER)
