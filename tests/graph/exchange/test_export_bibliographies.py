"""The bibliographies, read back by bibtexparser, rispy, citeproc-py and citewalk's own reading of seeds."""

from __future__ import annotations

import json
import logging
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware, SeparateCoAuthors, SplitNameParts
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from hypothesis import given, settings

from graph.exchange.content import ExportGraph
from graph.exchange.formats import FORMATS, write_export
from graph.exchange.people import divide
from graph.exchange.reference import references
from graph.exchange.texts import one_line
from harvest.seedfiles import bibtex, ris
from tests.graph.exchange.hostile import graphs, written

BIBLIOGRAPHIES = ("bibtex", "ris", "csl")
GRAPH = ExportGraph.make(
    [
        {
            "id": "a1",
            "title": "Symphony & 100% of {it}: a_b #1 ~ $5 -- 'quoted' back\\slash",
            "authors": ("Ludwig van Beethoven", "Martin L King Jr", "The Eroica Consortium"),
            "year": 1804,
            "date": "1804-04-07",
            "journal": "Music & Letters",
            "volume": "3",
            "issue": "2",
            "pages": "55-7",
            "type": "article",
            "doi": "10.1002/(sici)1097_0258<1661::aid-sim968>3.0.co;2-2",
            "pmid": "123",
            "pmcid": "PMC9",
            "url": "https://example.org/a;b?c=%20d",
            "language": "en",
            "abstract": "Loud.",
            "keywords": ["sound, loud", "fury"],
            "is_retracted": True,
            "depth": 0,
            "community": 4,
            "sources": ["icite", "ncbi"],
        },
        {"id": "a2", "title": "A preprint", "type": "preprint", "journal": "bioRxiv", "year": 2021, "doi": "10.1101/2"},
        {"id": "a3", "title": "A chapter", "type": "book-chapter", "journal": "A book", "year": 2001},
        {"id": "a4", "title": "A thesis", "type": "dissertation", "authors": ["王小明"]},
        {"id": "a5", "stub": True, "pmid": "5"},
    ],
    [("a2", "a1", ["ncbi"]), ("a1", "a5", ["ncbi"])],
)


def read_bibtex(text: str, *middlewares: Any) -> list[bibtexparser.model.Entry]:
    library = bibtexparser.parse_string(text, append_middleware=list(middlewares))
    assert library.failed_blocks == []
    return library.entries


def read_csl(text: str) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = json.loads(text)
    return loaded


@pytest.mark.parametrize("name", BIBLIOGRAPHIES)
def test_stubs_are_left_out_and_counted(name: str, tmp_path: Path) -> None:
    (path,) = write_export(GRAPH, name, tmp_path / "refs")
    assert FORMATS[name].left_out(GRAPH) == 1
    assert "a5" not in path.read_text(encoding="utf-8")


def test_the_other_formats_leave_nothing_out() -> None:
    others = set(FORMATS) - set(BIBLIOGRAPHIES)
    assert {FORMATS[name].left_out(GRAPH) for name in others} == {0}


@pytest.mark.parametrize("name", BIBLIOGRAPHIES)
def test_abstracts_and_keywords_come_when_asked_for(name: str) -> None:
    assert "Loud." not in written(GRAPH, name, abstracts=False)
    assert "Loud." in written(GRAPH, name)
    assert "fury" in written(GRAPH, name)


def test_bibtexparser_gives_every_field_back() -> None:
    first, *_ = read_bibtex(written(GRAPH, "bibtex"), LatexDecodingMiddleware())
    assert (first.entry_type, first.key) == ("article", "vanbeethoven1804symphony")
    assert {field.key: field.value for field in first.fields} == {
        "author": "van Beethoven, Ludwig and King, Jr, Martin L and The Eroica Consortium",
        "title": "Symphony & 100% of {it}: a_b #1 ~ $5 -- 'quoted' back\\slash",
        "journal": "Music & Letters",
        "year": "1804",
        "volume": "3",
        "number": "2",
        "pages": "55–7",
        "month": "apr",
        "doi": "10.1002/(sici)1097_0258<1661::aid-sim968>3.0.co;2-2",
        "url": "https://example.org/a;b?c=",  # the decoder takes `%` for a comment; the raw field is whole
        "eprint": "123",
        "eprinttype": "pubmed",
        "pmid": "123",
        "pmcid": "PMC9",
        "language": "en",
        "keywords": "sound loud, fury",
        "abstract": "Loud.",
        "note": "Retracted",
        "annote": "seed of the walk; citations within this export: 1; community 4; described by icite, ncbi",
    }


def test_bibtex_ids_links_and_pages_are_as_latex_wants_them() -> None:
    first, *_ = read_bibtex(written(GRAPH, "bibtex"))
    assert first["doi"] == GRAPH.articles[0]["doi"]
    assert first["url"] == GRAPH.articles[0]["url"]
    assert first["pages"] == "55--7"


