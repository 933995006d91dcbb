"""The engine's program: where its wheel put it, its command line, and how it is started and ended."""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import platform
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil

from graph.engine.accounts import DATABASE
from graph.engine.folder import Folder, write_private
from graph.engine.options import page_cache_mib
from graph.errors import StoreError, StoreNewer

COMMAND_MS = 300_000
"""No statement of anybody runs longer."""

# What is not on the class path cannot be attacked: other protocols, the importer and the command line.
_UNUSED = ("mcp", "redisw", "postgresw", "graphql", "gremlin", "grpcw", "mongodbw", "console", "integration", "python")

_ELSEWHERE = "Set CITEWALK_STORE to a Neo4j server instead (neo4j://host)."


@dataclass(frozen=True)
class Program:
    """The engine as its wheel installed it."""

    java: Path
    jars: tuple[Path, ...]

    @property
    def version(self) -> tuple[int, ...]:
        """Of the engine, from the name of its main jar."""
        for jar in self.jars:
            if jar.name.startswith("arcadedb-engine-"):
                return version_of(jar.stem.removeprefix("arcadedb-engine-"))
        return ()

    @property
    def class_cache(self) -> Path:
        """Where `graph.engine.warmup` keeps the loaded classes of exactly this program."""
        files = [(str(file), file.stat().st_size, file.stat().st_mtime_ns) for file in (self.java, *self.jars)]
        key = hashlib.sha256(repr(files).encode()).hexdigest()[:12]
        return Path(sys.prefix) / "var" / "citewalk" / f"engine-{key}.aot"


def version_of(text: str) -> tuple[int, ...]:
    """'26.10.2' as (26, 10, 2); what follows the numbers is dropped."""
    numbers: list[int] = []
    for part in text.replace("-", ".").split("."):
        if not part.isdigit():
            break
        numbers.append(int(part))
    return tuple(numbers)


def find_program() -> Program:
    """Locate the wheel without importing it (its import loads a Java bridge into this process)."""
    spec = importlib.util.find_spec("arcadedb_embedded")
    if spec is None or not spec.submodule_search_locations:
        raise StoreError(
            f"There is no local graph engine for Python on {platform.system()} {platform.machine()}. {_ELSEWHERE}"
        )
    home = Path(next(iter(spec.submodule_search_locations)))
    java = home / "jre" / "bin" / ("java.exe" if os.name == "nt" else "java")
    jars = tuple(sorted(jar for jar in (home / "jars").glob("*.jar") if not _unused(jar)))
    if not java.is_file() or not jars:
        raise StoreError(f"The local graph engine in {home} is incomplete: reinstall citewalk. {_ELSEWHERE}")
    _check_glibc()
    return Program(java, jars)


def _unused(jar: Path) -> bool:
    return jar.name.startswith(tuple(f"arcadedb-{name}" for name in _UNUSED))


def _check_glibc() -> None:
    """The wheel's Java runtime needs glibc 2.34; without it the loader's own words would help nobody."""
    name, version = platform.libc_ver()
    if sys.platform == "linux" and name == "glibc" and version_of(version) < (2, 34):
        raise StoreError(f"The local graph engine needs glibc 2.34 or later and this is {version}. {_ELSEWHERE}")


def check_age(program: Program, folder: Folder) -> None:
    """Refuse a folder that a later engine has written: this one may misread its pages."""
    last = folder.version.read_text(encoding="utf-8").strip() if folder.version.is_file() else ""
    if version_of(last)[:2] > program.version[:2]:
        ours = ".".join(map(str, program.version))
        raise StoreNewer(
            f"The graph in {folder.path} is of engine {last} and this is {ours}: bring citewalk up to date, "
            "or set CITEWALK_STORE to another folder."
        )


def mark_age(program: Program, folder: Folder) -> None:
    """Note which engine writes the folder from now on."""
    write_private(folder.version, ".".join(map(str, program.version)) + "\n")


def arguments(
    program: Program, folder: Folder, *, heap: int, bolt_port: int, http_port: int, cached: bool = True
) -> list[str]:
    """All that follows `java`: loopback only, no files or addresses for Cypher to read, errors told in full."""
    cache = program.class_cache
    settings = {
        "server.rootPath": str(folder.root),
        "server.logsDirectory": str(folder.root / "log"),
        "server.defaultDatabases": f"{DATABASE}[]",
        "server.plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
        "server.mode": "development",
        "server.httpIncomingHost": "127.0.0.1",
        "server.httpIncomingPort": str(http_port),
        "bolt.host": "127.0.0.1",
        "bolt.port": str(bolt_port),
        "bolt.defaultDatabase": DATABASE,
        "ssl.enabled": "false",
        "ha.enabled": "false",
        "serverMetrics": "false",
        "support.autoRegister": "false",
        "maxPageRAM": str(page_cache_mib(heap)),
        "txWalFlush": "1",
        "command.timeout": str(COMMAND_MS),
        "opencypher.loadCsv.allowFileUrls": "false",
        "opencypher.loadCsv.allowRemoteUrls": "false",
        "server.restoreImportAllowLocalUrls": "false",
        "polyglotEngineEnabled": "false",
    }
    return [
        *([f"-XX:AOTCache={cache}", "-Xlog:aot=off", "-Xlog:cds=off"] if cached and cache.is_file() else []),
        f"-Xmx{heap}m",
        "-XX:-UsePerfData",
        # Half-dead after an allocation failed is worse than restarted: the log replays what was acknowledged.
        "-XX:+ExitOnOutOfMemoryError",
        "-Djava.awt.headless=true",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        f"-Djava.util.logging.config.file={folder.config / 'logging.properties'}",
        *(f"-Darcadedb.{name}={value}" for name, value in settings.items()),
        "-cp",
        os.pathsep.join(map(str, program.jars)),
        "com.arcadedb.server.ArcadeDBServer",
    ]


def argument_file(words: list[str]) -> str:
    """Words in the spelling of Java's @file: each quoted, backslashes doubled."""
    return "".join('"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"\n' for word in words)


def clean_environment() -> dict[str, str]:
    """What Java needs to start; keys, passwords and options meant for other Java programs stay behind."""
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "USERPROFILE")
    return {name: os.environ[name] for name in kept if name in os.environ}


def die_with_parent() -> Callable[[], None] | None:
    """Run in the child: have Linux kill it when its keeper ends in any way. None where there is no such thing."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    keeper = os.getpid()

    def ask() -> None:
        prctl(1, signal.SIGKILL, 0, 0, 0)  # PR_SET_PDEATHSIG
        if os.getppid() != keeper:
            os._exit(1)

    return ask


def end_orphan(folder: Folder, pid: int, *, patience: float = 10.0) -> bool:
    """Kill the engine that a killed keeper left behind; a process that only took over its number is left alone."""
    try:
        process = psutil.Process(pid)
        if f"@{folder.arguments}" not in process.cmdline():
            return False
        process.kill()
        deadline = time.monotonic() + patience
        while process.status() != psutil.STATUS_ZOMBIE and time.monotonic() < deadline:
            time.sleep(0.02)
    except psutil.NoSuchProcess:
        return True
    except psutil.Error:
        return False
    return True
