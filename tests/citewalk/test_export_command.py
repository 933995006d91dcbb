"""`citewalk export` in every format, and what it says of what it leaves out."""

from __future__ import annotations

from pathlib import Path

import pytest
import rispy

from graph.exchange.formats import FORMATS
from tests.citewalk.commanding import Citewalk

NODES = 'id,title,year,abstract,stub\na,"First, & last",2020,Long.,\nb,,,,true\n'


@pytest.fixture
def loaded(citewalk: Citewalk, tmp_path: Path) -> Citewalk:
    """A graph of an article and a stub that it cites."""
    folder = tmp_path / "csv"
    folder.mkdir()
    (folder / "nodes.csv").write_text(NODES)
    (folder / "edges.csv").write_text("citing,cited\na,b\n")
    assert citewalk.run("load", "csv", str(folder)).code == 0
    return citewalk


def test_every_format_is_written_and_says_what_is_in_it(loaded: Citewalk, tmp_path: Path) -> None:
    for form in FORMATS:
        path = tmp_path / f"out-{form}"
        said = loaded.run("export", "--format", form, "-o", str(path), "--abstracts")
        assert said.code == 0, said.err
        if FORMATS[form].bibliography:
            assert f"1 article (1 stub left out, known by id only) written to {path}" in said.err
            assert "Long." in path.read_text(encoding="utf-8")
        else:
            assert "2 articles and 1 citation written to" in said.err


def test_a_bibliography_goes_to_stdout_with_its_abstracts(loaded: Citewalk) -> None:
    plain = loaded.run("export", "--format", "ris", "-o", "-")
    full = loaded.run("export", "--format", "ris", "-o", "-", "--abstracts")
    assert [(one["title"], one.get("abstract")) for one in rispy.loads(plain.out)] == [("First, & last", None)]
    assert [(one["title"], one.get("abstract")) for one in rispy.loads(full.out)] == [("First, & last", "Long.")]
