"""Bad input gets a sentence and an exit code, never a traceback."""

from __future__ import annotations

import os
import re
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from harvest.demo.ncbi_replay import NcbiReplay, Reply
from tests.citewalk.commanding import SEED, Citewalk, Said
from tests.neo4j_server import Neo4jServer
from tests.replay import ReplayServer, serving

CANARY = "canary-7f3a9"


@dataclass(frozen=True)
class Case:
    """What is typed, the exit code, and what the sentence says."""

    name: str
    words: str
    code: int
    says: tuple[str, ...]
    settings: dict[str, str] = field(default_factory=dict)


CASES = (
    Case("an unknown id", "harvest 999999999 --source ncbi", 4, ("No source knows pmid:999999999", "Check the id")),
    Case("an unknown id in a preview", "harvest 999999999 --source ncbi --preview", 4, ("No source knows",)),
    Case("a malformed id", "harvest abc", 2, ("'abc' is not an identifier", "give a PMID")),
    Case("a DOI cut short", "harvest 10.1038/", 2, ("not a whole DOI",)),
    Case("no seed", "harvest", 2, ("Give at least one SEED", "--file")),
    Case("an empty seed file", "harvest --file empty.txt", 2, ("The file empty.txt is empty",)),
    Case("a seed file that is missing", "harvest --file missing.txt", 2, ("missing.txt cannot be read",)),
    Case("a seed file without an id", "harvest --file words.txt", 2, ("words.txt", "no identifier")),
    Case("nothing on stdin", "harvest --file -", 2, ("Standard input is empty",)),
    Case("an unknown source", f"harvest {SEED} --source bogus", 2, ("no source 'bogus'", "ncbi")),
    Case("years the wrong way round", f"harvest {SEED} --from-year 2020 --to-year 2010", 2, ("swap them",)),
    Case("a depth below nought", f"harvest {SEED} --depth -1", 2, ("--depth",)),
    Case("too many seeds for the budget", f"harvest {SEED} 17107490 --max-articles 1", 2, ("2 seeds", "raise it")),
    Case("an unknown harvest", "harvest --resume nope", 4, ("no harvest nope", "citewalk harvests")),
    Case("a harvest that is a path", "harvest --resume ../nope", 4, ("not the name of a harvest",)),
    Case("resume with other options", "harvest --resume first --depth 3", 2, ("leave out --depth",)),
    Case("resume with seeds", f"harvest --resume first {SEED}", 2, ("leave out SEED",)),
    Case("an unknown harvest to show", "harvests nope", 4, ("no harvest nope",)),
    Case("a query that is no Cypher", "cypher MATC", 2, ("not understood",)),
    Case("a query that writes", "cypher CREATE(:X)", 2, ("does more than read", "--write")),
    Case("a parameter without a value", "cypher RETURN($x) --param x", 2, ("--param 'x'", "year=2020")),
    Case("a parameter that is missing", "cypher RETURN($x)", 2, ("x",)),
    Case("a neighbourhood of an unknown article", "export --format json -o x --around 999", 4, ("999 is not in",)),
    Case("a folder where a file should be", "export --format json -o .", 2, ("is a folder",)),
    Case("a file where a folder should be", "export --format csv -o empty.txt", 2, ("is a file",)),
    Case("csv to stdout", "export --format csv -o -", 2, ("cannot go to stdout",)),
    Case("an unknown format", "export --format nope -o x", 2, ("'nope' is not one of",)),
    Case("a folder without CSV", "load csv .", 2, ("no nodes.csv",)),
    Case("an unknown command", "nonsense", 2, ("No such command",)),
    Case("other machines without a password", "serve --host 0.0.0.0", 2, ("CITEWALK_PASSWORD",)),
    Case("a time-out in words", f"harvest {SEED}", 2, ("CITEWALK_TIMEOUT=soon",), {"CITEWALK_TIMEOUT": "soon"}),
    Case("half a retry", f"harvest {SEED}", 2, ("CITEWALK_RETRIES=1.5",), {"CITEWALK_RETRIES": "1.5"}),
    Case("a rate below nought", f"harvest {SEED}", 2, ("CITEWALK_NCBI_RATE=-1",), {"CITEWALK_NCBI_RATE": "-1"}),
    Case("no web address", f"harvest {SEED}", 2, ("CITEWALK_NCBI_URL=ftp://x",), {"CITEWALK_NCBI_URL": "ftp://x"}),
    Case("a port too high", "cypher RETURN(1)", 2, ("CITEWALK_BOLT_PORT=70000",), {"CITEWALK_BOLT_PORT": "70000"}),
    Case("no heap size", "cypher RETURN(1)", 2, ("'lots'", "512m or 2g"), {"CITEWALK_HEAP": "lots"}),
    Case("no store", "cypher RETURN(1)", 2, ("http://x is not a store",), {"CITEWALK_STORE": "http://x"}),
    Case(
        "an account in the address",
        "cypher RETURN(1)",
        2,
        ("CITEWALK_STORE_USER",),
        {"CITEWALK_STORE": f"bolt://me:{CANARY}@127.0.0.1:9"},
    ),
    Case(
        "a server that is not there",
        "cypher RETURN(1)",
        5,
        ("Nothing answers at the Neo4j server at bolt://127.0.0.1:9", "CITEWALK_STORE"),
        {"CITEWALK_STORE": "bolt://127.0.0.1:9"},
    ),
    Case(
        "a cluster that is not there",
        "cypher RETURN(1)",
        5,
        ("Nothing answers at the Neo4j server",),
        {"CITEWALK_STORE": "neo4j://127.0.0.1:9"},
    ),
    Case("an engine command on a server", "engine status", 2, ("names a server",), {"CITEWALK_STORE": "bolt://x"}),
    Case("a graph folder that is a file", "cypher RETURN(1)", 5, ("is a file",), {"CITEWALK_STORE": "empty.txt"}),
    Case("a home that is a file", f"harvest {SEED}", 5, ("CITEWALK_HOME",), {"CITEWALK_HOME": "empty.txt"}),
)


