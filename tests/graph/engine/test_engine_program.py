"""The engine's command line."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from graph.engine.folder import Folder
from graph.engine.java import Program, arguments, clean_environment, find_program


def command_line(program: Program, *, cached: bool = True) -> list[str]:
    return arguments(program, Folder(Path("graph")), heap=2048, bolt_port=7687, http_port=2480, cached=cached)


def test_the_wheel_is_found_without_importing_it() -> None:
    program = find_program()
    assert program.java.is_file()
    assert program.version >= (26, 10, 2)
    assert "arcadedb_embedded" not in sys.modules
    assert "jpype" not in sys.modules


def test_what_can_be_attacked_and_is_not_needed_is_not_on_the_class_path() -> None:
    names = " ".join(jar.name for jar in find_program().jars)
    for unwanted in ("mcp", "redis", "postgres", "graphql", "gremlin", "console", "integration", "python"):
        assert unwanted not in names
    assert "polyglot" in names


def test_the_engine_is_told_to_listen_on_the_loopback_and_to_read_nothing_for_cypher() -> None:
    words = command_line(find_program())
    for setting in (
        "bolt.host=127.0.0.1",
        "bolt.port=7687",
        "server.httpIncomingHost=127.0.0.1",
        "server.httpIncomingPort=2480",
        "opencypher.loadCsv.allowFileUrls=false",
        "opencypher.loadCsv.allowRemoteUrls=false",
        "txWalFlush=1",
        "maxPageRAM=1400",
        "server.mode=development",
    ):
        assert f"-Darcadedb.{setting}" in words
    assert "-Xmx2048m" in words
    assert not [word for word in words if "assword" in word]


def test_kept_classes_are_used_where_they_are_those_of_this_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    program = find_program()
    assert not [word for word in command_line(program) if "AOTCache" in word]
    program.class_cache.parent.mkdir(parents=True)
    program.class_cache.touch()
    assert f"-XX:AOTCache={program.class_cache}" in command_line(program)
    assert not [word for word in command_line(program, cached=False) if "AOTCache" in word]
    assert Program(program.java, program.jars[1:]).class_cache != program.class_cache


def test_keys_and_options_of_other_java_programs_stay_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NCBI_API_KEY", "CITEWALK_PASSWORD", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"):
        monkeypatch.setenv(name, "x")
    assert not {"NCBI_API_KEY", "CITEWALK_PASSWORD", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"} & set(clean_environment())
    assert clean_environment()["PATH"] == os.environ["PATH"]
