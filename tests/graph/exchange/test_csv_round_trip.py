"""What goes out as CSV comes back the same, whatever is in the cells."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.exchange import load_csv
from graph.exchange.cells import from_cell, join, split, to_cell
from graph.exchange.content import ExportGraph
from graph.exchange.csv_folder import write_edges, write_nodes
from graph.exchange.formats import write_export
from graph.ids import ArticleId, Scheme
from graph.model import Batch, Record

AT = datetime(2026, 1, 1, tzinfo=UTC)
HOSTILE = st.one_of(
    st.text(min_size=1),
    st.sampled_from(
        ["=1+1", "+1", "-1", "@x", "\t=1", "\r", "'=1", "''@", "'", '"', 'a","b', "a\nb", "a\r\nb", "|", "\\"]
    ),
    st.text(alphabet="=+-@\t\r'\"\n,|\\ a", min_size=1),
)
IDS = st.lists(HOSTILE.filter(lambda text: bool(text.strip())), min_size=1, max_size=6, unique=True)


@st.composite
def graphs(draw: st.DrawFn) -> ExportGraph:
    """Small graphs with every column and hostile texts wherever a text may stand."""
    ids = draw(IDS)
    articles = [
        {
            "id": id_,
            "title": draw(st.none() | HOSTILE),
            "journal": draw(st.none() | HOSTILE),
            "type": draw(st.none() | HOSTILE),
            "abstract": draw(st.none() | HOSTILE),
            "keywords": draw(st.none() | st.lists(HOSTILE, min_size=1, max_size=3)),
            "year": draw(st.none() | st.integers(0, 2100)),
            "cited_by_count": draw(st.none() | st.integers(0, 10**6)),
            "depth": draw(st.none() | st.integers(0, 9)),
            "pmid": draw(st.none() | st.integers(1, 10**8).map(str)),
        }
        for id_ in ids
    ]
    ends = st.tuples(st.sampled_from(ids), st.sampled_from(ids)).filter(lambda pair: pair[0] != pair[1])
    pairs = draw(st.lists(ends, unique=True, max_size=8)) if len(ids) > 1 else []
    sources = st.lists(HOSTILE, min_size=1, max_size=3, unique=True)
    return ExportGraph.make(articles, [(citing, cited, draw(sources)) for citing, cited in pairs])


@given(graphs())
@settings(deadline=None)  # it writes files
def test_a_graph_comes_back_from_csv_as_it_went_out(graph: ExportGraph) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_export(graph, "csv", folder, abstracts=True)
        again = as_exported(load_csv.batches(load_csv.check(folder), AT, size=3))
    assert nodes_of(again) == nodes_of(graph)
    assert edges_of(again) == edges_of(graph)


@given(HOSTILE)
def test_no_cell_starts_with_a_sign_that_a_spreadsheet_runs(text: str) -> None:
    assert to_cell(text)[0] not in "=+-@\t\r"
    assert from_cell(to_cell(text)) == text


@given(st.lists(HOSTILE, min_size=1))
def test_a_list_in_one_cell_comes_back_as_the_list(parts: list[str]) -> None:
    assert split(join(parts)) == tuple(parts)


def test_a_list_that_was_written_by_somebody_else_is_split_at_its_bars() -> None:
    assert split("ncbi|icite") == ("ncbi", "icite")
    assert split("ends with a backslash\\") == ("ends with a backslash\\",)
    assert split("") == ()


def test_the_columns_are_those_of_the_contract() -> None:
    graph = ExportGraph.make(
        [
            {"id": "a1", "doi": "10.1/x", "title": "=SUM(A1)", "year": 2020, "depth": 0, "rcr": 1.5},
            {"id": "a2", "stub": True},
        ],
        [("a1", "a2", ["openalex", "icite"])],
    )
    rows = list(csv.reader(StringIO(nodes_of(graph, abstracts=False), newline="")))
    columns = "id,pmid,doi,pmcid,openalex,s2,title,year,journal,type,cited_by_count,stub,depth"
    assert [",".join(rows[0]), *rows[1:]] == [
        columns,
        ["a1", "", "10.1/x", "", "", "", "'=SUM(A1)", "2020", "", "", "", "", "0"],
        ["a2", "", "", "", "", "", "", "", "", "", "", "true", ""],
    ]
    assert edges_of(graph).splitlines() == ["citing,cited,sources", "a1,a2,icite|openalex"]
    assert nodes_of(graph).splitlines()[0].endswith("depth,abstract,keywords")


def as_exported(batches: Iterable[Batch]) -> ExportGraph:
    """The articles and citations of batches, as an export would read them from a graph."""
    articles: dict[str, dict[str, object]] = {}
    links: dict[tuple[str, str], list[str]] = defaultdict(list)
    for batch in batches:
        for record in batch.records:
            articles[ours(record)] = properties(record)
        for visit in batch.visits:
            articles[visit.article.value]["depth"] = visit.depth
        for citation in batch.citations:
            links[citation.citing.value, citation.cited.value].append(citation.source)
    return ExportGraph.make(articles.values(), [(*ends, sources) for ends, sources in links.items()])


def ours(record: Record) -> str:
    return next(id_.value for id_ in record.ids if id_.scheme is Scheme.CITEWALK)


def properties(record: Record) -> dict[str, object]:
    ids: set[ArticleId] = set(record.ids)
    return {
        "id": ours(record),
        **{id_.scheme: id_.value for id_ in ids if id_.scheme is not Scheme.CITEWALK},
        **{name: getattr(record, name) for name in ("title", "journal", "type", "abstract", "keywords")},
        **{name: getattr(record, name) for name in ("year", "cited_by_count")},
    }


def nodes_of(graph: ExportGraph, *, abstracts: bool = True) -> str:
    out = StringIO(newline="")
    write_nodes(graph, out, abstracts=abstracts)
    return out.getvalue()


def edges_of(graph: ExportGraph) -> str:
    out = StringIO(newline="")
    write_edges(graph, out)
    return out.getvalue()
