"""Which state of the graph a reader sees: a text that differs once anybody has changed the graph.

On a Neo4j server it is the number of the last committed transaction, so nothing is missed, and writes that leave
articles and citations alone (the state of a harvest) count as changes too. An account that may not see that number
leaves the last turn of a citewalk writer and the numbers of articles and citations: what another client changes
without adding or removing either is then not seen.

On the local engine it is size and time of the engine's data files, which stopping and starting it leaves as they are,
with the last turn of a citewalk writer. The engine brings a commit of another Bolt client into these files a moment
after it has confirmed it; until then that change is not seen. While the engine is stopped the files alone tell the
revision, so that nobody has to start it for what is already known.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import StoreError

if TYPE_CHECKING:
    from graph.store import Store

_TURN = "MATCH (c:Citewalk {id: 'graph'}) RETURN c.last_seen AS turn"
_DATABASE = "CALL db.info() YIELD id, name RETURN id, name"
_COMMITTED = "SHOW DATABASES YIELD name, lastCommittedTxn WHERE name = $name RETURN max(lastCommittedTxn) AS number"
_COUNTS = (
    "MATCH (a:Article) RETURN count(a) AS number",
    "MATCH ()-[c:CITES]->() RETURN count(c) AS number",  # both are kept counts on Neo4j
)
ASIDE = ("Citewalk_", "Harvest_", "Schedule_")
"""Data files in which no article or citation lies; schedulers write them all the time."""


def revision(store: Store) -> str:
    """The revision of the graph now. Cost: milliseconds, whatever the size of the graph."""
    turn = "".join(str(row["turn"]) for row in store.read(_TURN))
    files = store.connection.host.files
    stamp = _digest(_of_server(store)) if files is None else stamp_of(files)
    return f"{stamp} {turn}"


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


def _of_server(store: Store) -> list[str]:
    database: Sequence[Mapping[str, object]] = []
    committed = None
    with suppress(StoreError):
        database = store.read(_DATABASE)
        committed = store.read(_COMMITTED, {"name": database[0]["name"]})[0]["number"]
    numbers = [committed] if committed is not None else [store.read(count)[0]["number"] for count in _COUNTS]
    return [str(row["id"]) for row in database] + [str(number) for number in numbers]


def _digest(stamps: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(stamps).encode()).hexdigest()[:32]
