"""What `load csv` takes, what it refuses, and how it says so."""

from __future__ import annotations

import gzip
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path

import pytest

from graph.errors import BadInput
from graph.exchange import load_csv
from graph.ids import ArticleId, Scheme
from graph.model import Citation, Direction, HarvestState

AT = datetime(2026, 1, 1, tzinfo=UTC)


def folder_of(path: Path, nodes: str = "id\na\nb\n", edges: str = "citing,cited\na,b\n") -> Path:
    (path / "nodes.csv").write_text(nodes, encoding="utf-8", newline="")
    (path / "edges.csv").write_text(edges, encoding="utf-8", newline="")
    return path


def ours(id_: str) -> ArticleId:
    return ArticleId(Scheme.CITEWALK, id_)


def refusal(folder: Path) -> str:
    with pytest.raises(BadInput) as caught:
        load_csv.check(folder)
    return str(caught.value)


def test_ids_and_citations_are_enough(tmp_path: Path) -> None:
    checked = load_csv.check(folder_of(tmp_path))
    nodes, edges = load_csv.batches(checked, AT)
    assert [record.ids for record in nodes.records] == [{ours("a")}, {ours("b")}]
    assert edges.citations == (Citation(ours("a"), ours("b"), "csv"),)
    assert (checked.articles, checked.citations) == (2, 1)


def test_ids_are_taken_in_any_spelling(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, nodes="id,pmid,doi,pmcid\na,123.0,https://doi.org/10.1234/ABC,PMC7\nb,,,\n")
    record = next(load_csv.batches(load_csv.check(folder), AT)).records[0]
    assert set(map(str, record.ids)) == {"citewalk:a", "pmid:123", "doi:10.1234/abc", "pmcid:PMC7"}


def test_a_doi_with_a_prefix_that_nobody_was_given_is_taken(tmp_path: Path) -> None:
    record = next(load_csv.batches(load_csv.check(folder_of(tmp_path, nodes="id,doi\na,10.1/X\nb,\n")), AT)).records[0]
    assert "doi:10.1/x" in set(map(str, record.ids))


def test_every_source_of_a_citation_asserts_it(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, edges="citing,cited,sources\na,b,icite|ncbi\n")
    *_, edges = load_csv.batches(load_csv.check(folder), AT)
    assert [citation.source for citation in edges.citations] == ["icite", "ncbi"]


def test_abstracts_and_keywords_are_read_where_they_are(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, nodes="id,abstract,keywords\na,Long text,petal|spur\nb,,\n")
    first, second = next(load_csv.batches(load_csv.check(folder), AT)).records
    assert (first.abstract, first.keywords) == ("Long text", ("petal", "spur"))
    assert (second.abstract, second.keywords) == (None, None)


def test_columns_that_are_not_known_are_named(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, nodes="id,colour\na,red\nb,\n", edges="citing,cited,weight\na,b,1\n")
    assert load_csv.check(folder).unknown_columns == ("nodes.csv: colour", "edges.csv: weight")


def test_gzipped_files_a_byte_order_mark_and_numbers_from_pandas_are_taken(tmp_path: Path) -> None:
    (tmp_path / "nodes.csv.gz").write_bytes(gzip.compress("\ufeffid,year\na,2019.0\nb,\n".encode()))
    (tmp_path / "edges.csv.gz").write_bytes(gzip.compress(b"citing,cited\na,b\n"))
    records = next(load_csv.batches(load_csv.check(tmp_path), AT)).records
    assert [record.year for record in records] == [2019, None]


def test_depths_come_back_as_a_harvest_that_ends_complete(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, nodes="id,depth\na,0\nb,1\n")
    first, *_, last = load_csv.batches(load_csv.check(folder), AT)
    assert [(visit.depth, visit.direction) for visit in first.visits] == [(0, Direction.SEED), (1, Direction.BOTH)]
    assert first.harvest is not None
    assert last.harvest is not None
    assert (first.harvest.state, last.harvest.state) == (HarvestState.RUNNING, HarvestState.COMPLETE)
    assert first.harvest.id == last.harvest.id


def test_the_same_files_are_the_same_harvest(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, nodes="id,depth\na,0\nb,1\n")
    assert load_csv.check(folder).fingerprint == load_csv.check(folder).fingerprint


def test_an_end_outside_the_files_may_be_in_the_graph(tmp_path: Path) -> None:
    def graph(asked: Collection[ArticleId]) -> dict[ArticleId, str]:
        return {id_: id_.value for id_ in asked if id_.value == "z"}

    folder = folder_of(tmp_path, edges="citing,cited\na,z\n")
    assert load_csv.check(folder, graph).citations == 1


def test_an_end_that_nobody_knows_is_an_error_and_not_a_stub(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, edges="citing,cited\na,b\na,z\n")
    assert refusal(folder) == "edges.csv, line 3: the article “z” is neither in nodes.csv nor in the graph."


def test_an_article_that_cites_itself_is_left_out_and_counted(tmp_path: Path) -> None:
    checked = load_csv.check(folder_of(tmp_path, edges="citing,cited\na,a\na,b\n"))
    assert (checked.citations, checked.self_citations) == (1, 1)
    assert sum(len(batch.citations) for batch in load_csv.batches(checked, AT)) == 1


@pytest.mark.parametrize(
    ("nodes", "said"),
    [
        ("", "nodes.csv is empty"),
        ("id\n", "nodes.csv names no article"),
        ("name\na\n", "nodes.csv, line 1: there is no column “id” (found: name)"),
        ("id,id\na,a\n", "nodes.csv, line 1: the column “id” is there twice"),
        ("id,year\na,2019\nb,MMXX\n", "nodes.csv, line 3: year is “MMXX”; a whole number"),
        ("id,year\na,-5\nb,\n", "nodes.csv, line 2: year is “-5”"),
        ("id,doi\na,11.1/x\n", "nodes.csv, line 2: doi is “11.1/x”, which is no doi"),
        ("id,depth\na,1.5\n", "nodes.csv, line 2: depth is “1.5”"),
        ("id,stub\na,maybe\n", "nodes.csv, line 2: stub is “maybe”"),
        ("id,title\na,x\n,y\n", "nodes.csv, line 3: id is blank"),
        ("id\na\nb\na\n", "nodes.csv, line 4: the id “a” was used before"),
        ("id,title\na\n", "nodes.csv, line 2: there are 1 cells where the header names 2 columns"),
        ('id,title\na,"two\nlines"\nb,x,y\n', "nodes.csv, line 4: there are 3 cells"),
        ('id,title\na,"open\n', "nodes.csv, line 2: this is not CSV"),
        ("id;title\na;x\n", "columns are separated by commas"),
    ],
)
def test_a_row_that_cannot_be_loaded_is_named_by_file_and_line(tmp_path: Path, nodes: str, said: str) -> None:
    assert said in refusal(folder_of(tmp_path, nodes=nodes))


def test_a_file_in_another_encoding_is_refused_with_the_line(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    (folder / "nodes.csv").write_bytes("id,title\na,x\nb,Barańska\n".encode("iso8859_2"))
    assert "nodes.csv, line 3: this is not UTF-8" in refusal(folder)


def test_a_file_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    (folder / "nodes.csv").unlink()
    (folder / "nodes.csv.gz").write_bytes(gzip.compress(b"id\na\nb\n")[:-9])
    assert "nodes.csv.gz is damaged or cut off" in refusal(folder)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    (folder / "edges.csv").unlink()
    assert refusal(folder).startswith("There is no edges.csv (or edges.csv.gz) in")
