"""`citewalk harvest` as a process of its own over a made-up world: exit codes, and going on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from graph.model import Direction
from harvest.sources import SOURCES
from tests.emulation import Emulation
from tests.reach import reach
from tests.stores import StoreAddress
from tests.walking import found_in_store
from tests.worlds import SOURCES as IN_WORLDS
from tests.worlds import make_world, pmid, whole_world
from tests.worldwide import Dying, addresses, on_a_port

NOBODY = "http://127.0.0.1:9"  # the discard port: refused at once

KEYS = {entry.key_setting for entry in SOURCES.values()}
FROM_THE_WORLD = [word for name in IN_WORLDS for word in ("--source", name)]

Command = Callable[..., tuple[int, dict[str, Any], str]]


@pytest.fixture
def command(local_store_folder: Path, tmp_path: Path) -> Command:
    """Runs the command on an empty graph: its exit code, what it printed as JSON, and what it said."""
    StoreAddress(str(local_store_folder)).empty()

    def run(
        settings: dict[str, str], *words: str, kill_when: Callable[[], bool] = lambda: False
    ) -> tuple[int, dict[str, Any], str]:
        home = {"CITEWALK_HOME": str(tmp_path), "CITEWALK_STORE": str(local_store_folder), "CITEWALK_HEAP": "512m"}
        mine = {k: v for k, v in os.environ.items() if not k.startswith("CITEWALK_") and k not in KEYS}
        asked = [] if "--resume" in words else FROM_THE_WORLD
        with subprocess.Popen(
            [sys.executable, "-m", "citewalk", "harvest", "--json", *asked, *words],
            env={**mine, **home, **settings},
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            while process.poll() is None and not kill_when():
                with suppress(subprocess.TimeoutExpired):
                    process.wait(0.01)
            process.kill()
            out, why = process.communicate()
        return process.returncode, json.loads(out or "{}"), why

    return run


def test_a_harvest_through_three_services_ends_complete(command: Command, local_store_folder: Path) -> None:
    world = make_world(1, links=3)
    with on_a_port(Emulation(world)) as server:
        code, said, _ = command(dict(addresses(server)), "--depth", "3", "1005", "99999999")
    expected = reach(world, [pmid(5)], 3)
    assert code == 0
    assert (said["state"], said["articles"], said["citations"]) == (
        "complete",
        len(expected.depths),
        len(expected.citations),
    )
    assert sum(said["requests"].values()) == len(server.log)
    with StoreAddress(str(local_store_folder)).open() as store:
        found = found_in_store(store, said["harvest"])
    assert (found.depths, found.citations, found.stubs) == (expected.depths, expected.citations, expected.stubs)


def test_a_seed_that_every_source_calls_unknown_is_not_found(command: Command) -> None:
    with on_a_port(Emulation(whole_world(2, [(0, 1)]))) as server:
        code, said, why = command(dict(addresses(server)), "99999999")
    assert code == 4
    assert said.get("articles", 0) == 0
    assert "pmid:99999999" in why


def test_the_same_seed_with_one_source_dead_is_incomplete(command: Command) -> None:
    with on_a_port(Emulation(whole_world(2, [(0, 1)]))) as server:
        code, said, _ = command(dict(addresses(server, icite=NOBODY)), "99999999")
    assert (code, said["state"], said["sources"]["icite"]["state"]) == (3, "incomplete", "incomplete")


def test_no_source_reached_is_incomplete(command: Command) -> None:
    with on_a_port(Emulation(whole_world(2, [(0, 1)]))) as server:
        dead = addresses(server, icite=NOBODY, ncbi=NOBODY, openalex=NOBODY)
    code, said, _ = command(dict(dead), "1000")
    assert (code, said["state"]) == (3, "incomplete")
    assert all(outcome["reason"] for outcome in said["sources"].values())


def test_a_service_that_died_is_asked_again_on_resuming(command: Command, local_store_folder: Path) -> None:
    world = make_world(1, links=3)
    fault = Dying("openalex", 2)
    with on_a_port(Emulation(world), fault) as server:
        code, said, why = command(dict(addresses(server)), "--depth", "3", "1005")
        assert (code, said["sources"]["openalex"]["state"]) == (3, "incomplete")
        assert f"--resume {said['harvest']}" in why
        fault.after = 10**6
        code, said, _ = command(dict(addresses(server)), "--resume", said["harvest"])
    expected = reach(world, [pmid(5)], 3, Direction.BOTH)
    assert (code, said["state"]) == (0, "complete")
    assert (said["articles"], said["citations"]) == (len(expected.depths), len(expected.citations))


@pytest.mark.parametrize("moment", [4, 14])
def test_a_killed_process_is_resumed_to_the_same_graph(command: Command, local_store_folder: Path, moment: int) -> None:
    world = make_world(1, links=3)
    expected = reach(world, [pmid(5)], 3)
    with on_a_port(Emulation(world), lambda _: time.sleep(0.05)) as server:
        settings = dict(addresses(server))
        command(settings, "--depth", "3", "--as", "h1", "1005", kill_when=lambda: len(server.log) >= moment)
        code, said, _ = command(settings, "--resume", "h1")
    assert (code, said["state"], said["articles"]) == (0, "complete", len(expected.depths))
    with StoreAddress(str(local_store_folder)).open() as store:
        found = found_in_store(store)
    assert (found.depths, found.citations, found.stubs) == (expected.depths, expected.citations, expected.stubs)
    again = Counter((one.path, tuple(one.parameters)) for one in server.log)
    assert sum(again.values()) - len(again) <= 3, "more was asked again than can have been in flight"