def told(said: Said, code: int, *says: str) -> None:
    """The exit code, the sentence, and neither a traceback nor a result beside it."""
    assert said.code == code, said.err
    assert said.err.strip().splitlines()[-1].startswith(("citewalk: ", "Error: ")), said.err
    for words in says:
        assert words in said.err
    assert "Traceback" not in said.out + said.err
    assert CANARY not in said.out + said.err


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name.replace(" ", "-")) for case in CASES])
def test_it_is_refused_in_a_sentence(case: Case, walked: Citewalk) -> None:
    (walked.home.parent / "empty.txt").write_text(" \n")
    (walked.home.parent / "words.txt").write_text("nothing to be found in here\n")
    said = walked.given(**case.settings).run(*case.words.split())
    told(said, case.code, *case.says)
    assert not said.out


def test_a_source_that_refuses_leaves_an_incomplete_harvest_that_says_which_and_why(walked: Citewalk) -> None:
    command = walked.given(CITEWALK_NCBI_URL="http://127.0.0.1:9")
    said = command.run("harvest", SEED, "--source", "ncbi", "--json")
    told(said, 3, f"citewalk harvest --resume {said.json()['harvest']}")
    assert said.json()["state"] == "incomplete"
    assert said.json()["sources"]["ncbi"]["state"] == "incomplete"
    assert "the connection was refused" in said.json()["sources"]["ncbi"]["reason"]
    told(command.run("harvest", SEED, "--preview", "--source", "ncbi"), 3, "ncbi", "refused")


def test_a_source_that_never_answers_costs_half_a_minute_with_the_default_settings(walked: Citewalk) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=50) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        said = walked.given(CITEWALK_NCBI_URL=url).run("harvest", SEED, "--source", "ncbi")
    told(said, 3, "--resume")
    assert "ncbi: incomplete" in said.out
    assert "answer within" in said.out
    assert re.search("ncbi: incomplete, [12] requests?", said.out), "its patience is not the retries'"


def test_a_wrong_key_of_openalex_is_the_reason_and_is_not_shown(walked: Citewalk, bundled: NcbiReplay) -> None:
    refusal = Reply(401, {"Content-Type": "application/json"}, b'{"error": "Unauthorized", "message": "bad key"}')
    with serving(bundled, before=lambda _: refusal) as openalex:
        command = walked.given(CITEWALK_OPENALEX_URL=openalex.url, OPENALEX_API_KEY=CANARY)
        said = command.run("harvest", SEED, "--source", "openalex", "--source", "ncbi", "--json")
    told(said, 3, "--resume")
    assert said.json()["sources"]["ncbi"]["state"] == "complete"
    assert "key is missing or wrong" in said.json()["sources"]["openalex"]["reason"]
    assert CANARY not in said.out


