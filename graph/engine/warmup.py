"""Halve the engine's start: `python -m graph.engine.warmup`, once an installation (2.4 s of processor time become 1.1).

Java keeps the classes that a short trial run loaded in a file beside the installation, and later engines map that file
instead of loading them again. Without the file, or with a broken one, they start all the same, only slower.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
from pathlib import Path

import neo4j

from graph.engine import java, probe
from graph.engine.accounts import DATABASE, OWNER, Accounts, ensure_accounts
from graph.engine.folder import Folder, write_private
from graph.errors import CitewalkError, StoreError

READY_SECONDS = 60.0
WRITE_SECONDS = 180.0

SCHEMA = (
    "CREATE CONSTRAINT FOR (a:Article) REQUIRE a.id IS UNIQUE",
    "CREATE INDEX FOR (a:Article) ON (a.year)",
)
TRIAL = (
    "UNWIND $rows AS row MERGE (a:Article {id: row.id}) SET a += row, a.sources = [s IN row.sources WHERE s <> '']",
    "UNWIND $rows AS row MATCH (a:Article {id: row.id}), (b:Article {id: 'a0'}) MERGE (a)-[c:CITES]->(b) "
    "ON CREATE SET c.first_seen = $now SET c.last_seen = $now",
    "MATCH (a:Article)-[:CITES]->(b) RETURN b.id AS cited, collect(a.id) AS citing",
    "MATCH (a:Article) WHERE a.year > 2000 RETURN a.id, COUNT { (a)<-[:CITES]-() } AS n ORDER BY n DESC LIMIT 10",
)


def warm_up() -> Path:
    """Run the engine for a moment on an empty graph and keep what it loaded; returns the file."""
    program = java.find_program()
    kept = program.class_cache
    kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="citewalk-", dir=kept.parent) as place:
        draft = Path(place) / kept.name
        _trial_run(program, Folder(Path(place) / "graph"), draft)
        draft.replace(kept)
    return kept


def _trial_run(program: java.Program, folder: Folder, draft: Path) -> None:
    folder.prepare()
    accounts = ensure_accounts(folder)
    bolt, http = probe.free_port(), probe.free_port()
    words = [f"-XX:AOTCacheOutput={draft}"]
    words += java.arguments(program, folder, heap=512, bolt_port=bolt, http_port=http, cached=False)
    write_private(folder.arguments, java.argument_file(words))
    with subprocess.Popen(
        [str(program.java), f"@{folder.arguments}"],
        cwd=folder.root,
        env=java.clean_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            ready = probe.until_ready(bolt_port=bolt, http_port=http, password=accounts.reader)
            asyncio.run(asyncio.wait_for(ready, READY_SECONDS))
            _exercise(bolt, accounts)
            process.terminate()
            process.wait(WRITE_SECONDS)
        except (TimeoutError, subprocess.TimeoutExpired) as error:
            raise StoreError(
                "The engine's trial run took too long: try again when the machine is less busy."
            ) from error
        finally:
            process.kill()
    if not draft.is_file():
        raise StoreError("The engine's Java keeps no classes on this system: it will start at its usual speed.")


def _exercise(port: int, accounts: Accounts) -> None:
    """What every command does, so that the classes behind it are among those kept."""
    rows = [{"id": f"a{number}", "year": 2000 + number, "sources": ["ncbi"]} for number in range(20)]
    address, account = f"bolt://127.0.0.1:{port}", (OWNER, accounts.owner)
    with neo4j.GraphDatabase.driver(address, auth=account) as driver, driver.session(database=DATABASE) as session:
        for statement in SCHEMA:
            session.run(statement).consume()
        for statement in TRIAL:
            values = {"rows": rows, "now": "2026-01-01T00:00:00Z"}
            session.execute_write(lambda work, text, given: work.run(text, given).consume(), statement, values)


def main() -> int:
    """The command."""
    try:
        kept = warm_up()
    except (CitewalkError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{kept} ({kept.stat().st_size >> 20} MB)\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
