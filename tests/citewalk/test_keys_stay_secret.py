"""Keys set to canary values: they reach the sources, and appear nowhere else."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from citewalk.settings import TABLE
from graph.ids import Scheme
from harvest.demo.ncbi_replay import Reply
from harvest.sources import SOURCES
from tests.citewalk.commanding import Citewalk, Said, ended, stopped_at_the_end
from tests.emulation import Emulation
from tests.replay import ReplayServer
from tests.seven import make_seven
from tests.worldwide import Call, addresses, on_a_port

CANARY = "canary-c41d7"
KEYS = {entry.key_setting: f"{CANARY}-{entry.name}" for entry in SOURCES.values() if entry.key_setting}
PRIVATE = {"CITEWALK_EMAIL": f"{CANARY}@example.org", "CITEWALK_PASSWORD": CANARY, "CITEWALK_STORE_PASSWORD": CANARY}
WORLD = make_seven(3, size=25, seen=0.9)
SEED = next(id_.value for art in WORLD.articles if (id_ := art.id(Scheme.DOI)) and art.id(Scheme.PMID))


def slowly(_: Call) -> Reply | None:
    """Long enough for the process list to be read."""
    time.sleep(0.03)
    return None


def refusing(call: Call) -> Reply | None:
    """A source that repeats what it was sent, and does not like it."""
    repeated = " ".join(value for _, value in call.parameters)
    return Reply(403, {"Content-Type": "text/plain"}, f"you said {repeated}".encode())


@pytest.fixture
def command(tmp_path: Path) -> Iterator[Citewalk]:
    with stopped_at_the_end(Citewalk(tmp_path / "home")) as given:
        yield given


def harvested(command: Citewalk, server: ReplayServer) -> tuple[Said, str]:
    """A harvest with all keys set, and every command line that was to be seen meanwhile."""
    process = command.given(**{**addresses(server), **KEYS, **PRIVATE}).start("harvest", SEED, "--json")
    began, seen = time.monotonic(), ""
    while process.poll() is None:
        with contextlib.suppress(psutil.Error):  # it ends as we look
            for other in [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]:
                seen += " ".join(other.cmdline()) + "\n"
        time.sleep(0.05)
    return ended(process, began), seen


def kept(folder: Path) -> list[Path]:
    """The files that hold the canary."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path for path in files if CANARY.encode() in path.read_bytes()]


def test_every_key_of_a_source_is_a_secret_setting() -> None:
    assert {"NCBI_API_KEY", "OPENALEX_API_KEY", "S2_API_KEY", "OPENCITATIONS_TOKEN"} == set(KEYS)
    assert set(KEYS) <= {setting.name for setting in TABLE if setting.secret}


def test_keys_appear_in_no_output_file_database_export_or_process_list(command: Citewalk) -> None:
    with on_a_port(Emulation(WORLD), slowly) as server:
        said, seen = harvested(command, server)
    assert said.code == 0, said.err
    assert said.json()["state"] == "complete"
    assert set(said.json()["sources"]) == set(SOURCES)
    arrived = " ".join(value for one in server.log for _, value in one.parameters)
    assert KEYS["NCBI_API_KEY"] in arrived
    assert PRIVATE["CITEWALK_EMAIL"] in arrived
    assert "citewalk" in seen
    place = command.home.parent
    for form in ("graphml", "json", "csv", "html"):
        assert command.run("export", "--format", form, "-o", str(place / f"out-{form}")).code == 0
    nodes = command.run("cypher", "MATCH (n) RETURN properties(n) AS p", "--format", "json")
    assert CANARY not in said.out + said.err + seen + nodes.out + nodes.err
    assert command.run("engine", "stop").code == 0
    assert kept(place) == []


def test_keys_appear_in_no_message_when_every_source_repeats_them(command: Citewalk) -> None:
    with on_a_port(Emulation(WORLD), refusing) as server:
        said, _ = harvested(command, server)
        assert said.code == 3
        examined = command.given(**{**addresses(server), **KEYS}).run("doctor")
    assert "you said" in said.out
    assert examined.out.count("you said") == len(SOURCES)
    assert CANARY not in said.out + said.err + examined.out + examined.err
    assert command.run("engine", "stop").code == 0
    assert kept(command.home.parent) == []
