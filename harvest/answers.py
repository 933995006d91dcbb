"""Answers kept on disk, so that a harvest that goes on asks nothing twice.

Only the harvest that asked is answered: a new one always asks afresh. Bodies are kept as they are, in the SQLite table
of `requests-cache`, without the request: neither they nor the hashes they are found by hold a user's keys.
"""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
import threading
import time
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from requests_cache.backends.sqlite import SQLiteDict

from harvest.sources.base import Request

log = logging.getLogger(__name__)

DAY = 86_400


class Kept(bytes):
    """A body with the moment (seconds since the epoch) after which it is thrown away."""

    expires_unix: int


class Answers:
    """The believed bodies of one harvest (`namespace`). Threads and processes may share the file."""

    def __init__(self, folder: Path, namespace: str, days: float) -> None:
        self._namespace = namespace
        self._days = days
        self._mutex = threading.Lock()
        self._table = opened(folder / "answers.sqlite")
        if self._table is not None:
            purge(self._table)

    def key(self, base_url: str, request: Request) -> str:
        """What makes two requests of this harvest the same: everything that is sent but the secrets."""
        parts = (self._namespace, base_url, request.source, request.method, request.path)
        again = ["again"] if request.again else []  # the first answer must not stand for the second
        sent = json.dumps([*parts, request.params, request.form, request.content, request.accept, *again])
        return hashlib.sha256(sent.encode()).hexdigest()

    def get(self, key: str) -> bytes | None:
        if self._table is None:
            return None
        with self._mutex:
            body: bytes | None = self._table.get(key)
            return body

    def keep(self, key: str, body: bytes) -> None:
        """Written when this returns: a process killed right afterwards has kept it."""
        if self._table is None:
            return
        kept = Kept(body)
        kept.expires_unix = int(time.time() + self._days * DAY)
        with self._mutex:
            self._table[key] = kept

    def drop(self, keys: Iterable[str]) -> None:
        """Forget these answers; they are asked for again."""
        if self._table is None:
            return
        with self._mutex:
            self._table.bulk_delete(list(keys))  # type: ignore[no-untyped-call]

    def close(self) -> None:
        if self._table is not None:
            with self._mutex:
                self._table.close()  # type: ignore[no-untyped-call]


def opened(path: Path) -> SQLiteDict | None:
    """The table, made where there is none or no database. None where nothing can be written."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            probe(path)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            for ending in ("", "-wal", "-shm"):
                Path(f"{path}{ending}").unlink(missing_ok=True)
            probe(path)
        return SQLiteDict(path, table_name="answers", serializer=None, wal=True, busy_timeout=10_000)
    except (OSError, sqlite3.Error) as error:
        log.warning("answers are not kept, so an interrupted harvest will ask again: %s: %s", path, error)
        return None


def probe(path: Path) -> None:
    """Raise where the file cannot be written: `requests-cache` would wait for a lock for ever."""
    with closing(sqlite3.connect(path, timeout=10, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("BEGIN IMMEDIATE")
        database.execute("ROLLBACK")


def purge(table: SQLiteDict) -> None:
    """Throw away what is too old."""
    with table.connection(commit=True) as database:
        database.execute("DELETE FROM answers WHERE expires <= ?", (int(time.time()),))
