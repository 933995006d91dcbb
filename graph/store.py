"""The store: articles, citations and progress over Bolt."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import neo4j
from neo4j.exceptions import ClientError, ConstraintError, Neo4jError

from graph import collector, guard, harvests, schema
from graph.connection import PATIENCE, Connection, Drivers, Place, StalePlanError
from graph.engine import EngineOptions
from graph.errors import BadInput, StoreUnreachable
from graph.failures import about_statement, collided
from graph.hosts import EngineHost, Host, ServerHost
from graph.ids import ArticleId, Scheme
from graph.lookup import find_known, find_owners
from graph.model import Applied, Batch, Harvest, Table
from graph.plain import plain
from graph.remembered import Remembered
from graph.retracting import arriving
from graph.returned import returned_names
from graph.unmerging import unmerge
from graph.upsert import Plan, claims_of, mentions_of, plan
from graph.writing import Turn, touch, write

_MERGES = """
MATCH (m:Merge) RETURN m.id AS id, m.survivor AS survivor, m.at AS at, m.ids AS ids, m.undone AS undone
ORDER BY at DESC, id
"""
_SERVER = re.compile(r"^(neo4j|bolt)(\+s|\+ssc)?://", re.IGNORECASE)


def open_store(
    where: str | Path,
    *,
    user: str | None = None,
    password: str | None = None,
    database: str | None = None,
    engine: EngineOptions | None = None,
) -> Store:
    """Open the graph at `where`: a Neo4j server's address, or a folder for the local engine (made when missing).

    Raises `StoreError` with a sentence where it cannot be used, and `BadInput` for an address of an unknown kind.
    """
    if isinstance(where, str) and _SERVER.match(where):
        _check_address(where)
        account = (user or "neo4j", password) if password is not None else None
        host: Host = ServerHost(Place(where, database, account))
    elif isinstance(where, str) and "://" in where:
        raise BadInput(f"{where} is not a store: give a folder, or an address that starts with neo4j:// or bolt://.")
    else:
        host = EngineHost(Path(where).expanduser().absolute(), engine)
    return Store(Connection(host))


def _check_address(where: str) -> None:
    try:
        parts = urlsplit(where)
        complete = bool(parts.hostname) and parts.port != 0
    except ValueError:
        complete = False
    if not complete:
        raise BadInput(f"{where} is not a complete address: write it like neo4j://host or bolt://host:7687.")


class Store:
    """One graph, on a Neo4j server or on the local engine; the two answer alike.

    Every method raises `StoreError` (or one of its kinds) with a sentence for the user, and nothing of the driver's.
    Opening creates constraints, indexes and the schema version, or refuses a graph of a newer schema.
    Usable from several threads; several processes may write at once.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._remembered = Remembered()
        try:
            schema.ensure(connection)
        except BaseException:
            connection.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Leave the store; the local engine stops some seconds after the last one has left."""
        self.connection.close()

    def apply(self, batch: Batch) -> Applied:
        """Write a batch in one transaction. Idempotent: a second call changes nothing but `last_seen`.

        Resolves the ids of the batch against the graph (see `graph.identity`), merges articles that a record ties
        together, keeps conflicts apart, and retries when another writer came between. Raises `ValueError` for a
        citation, visit or cut of an article that is neither in the graph nor in the batch.
        """
        if batch.visits and batch.harvest is None:
            raise ValueError("visits need the harvest that made them")

        def work(tx: neo4j.ManagedTransaction) -> tuple[Plan, int, Turn]:
            try:
                return _apply(tx, batch, self._remembered)
            except StalePlanError:
                self._remembered.forget()
                raise

        with self.connection.host.turn():
            planned, new_citations, turn = self.connection.write(work)
        self._remembered.learn(planned.owners, turn.moves + bool(planned.moved_ids))
        named = claims_of(batch) | mentions_of(batch)
        return Applied(
            owners={id_: owner for id_, owner in planned.owners.items() if id_ in named},
            merged=planned.merged,
            conflicts=planned.conflicts,
            new_articles=len(planned.created),
            new_citations=new_citations,
        )

    def merges(self) -> Sequence[Mapping[str, object]]:
        """Every merge, newest first: `id` (the absorbed article's), `survivor`, `at`, `ids`, and `undone` if it was."""
        return self.read(_MERGES)

    def undo_merge(self, id_: str) -> str:
        """Make two articles of one again, by the id of the absorbed one; tells which article it was taken out of.

        Their ids are set apart, so that no later record joins them. Raises `NotFound` when nothing absorbed it.
        """
        with self.connection.host.turn():
            return self.connection.write(lambda tx: _unmerge(tx, id_))

    def owners(self, ids: Collection[ArticleId]) -> dict[ArticleId, str]:
        """Which `Article.id` holds each id; ids that the graph does not know are left out."""
        return self.connection.read(lambda tx: find_owners(tx, ids))

    def write_harvest(self, harvest: Harvest) -> None:
        """Write the harvest's state alone (before its first request, or at its end)."""
        self.connection.run(harvests.WRITE, id=harvest.id, properties=harvests.as_properties(harvest))

    def harvest(self, id_: str) -> Harvest | None:
        """One harvest, or None."""
        rows = self.read(harvests.ONE, {"id": id_})
        return harvests.as_harvest(_mapping(rows[0]["harvest"])) if rows else None

    def harvests(self) -> list[Harvest]:
        """All harvests, newest first."""
        return [harvests.as_harvest(_mapping(row["harvest"])) for row in self.read(harvests.ALL)]

    def query(
        self,
        cypher: str,
        parameters: Mapping[str, object] | None = None,
        *,
        write: bool = False,
        most: int | None = None,
        timeout: float | None = None,
    ) -> Table:
        """A user's own statement: with the reader's rights unless `write`, at most `most` rows, `timeout` seconds.

        Nodes, relationships and times come as plain values. Raises `BadInput` for a statement that is not understood,
        that does more than read without `write`, or that takes too long.
        """
        if not cypher.strip():
            raise BadInput("The query is empty; try: MATCH (a:Article) RETURN a.title LIMIT 10")
        host = self.connection.host

        def attempt(drivers: Drivers) -> Table:
            with self.connection.statement(drivers, write=write) as session:
                try:
                    if host.guarded and not write:
                        _refuse_more_than_reading(session, cypher, dict(parameters or {}), timeout)
                    if write and host.whole_only_in_transactions:
                        with session.begin_transaction(timeout=timeout) as tx:
                            table = _table(tx.run(cypher, dict(parameters or {})), most)
                            tx.commit()
                            return table
                    return _table(session.run(neo4j.Query(cypher, timeout=timeout), dict(parameters or {})), most)
                except Neo4jError as error:
                    if collided(error) and not isinstance(error, ConstraintError):
                        raise
                    raise about_statement(error, host.name, timeout) from error

        table = self.connection.persist(attempt, patience=PATIENCE)
        if not table.columns:
            table = replace(table, columns=returned_names(cypher))
        cut = not write and host.row_limit is not None and len(table.rows) >= host.row_limit
        return replace(table, truncated=True) if cut else table

    def read(self, cypher: str, parameters: Mapping[str, object] | None = None) -> Sequence[Mapping[str, object]]:
        """One of our own read-only statements; all rows, as mappings."""
        given = dict(parameters or {})
        return self.connection.read(lambda tx: [dict(row) for row in tx.run(cypher, given)])


def _apply(tx: neo4j.ManagedTransaction, batch: Batch, remembered: Remembered) -> tuple[Plan, int, Turn]:
    turn = touch(tx)
    claimed = claims_of(batch)
    known = find_known(tx, claimed)
    wanted = mentions_of(batch)
    wanted = (wanted | arriving(turn.awaited, claimed | wanted)) - known.ids.keys()
    mentioned = remembered.recall(wanted, turn.moves)
    mentioned |= find_owners(tx, wanted - mentioned.keys())
    with collector.resting():
        planned = plan(batch, known, mentioned, turn.awaited)
    if turn.foreign and (taken := find_owners(tx, handles(planned.created))):
        known = find_known(tx, claimed | taken.keys())
        planned = plan(batch, known, mentioned, turn.awaited)
    return planned, write(tx, batch, planned, turn), turn


def _unmerge(tx: neo4j.ManagedTransaction, id_: str) -> str:
    touch(tx)
    return unmerge(tx, id_, datetime.now(UTC))


def handles(rows: Sequence[Mapping[str, object]]) -> set[ArticleId]:
    """The own ids of new articles: an id that a file brought may be what we would make for another article."""
    return {ArticleId(Scheme.CITEWALK, str(row["id"])) for row in rows}


def _refuse_more_than_reading(
    session: neo4j.Session, cypher: str, parameters: dict[str, Any], timeout: float | None
) -> None:
    explain = neo4j.Query(guard.explained(cypher), timeout=timeout)
    try:
        summary = session.run(explain, parameters).consume()
    except ClientError as error:
        raise BadInput(f"The query is not understood: {guard.without_explain(error.message or str(error))}") from error
    if why := guard.objection(cypher, summary.query_type, summary.plan):
        raise BadInput(f"The query was refused, because {why}; `--write` allows what your account allows.")


def _table(result: neo4j.Result, most: int | None) -> Table:
    """The rows that are wanted; one more is fetched to know whether there are more, and no further one."""
    columns = tuple(result.keys())
    rows = [tuple(plain(value) for value in record.values()) for record in islice(result, most)]
    truncated = most is not None and result.peek() is not None
    return Table(columns, tuple(rows), truncated)


def _mapping(value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise StoreUnreachable("The store answered something that is not a node; try again.")
    return value
