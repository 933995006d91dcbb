"""Who answers Bolt: a Neo4j server, or the local engine of a folder."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Protocol

from filelock import FileLock

from graph.connection import Place
from graph.data_files import data_files
from graph.engine import Address, EngineOptions, join
from graph.engine.sql import sql

_TITLES = (
    "CREATE PROPERTY Article.title IF NOT EXISTS STRING",
    "CREATE INDEX IF NOT EXISTS ON Article (title) FULL_TEXT",
)

ROOM = 1 << 20
"""Bytes without which a transaction cannot be written; the engine does not say that this is what it lacked."""


class Host(Protocol):
    """Where the graph is kept, and the few things in which the two engines differ."""

    name: str
    """As it is called in a message."""
    guarded: bool
    """Whether a READ session is all that holds a reading statement, so that it must pass `graph.guard` first."""
    whole_only_in_transactions: bool
    """Whether a statement by itself may be written in part (and slowly: one flush for each deleted node)."""
    row_limit: int | None
    """Rows at which the reader's results are cut without a word."""
    files: Path | None
    """Where the engine keeps its data files, when they are on this machine."""

    def place(self) -> Place:
        """Where it is now."""

    def renew(self) -> Place:
        """Where it is after it went silent; starts it again when that is in our hands."""

    def turn(self) -> AbstractContextManager[object]:
        """Held while writing, as a courtesy to other writers: waiting is cheaper than colliding."""

    def index_titles(self) -> bool:
        """Make the full-text index in a way of its own; False where Cypher does it."""

    def is_full(self) -> bool:
        """Whether its disk, as far as that is ours to see, has no room left."""

    def leave(self) -> None:
        """It is no longer needed."""


class ServerHost:
    """A Neo4j server. Its writers queue at a lock node, so they need no other turn."""

    guarded = True
    whole_only_in_transactions = False
    row_limit: int | None = None
    files: Path | None = None

    def __init__(self, place: Place) -> None:
        self._place = place
        self.name = f"the Neo4j server at {place.bolt}"

    def place(self) -> Place:
        return self._place

    def renew(self) -> Place:
        return self._place

    def turn(self) -> AbstractContextManager[object]:
        return nullcontext()

    def index_titles(self) -> bool:
        return False

    def is_full(self) -> bool:
        return False

    def leave(self) -> None:
        pass


class EngineHost:
    """The local engine. Its transactions are optimistic: writers take turns at a file, or the long one starves."""

    guarded = False
    whole_only_in_transactions = True
    row_limit: int | None = 100_000

    def __init__(self, folder: Path, options: EngineOptions | None) -> None:
        self._lease = join(folder, options)
        self._threads = threading.Lock()
        self._processes = FileLock(folder / "writer.lock", thread_local=False, mode=0o600)
        self._folder = folder
        self.name = f"the graph in {folder}"
        self.files: Path | None = data_files(folder)

    def place(self) -> Place:
        return _place(self._lease.address)

    def renew(self) -> Place:
        return _place(self._lease.renew())

    @contextmanager
    def turn(self) -> Iterator[None]:
        with self._threads, self._processes.acquire(poll_interval=0.01):
            yield

    def index_titles(self) -> bool:
        for statement in _TITLES:
            sql(self._lease.address, statement)
        return True

    def is_full(self) -> bool:
        return shutil.disk_usage(self._folder).free < ROOM

    def leave(self) -> None:
        self._lease.leave()


def _place(address: Address) -> Place:
    return Place(address.bolt, address.database, address.owner, address.reader)
