"""Sizes and reasons: what needs no engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.engine import EngineOptions
from graph.engine.java import version_of
from graph.engine.options import default_heap_mib, heap_mib, machine_memory, page_cache_mib, resolve_heap
from graph.engine.trouble import PortTaken, diagnose, tail, telling
from graph.engine.wire import decode, encode, failed, failure
from graph.errors import BadInput, StoreError, StoreFull, StoreRefused

GIB = 1 << 30


@pytest.mark.parametrize(("spelling", "mib"), [("512m", 512), ("2g", 2048), ("4G", 4096), (" 1g ", 1024)])
def test_heaps_are_spelt_as_java_spells_them(spelling: str, mib: int) -> None:
    assert heap_mib(spelling) == mib
    assert resolve_heap(EngineOptions(heap=spelling)) == mib


@pytest.mark.parametrize("spelling", ["", "2", "2gb", "g", "-1g", "1.5g", "0g", "2 g", "2g -Xint", "128m", "2t", "٢g"])
def test_other_spellings_are_refused_before_anything_starts(spelling: str) -> None:
    with pytest.raises(BadInput, match="heap"):
        EngineOptions(heap=spelling)


@pytest.mark.parametrize("options", [{"linger": -1.0}, {"bolt_port": 65536}, {"bolt_port": -1}, {"linger": 1e9}])
def test_impossible_options_are_refused(options: dict[str, float]) -> None:
    with pytest.raises(BadInput):
        EngineOptions(**options)  # type: ignore[arg-type]


@pytest.mark.parametrize(("memory", "mib"), [(2 * GIB, 1024), (8 * GIB, 2048), (12 * GIB, 3072), (64 * GIB, 4096)])
def test_the_default_heap_is_a_quarter_of_the_memory_within_bounds(memory: int, mib: int) -> None:
    assert default_heap_mib(memory) == mib


def test_the_default_heap_fits_this_machine() -> None:
    assert resolve_heap(EngineOptions()) == default_heap_mib(machine_memory())


def test_the_page_cache_leaves_room_for_queries() -> None:
    assert page_cache_mib(2048) == 1400
    for heap in (256, 512, 1024, 2048, 3072, 4096, 16384):
        assert heap // 4 <= page_cache_mib(heap) <= heap * 7 // 10
    assert 1024 - page_cache_mib(1024) > 600


@pytest.mark.parametrize(
    ("log", "kind", "words"),
    [
        ("java.io.IOException: No space left on device\n\tat x", StoreFull, "full"),
        (
            "Error occurred during initialization of VM\nCould not reserve enough space",
            StoreError,
            "CITEWALK_HEAP to less",
        ),
        ("Invalid maximum heap size: -Xmx9999999999m", StoreError, "CITEWALK_HEAP to less"),
        ("Terminating due to java.lang.OutOfMemoryError: Java heap space", StoreError, "CITEWALK_HEAP to more"),
        ("java.net.BindException: Address already in use", PortTaken, "another program"),
        ("java: /lib/libc.so.6: version `GLIBC_2.34' not found", StoreError, "Neo4j server"),
        ("java.nio.file.AccessDeniedException: /graph/arcadedb", StoreRefused, "permissions"),
        ("Database 'citewalk' is locked by another process", StoreError, "stop it"),
        ("2026 INFO starting\n2026 SEVERE something odd\n\tat a.b.C\n2026 INFO bye", StoreError, "something odd"),
        ("", StoreError, "no word"),
    ],
)
def test_a_reason_is_found_in_the_log(log: str, kind: type[StoreError], words: str) -> None:
    error = diagnose(log, Path("graph"))
    assert type(error) is kind
    assert words in str(error)
    assert error.exit_code == 5


def test_the_telling_line_is_the_last_that_names_an_error() -> None:
    assert telling("SEVERE first\nSEVERE last\nINFO bye\n") == "SEVERE last"
    assert telling("one\ntwo\n") == "two"


def test_a_log_that_is_missing_has_no_end(tmp_path: Path) -> None:
    assert tail(tmp_path / "none") == ""


def test_errors_cross_the_wire_with_their_kind() -> None:
    error = failed(decode(encode(failure(StoreFull("The disk is full.")))))
    assert isinstance(error, StoreFull)
    assert str(error) == "The disk is full."
    assert type(failed({"kind": "SystemExit", "message": "x"})) is StoreError


def test_versions_are_compared_by_their_numbers() -> None:
    assert version_of("26.10.2") > version_of("26.9.1")
    assert version_of("26.10.2-SNAPSHOT") == (26, 10, 2)
    assert version_of("") == ()
