"""Which state of the graph a reader sees: a text that differs once anybody has changed the graph.

On a Neo4j server it is the number of the last committed transaction, so nothing is missed, and writes that leave
articles and citations alone (the state of a harvest) count as changes too. An account that may not see that number
leaves the last turn of a citewalk writer and the numbers of articles and citations: what another client changes
without adding or removing either is then not seen.

On the local engine it is size and time of the engine's data files with the last turn of a citewalk writer. The engine
brings a commit of another Bolt client into these files a moment after it has confirmed it; until then that change is
not seen. Stopping and starting the engine leaves them as they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from graph.errors import StoreError
from graph.store import Store

_TURN = "MATCH (c:Citewalk {id: 'graph'}) RETURN c.last_seen AS turn"
_DATABASE = "CALL db.info() YIELD id, name RETURN id, name"
_COMMITTED = "SHOW DATABASE $name YIELD lastCommittedTxn RETURN max(lastCommittedTxn) AS number"
_COUNTS = (
    "MATCH (a:Article) RETURN count(a) AS number",
    "MATCH ()-[c:CITES]->() RETURN count(c) AS number",  # both are kept counts on Neo4j
)
ASIDE = ("Citewalk_", "Harvest_", "Schedule_")
"""Data files in which no article or citation lies; schedulers write them all the time."""


def revision(store: Store) -> str:
    """The revision of the graph now. Cost: milliseconds, whatever the size of the graph."""
    files = store.connection.host.files
    stamps = [f"{row['turn']}" for row in store.read(_TURN)]
    stamps += stamps_of(files) if files is not None else _of_server(store)
    return hashlib.sha256("\n".join(stamps).encode()).hexdigest()[:32]


def stamps_of(files: Path) -> list[str]:
    """Name, size and time of every data file that articles and citations may lie in."""
    found = []
    for path in sorted(files.glob("*.bucket")):
        if not path.name.startswith(ASIDE):
            with suppress(FileNotFoundError):  # a type was dropped while we looked
                told = path.stat()
                found.append(f"{path.name} {told.st_size} {told.st_mtime_ns}")
    return found


def _of_server(store: Store) -> list[str]:
    database: Sequence[Mapping[str, object]] = []
    try:
        database = store.read(_DATABASE)
        committed = store.read(_COMMITTED, {"name": database[0]["name"]})[0]["number"]
    except StoreError:
        committed = None
    numbers = [committed] if committed is not None else [store.read(count)[0]["number"] for count in _COUNTS]
    return [f"{row['id']}" for row in database] + [f"{number}" for number in numbers]
