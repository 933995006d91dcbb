"""What is printed: rows in three forms, to terminals, pipes and files."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from citewalk.printing import print_rows
from tests.citewalk.commanding import Citewalk

ROWS = [["Müller", None, 0.1, [1, None]], ["x" * 500, True, float("nan"), {"a": float("inf")}]]
NAMES = ("name", "known", "number", "list")


def printed(form: str) -> str:
    stream = io.StringIO()
    print_rows(NAMES, ROWS, form, stream)
    return stream.getvalue()


def test_json_is_a_list_of_objects_and_holds_no_number_that_json_lacks() -> None:
    first, second = json.loads(printed("json"), parse_constant=pytest.fail)
    assert first == {"name": "Müller", "known": None, "number": 0.1, "list": [1, None]}
    assert (second["number"], second["list"]) == (None, {"a": None})


def test_csv_starts_with_the_names_and_leaves_the_unknown_blank() -> None:
    assert printed("csv").splitlines()[:2] == ["name,known,number,list", 'Müller,,0.1,"[1, null]"']


def test_a_row_is_one_line_where_there_is_no_terminal() -> None:
    lines = printed("table").splitlines()
    assert len(lines) == 3
    assert lines[2].startswith("x" * 500)
    assert not any(line.endswith(" ") for line in lines)


def test_a_result_without_rows_has_its_names_all_the_same(walked: Citewalk) -> None:
    query = "MATCH (a:Article) WHERE false RETURN a.pmid AS pmid, a.title"
    assert walked.run("cypher", query, "--format", "csv").out == "pmid,a.title\n"
    assert walked.run("cypher", query, "--format", "json").json() == []


def test_parameters_are_json_or_text(walked: Citewalk) -> None:
    words = ["--param", "a=2", "--param", 'b="2"', "--param", "c=two words", "--param", "d=[1,2]", "--param", "e="]
    said = walked.run("cypher", "RETURN $a AS a, $b AS b, $c AS c, $d AS d, $e AS e", *words, "--format", "json")
    assert said.json() == [{"a": 2, "b": "2", "c": "two words", "d": [1, 2], "e": ""}]


def test_a_number_that_found_nothing_may_be_an_id_that_is_text(walked: Citewalk) -> None:
    query = "MATCH (a:Article {pmid: $id}) RETURN count(a) AS n, a.pmid"
    said = walked.run("cypher", query, "--param", "id=20047874", "--param", "year=2020")
    assert "$id was read as a number" in said.err
    assert "year" not in said.err
    assert "20047874" in walked.run("cypher", query, "--param", 'id="20047874"').out


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "cp1252"])
def test_titles_in_any_script_reach_any_terminal(encoding: str, walked: Citewalk) -> None:
    command = walked.given(PYTHONIOENCODING=encoding, LANG="C", LC_ALL="C")
    process = command.start("cypher", "RETURN 'x' AS x, '\u2603' AS snow", "--format", "json")
    out, err = process.communicate(timeout=100)
    assert (process.returncode, json.loads(out)) == (0, [{"x": "x", "snow": "\u2603"}]), err


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_a_reader_that_has_had_enough_is_no_error(form: str, walked: Citewalk) -> None:
    query = "MATCH (a:Article), (b:Article), (c:Article) RETURN a.title, b.title"
    process = walked.start("cypher", query, "--format", form)
    assert process.stdin
    assert process.stdout
    assert process.stderr
    with process.stdin, process.stdout, process.stderr:
        process.stdout.close()
        assert (process.wait(100), process.stderr.read()) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="this system has no /dev/full")
def test_output_that_finds_no_room_is_said(walked: Citewalk) -> None:
    with Path("/dev/full").open("w") as full:
        said = subprocess.run(
            [sys.executable, "-P", "-m", "citewalk", "cypher", "RETURN 1"],
            env=walked.environment,
            cwd=walked.home.parent,
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
        )
    assert (said.returncode, "No space left" in said.stderr, "Traceback" in said.stderr) == (5, True, False)


def test_help_fits_a_line_for_every_command(walked: Citewalk) -> None:
    said = walked.run("--help")
    assert said.code == 0
    assert "..." not in said.out.partition("Commands:")[2]