def test_bibtexparser_divides_the_names() -> None:
    first, *_ = read_bibtex(written(GRAPH, "bibtex"), SeparateCoAuthors(), SplitNameParts())
    beethoven, king, group = first["author"]
    assert (beethoven.von, beethoven.last, beethoven.first) == (["van"], ["Beethoven"], ["Ludwig"])
    assert (king.last, king.jr, king.first) == (["King"], ["Jr"], ["Martin", "L"])
    assert group.last == ["{The Eroica Consortium}"]


def test_bibtex_types_and_containers() -> None:
    entries = {entry.key: entry for entry in read_bibtex(written(GRAPH, "bibtex"))}
    told = {
        key: (entry.entry_type, set(entry.fields_dict) & {"journal", "booktitle"}) for key, entry in entries.items()
    }
    assert told == {
        "vanbeethoven1804symphony": ("article", {"journal"}),
        "anon2021preprint": ("misc", set()),
        "anon2001chapter": ("incollection", {"booktitle"}),
        "anonthesis": ("phdthesis", set()),
    }
    assert entries["anon2021preprint"]["howpublished"] == "bioRxiv"


def test_rispy_gives_every_field_back() -> None:
    first, *_ = rispy.loads(written(GRAPH, "ris"))
    assert first == {
        "type_of_reference": "JOUR",
        "id": "a1",
        "authors": ["van Beethoven, Ludwig", "King, Martin L, Jr", "The Eroica Consortium"],
        "title": GRAPH.articles[0]["title"],
        "journal_name": "Music & Letters",
        "year": "1804",
        "date": "1804/04/07/",
        "volume": "3",
        "number": "2",
        "start_page": "55",
        "end_page": "7",
        "doi": "10.1002/(sici)1097_0258<1661::aid-sim968>3.0.co;2-2",
        "accession_number": "123",
        "name_of_database": "PubMed",
        "custom2": "PMC9",
        "language": "en",
        "keywords": ["sound, loud", "fury"],
        "abstract": "Loud.",
        "notes": [
            "Retracted",
            "seed of the walk; citations within this export: 1; community 4; described by icite, ncbi",
        ],
        "urls": ["https://example.org/a%3Bb?c=%20d"],
    }


def test_ris_types_and_containers() -> None:
    told = [
        (one["type_of_reference"], one.get("journal_name"), one.get("secondary_title"))
        for one in rispy.loads(written(GRAPH, "ris"))
    ]
    assert told[1:] == [("UNPB", "bioRxiv", None), ("CHAP", None, "A book"), ("THES", None, None)]


def test_ris_lines_end_as_its_specification_says() -> None:
    text = written(GRAPH, "ris")
    assert text.count("\n") == text.count("\r\n")
    assert re.fullmatch(r"(?:[A-Z][A-Z0-9]  - .*\r\n|\r\n)+", text)


def test_csl_items() -> None:
    first, *others = read_csl(written(GRAPH, "csl"))
    assert first["author"] == [
        {"family": "van Beethoven", "given": "Ludwig"},
        {"family": "King", "given": "Martin L", "suffix": "Jr"},
        {"literal": "The Eroica Consortium"},
    ]
    assert first["issued"] == {"date-parts": [[1804, 4, 7]]}
    assert (first["container-title"], first["page"], first["status"]) == ("Music & Letters", "55-7", "retracted")
    assert (first["DOI"], first["PMID"], first["PMCID"]) == (GRAPH.articles[0]["doi"], "123", "PMC9")
    assert [(one["id"], one["type"]) for one in others] == [("a2", "article"), ("a3", "chapter"), ("a4", "thesis")]


def cited(text: str, ids: list[str]) -> str:
    """The bibliography that citeproc-py makes of the items."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own style names variables that it does not know
        style = CitationStylesStyle("harvard-cite-them-right", validate=False)
        listed = CitationStylesBibliography(style, CiteProcJSON(read_csl(text)), formatter.plain)
        listed.register(Citation([CitationItem(id_) for id_ in ids]))
        return "\n".join(map(str, listed.bibliography()))


def test_citeproc_makes_a_bibliography_of_it() -> None:
    text = cited(written(GRAPH, "csl"), ["a1", "a2", "a3", "a4"])
    assert "van Beethoven" in text
    assert "Music & Letters, 3(2)" in text
    assert "A preprint" in text


def test_citeproc_reads_every_item_without_complaint() -> None:
    source = CiteProcJSON(read_csl(written(GRAPH, "csl")))
    assert sorted(source) == ["a1", "a2", "a3", "a4"]


CSL_TEXTS = frozenset(
    re.findall(
        r"\S+",
        "id type title container-title volume issue page DOI PMID PMCID URL genre language keyword abstract status "
        "annote",
    )
)
CSL_TYPES = frozenset(
    re.findall(r"\S+", "article article-journal book chapter dataset document paper-conference report thesis")
)


def broken_rules(items: list[dict[str, Any]]) -> Iterator[str]:
    """What the schema of CSL's data would object to."""
    for item in items:
        texts = {name: value for name, value in item.items() if name not in {"author", "issued"}}
        if not {"id", "type"} <= item.keys() or item["type"] not in CSL_TYPES:
            yield f"id or type of {item}"
        if not texts.keys() <= CSL_TEXTS or not all(isinstance(value, str) for value in texts.values()):
            yield f"fields of {item}"
        for name in item.get("author", []):
            if not name.keys() <= {"family", "given", "suffix", "literal"} or not all(name.values()):
                yield f"name {name}"
        parts = item.get("issued", {"date-parts": [[1]]})["date-parts"]
        if len(parts) != 1 or not 1 <= len(parts[0]) <= 3 or not all(type(part) is int for part in parts[0]):
            yield f"date {parts}"


