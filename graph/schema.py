"""Constraints, indexes and the schema version: made on first open, checked on every other.

The version lies on the one `Citewalk` node. It is also the lock that writers take (`graph.writing`) and it knows the
names of all sources, by which the sources of a citation are kept in order without a sort in Cypher.
"""

from __future__ import annotations

from graph.connection import Connection
from graph.errors import StoreNewer

VERSION = 1

CONSTRAINTS = (
    "CREATE CONSTRAINT article_id IF NOT EXISTS FOR (n:Article) REQUIRE n.id IS UNIQUE",
    "CREATE CONSTRAINT identifier_value IF NOT EXISTS FOR (n:Identifier) REQUIRE n.value IS UNIQUE",
    "CREATE CONSTRAINT author_id IF NOT EXISTS FOR (n:Author) REQUIRE n.id IS UNIQUE",
    "CREATE CONSTRAINT journal_id IF NOT EXISTS FOR (n:Journal) REQUIRE n.id IS UNIQUE",
    "CREATE CONSTRAINT topic_id IF NOT EXISTS FOR (n:Topic) REQUIRE n.id IS UNIQUE",
    "CREATE CONSTRAINT harvest_id IF NOT EXISTS FOR (n:Harvest) REQUIRE n.id IS UNIQUE",
    "CREATE CONSTRAINT schedule_id IF NOT EXISTS FOR (n:Schedule) REQUIRE n.id IS UNIQUE",
    "CREATE CONSTRAINT merge_id IF NOT EXISTS FOR (n:Merge) REQUIRE n.id IS UNIQUE",
    "CREATE CONSTRAINT conflict_id IF NOT EXISTS FOR (n:Conflict) REQUIRE n.id IS UNIQUE",
    "CREATE CONSTRAINT citewalk_id IF NOT EXISTS FOR (n:Citewalk) REQUIRE n.id IS UNIQUE",
)
INDEXES = (
    "CREATE INDEX article_pmid IF NOT EXISTS FOR (n:Article) ON (n.pmid)",
    "CREATE INDEX article_doi IF NOT EXISTS FOR (n:Article) ON (n.doi)",
    "CREATE INDEX article_year IF NOT EXISTS FOR (n:Article) ON (n.year)",
    "CREATE INDEX author_name IF NOT EXISTS FOR (n:Author) ON (n.name)",
)
# Named as the local engine names its own, so that one text finds titles on both.
TITLES = "CREATE FULLTEXT INDEX `Article[title]` IF NOT EXISTS FOR (n:Article) ON EACH [n.title]"

_READ_VERSION = "MATCH (c:Citewalk {id: 'graph'}) RETURN c.schema AS version"
_WRITE_VERSION = "MERGE (c:Citewalk {id: 'graph'}) ON CREATE SET c.schema = $version, c.sources = [], c.last_seen = ''"


def ensure(connection: Connection) -> None:
    """Make what is missing; refuse a graph that a later version of citewalk has written."""
    version = read_version(connection)
    if version is not None and version > VERSION:
        raise StoreNewer(
            f"{connection.host.name} was written by a later version of citewalk "
            f"(its schema is {version}, this version knows {VERSION}): install the newer citewalk."
        )
    if version == VERSION:
        return
    with connection.host.turn():
        for statement in CONSTRAINTS + INDEXES:
            connection.run(statement)
        if not connection.host.index_titles():
            connection.run(TITLES)
        connection.run(_WRITE_VERSION, version=VERSION)


def read_version(connection: Connection) -> int | None:
    """The schema of the graph, or None where it is new."""
    rows = connection.read(lambda tx: list(tx.run(_READ_VERSION)))
    return int(rows[0]["version"]) if rows else None