def test_an_empty_graph_is_not_exported(citewalk: Citewalk) -> None:
    place = citewalk.home.parent / "out"
    told(citewalk.run("export", "--format", "csv", "-o", str(place)), 4, "The graph is empty")
    assert not place.exists()


def test_a_graph_loaded_from_files_has_no_walk_to_resume(citewalk: Citewalk) -> None:
    folder = citewalk.home.parent / "graph"
    folder.mkdir()
    (folder / "nodes.csv").write_text("id,depth\na,0\nb,1\n")
    (folder / "edges.csv").write_text("citing,cited\na,b\n")
    assert citewalk.run("load", "csv", str(folder)).code == 0
    (loaded,) = citewalk.run("harvests", "--format", "json").json()
    told(citewalk.run("harvest", "--resume", loaded["id"]), 2, "loaded from files")


def test_a_port_in_use_is_said_before_anything_is_started(walked: Citewalk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        told(walked.run("serve", "--port", port), 2, f"Cannot listen on 127.0.0.1:{port}", "--port")


def test_a_foreign_program_on_the_bolt_port_is_named_as_the_trouble(citewalk: Citewalk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        told(citewalk.given(CITEWALK_BOLT_PORT=port).run("cypher", "RETURN 1"), 5, "port", "another program")


def test_a_graph_of_a_newer_schema_is_left_alone(citewalk: Citewalk) -> None:
    raise_it = "MATCH (c:Citewalk {id: 'graph'}) SET c.schema = 99"
    assert citewalk.run("cypher", raise_it, "--write").code == 0
    told(citewalk.run("cypher", "RETURN 1"), 5, "later version of citewalk", "install the newer")
    told(citewalk.run("harvest", SEED, "--source", "ncbi"), 5, "later version of citewalk")


@pytest.mark.neo4j
def test_a_wrong_password_of_the_server_is_said_and_not_shown(walked: Citewalk, neo4j_server: Neo4jServer) -> None:
    command = walked.given(CITEWALK_STORE=neo4j_server.url, CITEWALK_STORE_PASSWORD=CANARY)
    told(command.run("cypher", "RETURN 1"), 5, "does not accept", "CITEWALK_STORE_PASSWORD")


@pytest.mark.neo4j
def test_a_database_that_the_server_lacks_is_named(walked: Citewalk, neo4j_server: Neo4jServer) -> None:
    account = {"CITEWALK_STORE_USER": neo4j_server.user, "CITEWALK_STORE_PASSWORD": neo4j_server.password}
    command = walked.given(CITEWALK_STORE=neo4j_server.url, CITEWALK_STORE_DATABASE="nowhere", **account)
    told(command.run("cypher", "RETURN 1"), 5, "CITEWALK_STORE_DATABASE")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 100 MB, where this user may mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=100m", "tmpfs", str(place)]
    if os.name != "posix" or os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this user may not mount a small disk")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_a_disk_without_room_for_a_graph_is_full(small_disk: Path) -> None:
    (small_disk / "fill").write_bytes(bytes(60_000_000))
    told(Citewalk(small_disk / "home").run("cypher", "RETURN 1"), 5, "is full", "64 MB")


def test_a_disk_that_fills_up_ends_the_command_and_keeps_what_was_written(small_disk: Path, ncbi: ReplayServer) -> None:
    citewalk = Citewalk(small_disk / "home", {"CITEWALK_NCBI_URL": ncbi.url})
    try:
        assert citewalk.run("engine", "start").code == 0
        fill_up(small_disk / "fill")
        told(citewalk.run("harvest", SEED, "--source", "ncbi", "--as", "cut"), 5, "is full")
        (small_disk / "fill").unlink()
        said = citewalk.run("harvest", SEED, "--source", "ncbi", "--json")
        assert (said.code, said.json()["articles"]) == (0, 31)
    finally:
        citewalk.run("engine", "stop")


def test_a_read_only_disk_is_said(small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    told(Citewalk(small_disk / "home").run("cypher", "RETURN 1"), 5, "read-only")
    told(Citewalk(small_disk / "home").run("harvest", SEED), 5, "CITEWALK_HOME")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o555)
    told(Citewalk(tmp_path / "closed" / "home").run("cypher", "RETURN 1"), 5, "cannot be written")


def fill_up(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            return
