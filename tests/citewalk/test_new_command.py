"""`citewalk new`: what it prints in each format, and what it says to what it cannot read."""

from __future__ import annotations

import csv
import io

import feedparser
import pytest

from tests.citewalk.commanding import NOWHERE, SEED, Citewalk

LONG_AGO = "2020-01-01"


def test_nothing_new_is_said_in_a_sentence(walked: Citewalk) -> None:
    for since in ("first", "2100-01-01", "2100-01-01T00:00:00+02:00"):
        said = walked.run("new", "--since", since)
        assert (said.code, said.err) == (0, "")
        assert said.out.startswith("Nothing new since ")


def test_json_groups_what_appeared_by_what_it_cites(walked: Citewalk) -> None:
    told = walked.run("new", "--since", LONG_AGO, "--format", "json").json()
    assert set(told) == {"since", "articles", "citations", "groups", "renamed", "incomplete"}
    assert (len(told["articles"]), told["citations"], told["incomplete"]) == (31, 84, [])
    assert told["groups"][0]["cited"]["pmid"] == SEED
    assert told["groups"][0]["cited"]["seed"] is True
    assert sum(len(group["citing"]) for group in told["groups"]) == 84
    one = told["groups"][0]["citing"][0]
    assert (one["sources"], one["harvest"], one["new"]) == (["ncbi"], "first", True)
    assert one["first_seen"].endswith("Z")


def test_a_table_has_the_seed_first(walked: Citewalk) -> None:
    lines = walked.run("new", "--since", LONG_AGO).out.splitlines()
    assert lines[0] == "31 new articles and 84 new citations since 2020-01-01 00:00:00 UTC."
    assert lines[2].endswith(f"pmid:{SEED}) [seed]")


def test_atom_is_a_feed(walked: Citewalk) -> None:
    feed = feedparser.parse(walked.run("new", "--since", LONG_AGO, "--format", "atom").out)
    assert (feed.bozo, feed.version, len(feed.entries)) == (0, "atom10", 31)


def test_csv_is_a_row_a_citation_and_runs_nothing(citewalk: Citewalk) -> None:
    command = ("harvest", SEED, "--source", "ncbi", "--depth", "1", "--as")
    lost = citewalk.given(CITEWALK_NCBI_URL=NOWHERE).run(*command, "lost")
    assert lost.code == 3
    assert citewalk.run(*command, "found").code == 0
    formula = '=HYPERLINK("http://x")'
    citewalk.run("cypher", "MATCH (a:Article) SET a.title = $t", "--param", f"t={formula}", "--write")
    said = citewalk.run("new", "--since", LONG_AGO, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(said.out)))
    assert len(rows) == 41
    assert {row["citing_title"] for row in rows} == {"'" + formula}
    assert {row["sources"] for row in rows} == {"ncbi"}
    assert said.err.splitlines()[0].startswith("16 new articles and 41 new citations since")
    assert "ncbi in harvest lost: " in said.err
    assert "answered in harvest found" in said.err
    assert "ncbi in harvest lost" in citewalk.run("new", "--since", LONG_AGO).out
    (gap,) = citewalk.run("new", "--since", LONG_AGO, "--format", "json").json()["incomplete"]
    assert (gap["harvest"], gap["source"], gap["answered_by"]) == ("lost", "ncbi", "found")


@pytest.mark.parametrize(
    ("since", "code", "words"),
    [
        ("nobody", 4, "no harvest nobody in this graph"),
        ("22.11.2026", 2, "write a date as 2026-11-22 (its beginning, UTC), or a time as 2026-11-22T10:15:00Z"),
        ("2026-02-30", 2, "'2026-02-30' is neither a harvest nor a date"),
        ("", 2, "neither a harvest nor a date"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(walked: Citewalk, since: str, code: int, words: str) -> None:
    said = walked.run("new", "--since", since)
    assert (said.code, said.out) == (code, "")
    assert words in said.err


def test_since_must_be_given(walked: Citewalk) -> None:
    said = walked.run("new")
    assert said.code == 2
    assert "--since" in said.err