@given(graphs())
@settings(deadline=None, max_examples=50)
def test_any_title_comes_back_from_bibtex(graph: ExportGraph) -> None:
    logging.getLogger("pylatexenc").setLevel(logging.ERROR)
    expected = list(references(graph))
    entries = read_bibtex(written(graph, "bibtex"), LatexDecodingMiddleware())
    assert [entry.fields_dict["title"].value if "title" in entry.fields_dict else None for entry in entries] == [
        # bibtexparser's decoder has a sign of its own for the circumflex
        reference.title.replace("^", "ˆ") if reference.title else None
        for reference in expected
    ]
    keys = [entry.key for entry in entries]
    assert len(set(keys)) == len(keys)
    assert all(re.fullmatch("[a-z0-9]+", key) for key in keys)


@given(graphs())
@settings(deadline=None, max_examples=50)
def test_no_brace_of_bibtex_is_without_its_partner(graph: ExportGraph) -> None:
    depth = 0
    for sign in written(graph, "bibtex"):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        assert depth >= 0
    assert depth == 0


@given(graphs())
@settings(deadline=None, max_examples=50)
def test_as_many_authors_come_back_from_bibtex(graph: ExportGraph) -> None:
    entries = read_bibtex(written(graph, "bibtex"), SeparateCoAuthors())
    counts = [len(entry["author"]) if "author" in entry.fields_dict else 0 for entry in entries]
    assert counts == [len(reference.authors) for reference in references(graph)]


@given(graphs())
@settings(deadline=None, max_examples=50)
def test_any_reference_comes_back_from_ris(graph: ExportGraph) -> None:
    entries = rispy.loads(written(graph, "ris"))
    expected = list(references(graph))
    assert [entry.get("title") for entry in entries] == [reference.title for reference in expected]
    assert [entry.get("abstract") for entry in entries] == [reference.abstract for reference in expected]
    assert [entry.get("doi") for entry in entries] == [reference.doi for reference in expected]
    assert [len(entry.get("authors", [])) for entry in entries] == [len(reference.authors) for reference in expected]
    assert [entry.get("urls", []) for entry in entries] == [
        [reference.url.replace(";", "%3B")] if reference.url else [] for reference in expected
    ]


@given(graphs())
@settings(deadline=None, max_examples=50)
def test_any_reference_is_an_item_of_csl(graph: ExportGraph) -> None:
    items = read_csl(written(graph, "csl"))
    assert list(broken_rules(items)) == []
    assert [item.get("title") for item in items] == [reference.title for reference in references(graph)]
    CiteProcJSON(items)


def test_what_is_exported_can_be_harvested_from() -> None:
    wanted = [{"pmid:123"}, {"doi:10.1101/2"}]
    for name, read in (("bibtex", bibtex.items), ("ris", ris.items)):
        seeds = [{str(id_) for id_ in item.ids} for item in read(written(GRAPH, name))]
        assert [ids & want for ids, want in zip(seeds, wanted, strict=False)] == wanted


def test_a_long_list_of_pages_is_not_a_range() -> None:
    graph = ExportGraph.make([{"id": "a", "title": "T", "pages": "1-5, 9"}], [])
    assert rispy.loads(written(graph, "ris"))[0]["start_page"] == "1-5, 9"
    assert read_csl(written(graph, "csl"))[0]["page"] == "1-5, 9"


def test_a_date_of_another_year_does_not_stand_beside_the_year() -> None:
    graph = ExportGraph.make([{"id": "a", "title": "T", "year": 2020, "date": "2019-12-31"}], [])
    assert read_csl(written(graph, "csl"))[0]["issued"] == {"date-parts": [[2020]]}


def test_names_are_one_line(tmp_path: Path) -> None:
    assert divide("Jane\r\n  Q\tDoe").inverted == one_line("Doe, Jane Q")
