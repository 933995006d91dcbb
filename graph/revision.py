"""Which state of the graph a reader sees: a text that differs once anybody has changed the graph.

On a Neo4j server it is the bookmark of the last transaction, as the member that answers sees it. Nothing is missed, and
writes that leave articles and citations alone (the state of a harvest) count as changes too.

On the local engine it is size and time of the engine's data files, which stopping and starting it leaves as they are,
with the last turn of a citewalk writer. The engine brings a commit of another Bolt client into these files a moment
after it has confirmed it; until then that change is not seen. While the engine is stopped the files alone tell the
revision, so that nobody has to start it for what is already known.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.connection import Drivers
    from graph.store import Store

READ = "READ"  # as the driver calls it, which need not be imported while the engine rests
_TURN = "MATCH (c:Citewalk {id: 'graph'}) RETURN c.last_seen AS turn"
ASIDE = ("Citewalk_", "Harvest_", "RAN_", "Schedule_")
"""Data files in which no article or citation lies; schedulers write them all the time."""


def revision(store: Store) -> str:
    """The revision of the graph now. Cost: milliseconds, whatever the size of the graph."""
    turn, bookmarks = store.connection.persist(_last_writes)
    files = store.connection.host.files
    return _digest(bookmarks) if files is None else f"{stamp_of(files)} {turn}"


def is_at_rest(files: Path) -> bool:
    """Whether these data files are whole and nobody can be writing: a running or killed engine leaves its log."""
    return files.is_dir() and not any(files.glob("*.wal"))


def is_of_stamp(revision_: str, stamp: str) -> bool:
    """Whether a revision was told by these data files, whoever had the last turn."""
    return revision_.split(" ", maxsplit=1)[0] == stamp


def stamp_of(files: Path) -> str:
    """Name, size and time of every data file that articles and citations may lie in, in short."""
    stamps = []
    for path in sorted(files.glob("*.bucket")):
        if not path.name.startswith(ASIDE):
            with suppress(FileNotFoundError):  # a type was dropped while we looked
                told = path.stat()
                stamps.append(f"{path.name} {told.st_size} {told.st_mtime_ns}")
    return _digest(stamps)


def _last_writes(drivers: Drivers) -> tuple[str, list[str]]:
    """The last turn of a citewalk writer, and the bookmark that a reading transaction leaves: opaque, but the same
    until something is written.
    """
    with drivers.owner.session(database=drivers.database, default_access_mode=READ) as session:
        turn = session.execute_read(lambda tx: "".join(str(row["turn"]) for row in tx.run(_TURN)))
        return turn, sorted(session.last_bookmarks().raw_values)


def _digest(stamps: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(stamps).encode()).hexdigest()[:32]
