"""What an article's node says after several sources have spoken: examples, then properties over any order."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.ids import ArticleId, Scheme
from graph.merge import PRECEDENCE, merge, weigh
from graph.model import Author, Loose, Mention, Notice, NoticeKind, Record, Retraction

PMID = ArticleId(Scheme.PMID, "39843410")
DOI = ArticleId(Scheme.DOI, "10.3340/jkns.2024.0081")
OTHER_DOI = ArticleId(Scheme.DOI, "10.1/other")
W1, W2, W10 = (ArticleId(Scheme.OPENALEX, f"W{n}") for n in (1, 2, 10))
SOURCES = ("ncbi", "icite", "europepmc", "openalex", "s2", "opencitations", "crossref")


def said(source: str, *ids: ArticleId, **fields: object) -> Record:
    return replace(Record(source=source, ids=frozenset(ids or (PMID,))), **fields)  # type: ignore[arg-type]


def test_a_record_becomes_flat_properties_and_what_it_does_not_say_is_absent() -> None:
    assert merge({}, [said("ncbi", PMID, DOI, title="Screws", year=2025, references=())]) == {
        "pmid": "39843410",
        "doi": "10.3340/jkns.2024.0081",
        "title": "Screws",
        "year": 2025,
        "sources": ["ncbi"],
        "provenance": ["doi=ncbi", "pmid=ncbi", "title=ncbi", "year=ncbi"],
    }


def test_pubmed_is_believed_over_others_and_others_where_pubmed_is_silent() -> None:
    merged = merge({}, [said("openalex", W1, PMID, title="SCREWS", volume="68"), said("ncbi", title="Screws")])
    assert merged["title"] == "Screws"
    assert merged["volume"] == "68"
    assert merged["sources"] == ["ncbi", "openalex"]


def test_a_newer_statement_of_the_same_source_replaces_its_older_one() -> None:
    first = merge({}, [said("openalex", W1, cited_by_count=3)])
    assert merge(first, [said("openalex", W1, cited_by_count=5)])["cited_by_count"] == 5


def test_a_blank_never_replaces_what_is_known() -> None:
    known = merge({}, [said("ncbi", title="Screws", keywords=("Bone",))])
    again = merge(known, [said("ncbi", title=" \t", keywords=(), url="")])
    assert (again["title"], again["keywords"]) == ("Screws", ["Bone"])
    assert "url" not in again


def test_zero_is_an_answer_and_none_is_not() -> None:
    merged = merge({}, [said("icite", cited_by_count=0)])
    assert (merged["cited_by_count"], merged["cited_by_count_source"]) == (0, "icite")
    assert "reference_count" not in merged


def test_asked_and_none_is_kept_until_somebody_knows_better() -> None:
    merged = merge({}, [said("ncbi", keywords=())])
    assert merged["keywords"] == []
    assert merge(merged, [said("openalex", keywords=("Bone", " Bone ", ""))])["keywords"] == ["Bone"]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_retraction_that_any_source_asserts_wins_over_silence_and_denial(order: tuple[int, int]) -> None:
    records = [said("ncbi", is_retracted=False), said("openalex", W1, PMID, is_retracted=True)]
    merged = merge({}, [records[i] for i in order])
    assert merged["is_retracted"] is True
    assert "is_retracted=openalex" in merged["provenance"]  # type: ignore[operator]


def test_a_retraction_is_stored_flat_and_implies_that_the_article_is_retracted() -> None:
    notice = Retraction(ArticleId(Scheme.PMID, "35635926"), "2022-05-31", "ncbi")
    merged = merge({}, [said("ncbi", retraction=notice)])
    assert merged["is_retracted"] is True
    assert merged["retraction"] == "pmid:35635926"
    assert (merged["retraction_date"], merged["retraction_source"]) == ("2022-05-31", "ncbi")


def test_a_source_can_take_its_retraction_back_but_not_that_of_others() -> None:
    notice = Retraction(None, None, "ncbi")
    both = merge({}, [said("ncbi", retraction=notice), said("openalex", W1, PMID, is_retracted=True)])
    one = merge(both, [said("ncbi", is_retracted=False)])
    assert one["is_retracted"] is True
    assert "retraction_source" not in one
    none = merge(one, [said("openalex", W1, PMID, is_retracted=False)])
    assert none["is_retracted"] is False


def test_of_two_descriptions_by_one_source_the_smallest_id_speaks_in_any_order() -> None:
    two, ten = said("openalex", W2, PMID, title="two", year=2002), said("openalex", W10, PMID, title="ten", issue="3")
    merged = merge(merge({}, [ten]), [two])
    assert merged == merge(merge({}, [two]), [ten])
    assert (merged["title"], merged["openalex"], merged["issue"]) == ("two", "W2", "3")
    assert "issue=openalex openalex:W10" in merged["provenance"]  # type: ignore[operator]


def test_only_ids_that_belong_to_the_article_stand_in_its_columns() -> None:
    merged = merge({}, [said("ncbi", PMID, OTHER_DOI)], ids=[PMID, DOI])
    assert merged["doi"] == DOI.value
    assert merge(merge({}, [said("ncbi", PMID, DOI)]), [], ids=[PMID]) == {
        "pmid": PMID.value,
        "sources": ["ncbi"],
        "stub": True,
        "provenance": ["pmid=ncbi"],
    }


def test_an_article_without_a_description_is_a_stub_until_it_gets_one() -> None:
    stub = merge({"id": "a1", "first_seen": "2026"}, [], ids=[DOI, OTHER_DOI])
    assert stub == {"id": "a1", "first_seen": "2026", "doi": "10.1/other", "stub": True}
    described = merge(stub, [said("crossref", DOI, title="Screws")], ids=[DOI, OTHER_DOI])
    assert "stub" not in described
    assert (described["id"], described["doi"]) == ("a1", DOI.value)


def test_text_is_one_line_without_what_cannot_be_stored() -> None:
    merged = merge({}, [said("ncbi", title=" A\n  title\x00of \ud800 screws\u2029", abstract="\x0b\x01")])
    assert merged["title"] == "A title of screws"
    assert "abstract" not in merged


@pytest.mark.parametrize(
    ("field", "value"),
    [("year", 0), ("cited_by_count", -1), ("reference_count", 2**63), ("rcr", math.nan),
     ("rcr", math.inf), ("url", "javascript:alert(1)")],
)  # fmt: skip
def test_a_value_that_cannot_be_true_is_no_value(field: str, value: object) -> None:
    assert field not in merge({}, [said("icite", **{field: value})])


def test_the_authors_of_the_best_source_are_written_once() -> None:
    crossref = said("crossref", DOI, authors=(Author("T. Olbrycht"),))
    ncbi = said("ncbi", authors=(Author("Tomasz Olbrycht"),))
    assert weigh({}, [crossref]).authors is crossref
    first = weigh({}, [crossref, ncbi])
    assert first.authors is ncbi
    assert weigh(first.node, [crossref]).authors is None
    assert weigh(first.node, [ncbi]).authors is ncbi
    assert "authors" not in first.node


def test_every_source_keeps_its_own_number_and_its_newest() -> None:
    node = merge({}, [said("openalex", W1, cited_by_count=3, reference_count=0), said("ncbi", reference_count=40)])
    node = merge(node, [said("openalex", W1, cited_by_count=5), said("s2")])
    assert node["references_reported"] == ["ncbi=40", "openalex=0"]
    assert node["citing_reported"] == ["openalex=5"]
    assert (node["reference_count"], node["reference_count_source"]) == (40, "ncbi")


def test_of_two_descriptions_by_one_source_the_number_of_the_smallest_id_is_reported() -> None:
    two, ten = said("openalex", W2, PMID, cited_by_count=2), said("openalex", W10, PMID, cited_by_count=10)
    first = merge({}, [ten])
    assert (first["citing_reported"], first["provenance"]) == (
        ["openalex=10"],
        ["cited_by_count=openalex", "openalex=openalex", "pmid=openalex"],
    )
    assert merge(first, [two])["citing_reported"] == merge(merge({}, [two]), [ten])["citing_reported"] == ["openalex=2"]


def test_unresolved_references_are_lines_of_the_best_list_in_its_order() -> None:
    mine = said(
        "ncbi", loose=(Loose(10, "Smith J. A\n book. 1999."), Loose(2, "Personal communication"), Loose(3, " "))
    )
    node = merge({}, [mine, said("s2", loose=(Loose(1, "poorer"),))])
    assert node["unresolved_references"] == ["2 Personal communication", "10 Smith J. A book. 1999."]


def test_a_list_of_which_all_is_resolved_is_a_zero_where_the_source_could_have_told_otherwise() -> None:
    cited = (Mention((OTHER_DOI,)),)
    assert merge({}, [said("ncbi", references=cited)])["unresolved_references"] == []
    better = merge({}, [said("s2", loose=(Loose(1, "poorer"),)), said("crossref", DOI, references=cited)])
    assert better["unresolved_references"] == []
    for silent in (
        said("icite", references=cited),
        said("ncbi", references=()),
        said("ncbi"),
        said("ncbi", references=cited, unresolved=2),
    ):
        assert "unresolved_references" not in merge({}, [silent])


def test_notices_are_a_union_and_nothing_is_taken_away() -> None:
    first = merge({}, [said("ncbi", notices=(Notice(NoticeKind.CORRECTION, OTHER_DOI, "2020-02", "ncbi"),))])
    assert (first["corrections"], first["concerns"], first["correction_date"]) == (["doi:10.1/other"], [], "2020-02")
    concern = Notice(NoticeKind.CONCERN, None, "2021", "crossref")
    again = merge(first, [said("crossref", DOI, notices=(concern,)), said("ncbi", notices=()), said("s2")])
    assert again["corrections"] == ["doi:10.1/other"]
    assert (again["concerns"], again["concern_date"]) == ([], "2021")
    assert (again["correction_sources"], again["concern_sources"]) == (["ncbi"], ["crossref"])
    assert "corrections" not in merge({}, [said("icite")])


def test_who_told_of_a_correction_is_a_union_also_on_a_node_that_kept_no_source() -> None:
    notice = Notice(NoticeKind.CORRECTION, OTHER_DOI, None, "crossref")
    older = {"corrections": ["doi:10.1/other"], "concerns": []}
    heard = merge(older, [said("crossref", DOI, notices=(notice,))])
    assert heard["correction_sources"] == ["crossref"]
    again = merge(heard, [said("ncbi", notices=(replace(notice, source="ncbi"),))])
    assert (again["corrections"], again["correction_sources"]) == (["doi:10.1/other"], ["crossref", "ncbi"])
    assert "correction_sources" not in merge(older, [said("ncbi", notices=())])


def test_every_field_has_a_place_for_every_source() -> None:
    assert all(sorted(sources) == sorted(SOURCES) for sources in PRECEDENCE.values())


words = st.none() | st.text(max_size=6)
counts = st.none() | st.integers(-1, 9)
some_ids = st.frozensets(
    st.sampled_from([PMID, DOI, OTHER_DOI, W1, W2, W10, ArticleId(Scheme.S2, "a" * 40)]), min_size=1
)
records_of_any_kind = st.builds(
    Record,
    source=st.sampled_from((*SOURCES, "elsewhere")),
    ids=some_ids,
    title=words,
    abstract=words,
    year=st.none() | st.integers(-1, 2030),
    journal=words,
    type=words,
    url=st.none() | st.sampled_from(["", "ftp://x", "https://x.org/1"]),
    keywords=st.none() | st.lists(st.text(max_size=3), max_size=3).map(tuple),
    authors=st.none() | st.just(()) | st.just((Author("A"),)),
    is_retracted=st.none() | st.booleans(),
    retraction=st.none() | st.builds(Retraction, st.none() | st.just(DOI), words, st.just("ncbi")),
    cited_by_count=counts,
    reference_count=counts,
    rcr=st.none() | st.floats(),
    references=st.none() | st.just(()) | st.just((Mention((OTHER_DOI,)),)),
    unresolved=st.integers(0, 1),
    loose=st.lists(st.builds(Loose, st.integers(1, 12), st.text(max_size=4)), max_size=3).map(tuple),
    notices=st.none()
    | st.lists(
        st.builds(Notice, st.sampled_from(NoticeKind), st.none() | st.sampled_from([DOI, W1]), words, st.just("ncbi")),
        max_size=2,
    ).map(tuple),
)


def distinct(records: Sequence[Record]) -> list[Record]:
    """One record for each speaker: what one source says of one id twice is news, and news has an order."""
    seen: dict[tuple[str, frozenset[ArticleId]], Record] = {}
    for record in records:
        seen.setdefault((record.source, record.ids), record)
    kept: list[Record] = []
    speakers: set[tuple[str, str]] = set()
    for record in seen.values():
        mine = {(record.source, str(id_)) for id_ in record.ids}
        if not mine & speakers:
            kept.append(record)
            speakers |= mine
    return kept


@given(st.lists(records_of_any_kind, max_size=8).map(distinct), st.data())
def test_neither_order_nor_batches_nor_merging_nodes_change_what_is_known(
    records: list[Record], data: st.DataObject
) -> None:
    at_once = merge({}, records)
    told = data.draw(st.permutations(records))
    cuts = sorted(data.draw(st.sets(st.integers(0, len(told)))) | {0, len(told)})
    node: dict[str, object] = {}
    for a, b in pairwise(cuts):
        node = merge(node, told[a:b])
    assert node == (at_once if records else {})
    middle = data.draw(st.integers(0, len(told)))
    assert merge(merge({}, told[:middle]), [], absorbed=[merge({}, told[middle:])]) == at_once


@given(st.lists(records_of_any_kind, max_size=5))
def test_hearing_the_last_record_of_each_source_again_changes_nothing(records: list[Record]) -> None:
    records = distinct(records)
    once = merge({}, records)
    assert merge(once, records) == once


@given(st.lists(records_of_any_kind, max_size=5))
def test_only_values_that_a_node_can_hold_come_out(records: list[Record]) -> None:
    for value in merge({}, records).values():
        assert value is not None
        assert value != ""
        assert isinstance(value, str | int | float) or all(isinstance(item, str) and item for item in value)  # type: ignore[attr-defined]
