"""A Neo4j server for tests: assembled from its Maven artifacts once, started once a run on a free loopback port.

`CITEWALK_TEST_NEO4J=bolt://user:password@host:port` names a running server instead (it is emptied by the tests!).
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

import neo4j
import platformdirs
import pytest
from neo4j.exceptions import DriverError, Neo4jError

from graph.engine.java import find_program

POM = Path(__file__).with_name("neo4j-pom.xml")
PASSWORD = "citewalk-tests"
READY_SECONDS = 250.0


@dataclass(frozen=True)
class Neo4jServer:
    """Where it listens, and its account."""

    url: str
    user: str
    password: str = field(repr=False)


@contextmanager
def running(home: Path) -> Iterator[Neo4jServer]:
    """A server for the length of a run; skips without the means to have one, and fails where CI promises them."""
    named = os.environ.get("CITEWALK_TEST_NEO4J")
    if named:
        yield read_address(named)
        return
    jars = assemble()
    port = free_port()
    configure(home, port)
    command = [find_java(), "-cp", f"{jars}/*", "org.neo4j.server.CommunityEntryPoint"]
    command += [f"--home-dir={home}", f"--config-dir={home / 'conf'}"]
    with (home / "out.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, cwd=home)
    try:
        server = Neo4jServer(f"bolt://127.0.0.1:{port}", "neo4j", PASSWORD)
        wait_until_ready(server, process, home / "out.log")
        yield server
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def read_address(url: str) -> Neo4jServer:
    """Split the account from an address."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    bare = f"{parts.scheme}://{parts.hostname}{port}"
    return Neo4jServer(bare, unquote(parts.username or "neo4j"), unquote(parts.password or ""))


def missing(what: str) -> None:
    """Skip on a laptop, fail in CI."""
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(f"no Neo4j for the tests: {what}", pytrace=False)
    pytest.skip(f"no Neo4j for the tests: {what}")


def assemble() -> Path:
    """The folder of the server's jars, copied by Maven once for each version of the list."""
    name = hashlib.sha256(POM.read_bytes()).hexdigest()[:12]
    jars = Path(platformdirs.user_cache_dir("citewalk")) / f"neo4j-{name}"
    if jars.is_dir():
        return jars
    maven = shutil.which("mvn")
    if maven is None:
        missing("neither CITEWALK_TEST_NEO4J nor Maven is at hand")
    assert maven is not None
    jars.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=jars.parent, prefix="assembling-"))
    try:
        command = [maven, "-q", "-B", "-f", str(POM), "dependency:copy-dependencies", f"-DoutputDirectory={fresh}"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=280, check=False)
        if done.returncode:
            missing(f"Maven could not copy its jars: {(done.stdout + done.stderr)[-500:]}")
        if not jars.is_dir():
            fresh.rename(jars)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return jars


def find_java() -> str:
    """Java 17 or later from the path, else the one that the local engine brings."""
    own = shutil.which("java")
    if own:
        told = subprocess.run([own, "-version"], capture_output=True, text=True, check=False).stderr
        version = re.search(r'version "(\d+)', told)
        if version and int(version[1]) >= 17:
            return own
    return str(find_program().java)


def configure(home: Path, port: int) -> None:
    """The least that the server needs to be told."""
    (home / "conf").mkdir(parents=True)
    settings = {
        "server.bolt.listen_address": f"127.0.0.1:{port}",
        "server.bolt.advertised_address": f"127.0.0.1:{port}",
        "server.http.enabled": "false",
        "server.https.enabled": "false",
        "server.memory.heap.initial_size": "256m",
        "server.memory.heap.max_size": "1g",
        "server.memory.pagecache.size": "128m",
        "dbms.usage_report.enabled": "false",
        "dbms.security.auth_enabled": "true",
    }
    text = "".join(f"{key}={value}\n" for key, value in settings.items())
    (home / "conf" / "neo4j.conf").write_text(text)


def wait_until_ready(server: Neo4jServer, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until it lets us give the account its password."""
    deadline = time.monotonic() + READY_SECONDS
    while True:
        try:
            with neo4j.GraphDatabase.driver(server.url, auth=(server.user, "neo4j")) as driver:
                statement = "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $password"
                driver.execute_query(statement, password=server.password, database_="system")
                return
        except (Neo4jError, DriverError) as error:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"Neo4j did not start: {log.read_text()[-2000:]}") from error
        time.sleep(0.3)


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
