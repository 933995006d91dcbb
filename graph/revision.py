"""Which state of the graph a reader sees: a text by which it is known whether anybody has changed the graph since.

On a Neo4j server it is the bookmark of the last transaction, as the member that answers sees it. Nothing is missed, and
writes that leave articles and citations alone (the state of a harvest) count as changes too.

On the local engine it is size and time of the engine's data files, which stopping and starting it leaves as they are,
with the last commits that its logs tell of (`graph.commit_log`): the engine brings a commit into the data files a
moment after it has confirmed it. Nothing is missed either, whoever writes, and nobody has to ask the engine, let alone
to start it, for what is already known.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from graph.commit_log import last_commits

if TYPE_CHECKING:
    from graph.connection import Drivers
    from graph.store import Store

READ = "READ"  # as the driver calls it, which need not be imported for a local engine
ASIDE = ("Citewalk_", "Harvest_", "RAN_", "Schedule_")
"""Data files in which no article or citation lies; schedulers write them all the time."""
_PARTS = 5  # type and number within it, number, size of a page, version, ending
_ANYTHING = "MATCH (c:Citewalk {id: 'graph'}) RETURN count(c) AS n"


def revision(store: Store) -> str:
    """The revision of the graph now. Cost: milliseconds, whatever the size of the graph."""
    files = store.connection.host.files
    return _digest(store.connection.persist(_bookmarks)) if files is None else revision_of(files)


def revision_of(files: Path) -> str:
    """The revision of the graph that lies in these data files, whether its engine runs, rests or was killed."""
    # The logs first: what is taken out of them meanwhile shows in the data files.
    commits = last_commits(files, {number for path in files.glob("*") if (number := _passed_over(path)) is not None})
    return " ".join([_stamp(files), *sorted(commits)])


def is_still(revision_: str, now: str) -> bool:
    """Whether the graph is `now` as it was at an earlier revision.

    A commit that has left the logs is in the data files, and had it come later than the earlier revision, they would
    differ; one that is in the logs now must have been there before.
    """
    files, *commits = revision_.split(" ")
    files_now, *commits_now = now.split(" ")
    return files == files_now and set(commits_now) <= set(commits)


def _holds_articles(path: Path) -> bool:
    """Whether articles and citations may lie in a data file."""
    return path.suffix == ".bucket" and not path.name.startswith(ASIDE)


def _passed_over(path: Path) -> int | None:
    """The engine's number for a data file in which no article or citation lies; it stands in the file's name."""
    parts = path.name.split(".")
    return int(parts[-4]) if len(parts) >= _PARTS and parts[-4].isdecimal() and not _holds_articles(path) else None


def _stamp(files: Path) -> str:
    """Name, size and time of every data file that articles and citations may lie in, in short."""
    stamps = []
    for path in sorted(filter(_holds_articles, files.glob("*"))):
        with suppress(FileNotFoundError):  # a type was dropped while we looked
            told = path.stat()
            stamps.append(f"{path.name} {told.st_size} {told.st_mtime_ns}")
    return _digest(stamps)


def _bookmarks(drivers: Drivers) -> list[str]:
    """What a reading transaction leaves behind: opaque, but the same until something is written."""
    with drivers.owner.session(database=drivers.database, default_access_mode=READ) as session:
        session.execute_read(lambda tx: tx.run(_ANYTHING).consume())
        return sorted(session.last_bookmarks().raw_values)


def _digest(stamps: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(stamps).encode()).hexdigest()[:32]
