"""`citewalk new` after harvests of a source that changes and fails once, all over HTTP."""

from __future__ import annotations

import csv
import io

from harvest.demo.ncbi_replay import Reply
from tests.changing import FIRST, GAINED, LATER, NAMES, SEED
from tests.citewalk.commanding import Citewalk
from tests.emulation import Emulation
from tests.worlds import World, pmid
from tests.worldwide import Call, Fault, addresses, no_fault, on_a_port

WORDS = ("harvest", str(pmid(SEED)), "--depth", "1", *(word for name in NAMES for word in ("--source", name)))


def out_of_order(call: Call) -> Reply | None:
    """OpenAlex has a bad day."""
    return Reply(500, {"Content-Type": "text/plain"}, b"out of order") if call.source == "openalex" else None


def harvested(citewalk: Citewalk, name: str, seen: World, fault: Fault = no_fault) -> int:
    with on_a_port(Emulation(seen), fault) as server:
        return citewalk.given(**addresses(server)).run(*WORDS, "--as", name).code


def test_exactly_what_the_source_gained_is_listed(citewalk: Citewalk) -> None:
    assert harvested(citewalk, "first", FIRST) == 0
    assert harvested(citewalk, "unlucky", LATER, out_of_order) == 3
    assert harvested(citewalk, "second", LATER) == 0
    said = citewalk.run("new", "--since", "first", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(said.out)))
    assert sorted(row["citing_pmid"] for row in rows) == sorted(pmid(n).value for n in GAINED)
    assert {(row["cited_pmid"], row["cited_seed"]) for row in rows} == {(pmid(SEED).value, "true")}
    assert said.err.startswith(
        "10 new articles and 10 new citations since harvest first.\nopenalex in harvest unlucky: "
    )
    assert "answered in harvest second" in said.err
    assert "Nothing new since harvest second." in citewalk.run("new", "--since", "second").out
