"""What the engine's two accounts may do, and what of them others can see."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import neo4j
import psutil
import pytest
from neo4j.exceptions import AuthError, Neo4jError

from graph.engine import Lease, join, status
from graph.engine.sql import sql
from graph.errors import StoreError
from tests.graph.engine.running import run

WRITES = [
    "CREATE (:Article {id: 'c'})",
    "MERGE (a:Article {id: 'c'})",
    "MATCH (a:Article {id: 'a'}) SET a.title = 'x'",
    "MATCH (a:Article {id: 'a'}) SET a:Other",
    "MATCH (a:Article {id: 'a'}) REMOVE a.title",
    "MATCH (a:Article {id: 'a'}) DETACH DELETE a",
    "MATCH (a:Article {id: 'a'}), (b:Article {id: 'b'}) CREATE (b)-[:CITES]->(a)",
    "MATCH (:Article)-[c:CITES]->() DELETE c",
    "FOREACH (n IN [1] | CREATE (:Article {id: 'c'}))",
    "CREATE INDEX FOR (a:Article) ON (a.year)",
    "CREATE CONSTRAINT FOR (a:Article) REQUIRE a.id IS UNIQUE",
    "LOAD CSV FROM 'file:///etc/hostname' AS row RETURN row",
    "LOAD CSV FROM 'https://127.0.0.1/' AS row RETURN row",
]


def folder_of(lease: Lease) -> Path:
    return lease._folder.path


@pytest.mark.parametrize("cypher", WRITES)
def test_the_reader_is_refused(lease: Lease, cypher: str) -> None:
    with pytest.raises(Neo4jError) as refused:
        run(lease.address, cypher, reader=True)
    assert refused.value.code == "Neo.ClientError.Security.Forbidden"
    assert run(lease.address, "MATCH (a:Article) RETURN a.id AS id, a.title AS title ORDER BY id") == [
        {"id": "a", "title": "Columbines"},
        {"id": "b", "title": None},
    ]


def test_the_reader_reads(lease: Lease) -> None:
    rows = run(lease.address, "MATCH (a)-[:CITES]->(b) RETURN a.id AS citing, b.id AS cited", reader=True)
    assert rows == [{"citing": "a", "cited": "b"}]


@pytest.mark.parametrize("account", ["root", "reader"])
def test_a_wrong_password_is_refused(lease: Lease, account: str) -> None:
    driver = neo4j.GraphDatabase.driver(lease.address.bolt, auth=(account, "guessed"))
    with driver, pytest.raises(AuthError):
        driver.verify_connectivity()


def test_files_and_addresses_are_closed_to_the_owner_too(lease: Lease) -> None:
    for source in ("file:///etc/hostname", "http://127.0.0.1/"):
        with pytest.raises(Neo4jError, match="disabled"):
            run(lease.address, f"LOAD CSV FROM '{source}' AS row RETURN row")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permission bits")
def test_passwords_can_be_read_by_their_owner_alone(lease: Lease) -> None:
    secrets = lease.address.owner[1], lease.address.reader[1]
    assert len(set(secrets)) == 2
    told = [file for file in folder_of(lease).rglob("*") if file.is_file() and _holds(file, secrets)]
    assert [file.name for file in told] == ["accounts.json"]
    for file in ("accounts.json", "keeper.json", "arcadedb/config/server-users.jsonl"):
        assert stat.S_IMODE((folder_of(lease) / file).stat().st_mode) == 0o600


def test_passwords_show_in_no_process_list_and_no_representation(lease: Lease) -> None:
    running = status(folder_of(lease))
    assert running is not None
    shown = repr(running) + repr(lease.address)
    for pid in (running.keeper_pid, running.engine_pid):
        process = psutil.Process(pid)
        shown += " ".join(process.cmdline())
        shown += str(process.environ()) if pid == running.engine_pid else ""
    assert lease.address.owner[1] not in shown
    assert lease.address.reader[1] not in shown


def test_the_engine_inherits_no_keys(lease: Lease) -> None:
    running = status(folder_of(lease))
    assert running is not None
    assert not {name for name in psutil.Process(running.engine_pid).environ() if "KEY" in name or "CITEWALK" in name}


def test_the_engine_listens_on_the_loopback_alone(lease: Lease) -> None:
    running = status(folder_of(lease))
    assert running is not None
    listening = [c for c in psutil.Process(running.engine_pid).net_connections("tcp") if c.status == "LISTEN"]
    assert len(listening) == 2
    assert {connection.laddr.ip.removeprefix("::ffff:") for connection in listening} == {"127.0.0.1"}


def test_joining_again_and_renewing_find_the_same_engine(lease: Lease) -> None:
    with join(folder_of(lease)) as other:
        assert other.address == lease.renew() == lease.address


def test_titles_are_searched_after_two_statements_of_sql(lease: Lease) -> None:
    sql(lease.address, "CREATE PROPERTY Article.title IF NOT EXISTS STRING")
    sql(lease.address, "CREATE INDEX IF NOT EXISTS ON Article (title) FULL_TEXT")
    found = "CALL db.index.fulltext.queryNodes('Article[title]', $words) YIELD node RETURN node.id AS id"
    assert run(lease.address, found, reader=True, words="columbines") == [{"id": "a"}]


def test_sql_that_is_wrong_says_so(lease: Lease) -> None:
    with pytest.raises(StoreError, match="did not run 'SELECT FROM Nothing'"):
        sql(lease.address, "SELECT FROM Nothing")


def _holds(file: Path, secrets: tuple[str, ...]) -> bool:
    try:
        data = file.read_bytes()
    except FileNotFoundError:  # the engine tidies up as we look
        return False
    return any(secret.encode() in data for secret in secrets)
