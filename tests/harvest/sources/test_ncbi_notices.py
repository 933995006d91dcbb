"""Retractions, corrections and concerns as PubMed states them, on the article and on the notice."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from graph.ids import ArticleId, Scheme
from graph.model import Notice, NoticeKind, Record, Retraction
from harvest.sources.base import Answer, Kind, Wanted
from harvest.sources.ncbi import NCBI

RECORDED = "ncbi-efetch/metapub/fixtures/pmid_xml/{}.xml"
Body = Callable[[str], bytes]


def pmid(number: int) -> ArticleId:
    return ArticleId(Scheme.PMID, str(number))


def fetch(body: bytes, number: int) -> Answer:
    (request,) = NCBI().requests(Kind.DESCRIBE, [Wanted(frozenset({pmid(number)}))])
    return NCBI().read(request, body)


def article(*entries: str) -> Answer:
    """PMID 5 of February 2024 with these comments and corrections."""
    listed = f"<CommentsCorrectionsList>{''.join(entries)}</CommentsCorrectionsList>" if entries else ""
    issue = "<JournalIssue><PubDate><Year>2024</Year><Month>Feb</Month></PubDate></JournalIssue>"
    inner = f"<PMID>5</PMID><Article><Journal>{issue}</Journal></Article>{listed}"
    whole = f"<PubmedArticle><MedlineCitation>{inner}</MedlineCitation></PubmedArticle>"
    return fetch(f"<PubmedArticleSet>{whole}</PubmedArticleSet>".encode(), 5)


def entry(kind: str, number: int | None = 77, source: str = "Nature. 2021 Mar 4;5(1):2") -> str:
    own = "" if number is None else f"<PMID>{number}</PMID>"
    return f"<CommentsCorrections RefType='{kind}'><RefSource>{source}</RefSource>{own}</CommentsCorrections>"


@pytest.mark.parametrize(
    ("kind", "meaning"),
    [
        ("ErratumIn", NoticeKind.CORRECTION),
        ("CorrectedandRepublishedIn", NoticeKind.CORRECTION),
        ("UpdateIn", NoticeKind.CORRECTION),
        ("PartialRetractionIn", NoticeKind.CORRECTION),
        ("ExpressionOfConcernIn", NoticeKind.CONCERN),
    ],
)
def test_an_article_names_its_notices_with_their_dates(kind: str, meaning: NoticeKind) -> None:
    (record,) = article(entry(kind)).records
    assert record.notices == (Notice(meaning, pmid(77), "2021-03-04", "ncbi"),)
    assert (record.is_retracted, record.retraction) == (False, None)


def test_a_retraction_stands_beside_what_came_before_it() -> None:
    (record,) = article(entry("ExpressionOfConcernIn", 76), entry("RetractionIn"), entry("ErratumIn", 75)).records
    assert record.retraction == Retraction(pmid(77), "2021-03-04", "ncbi")
    assert [(notice.kind, notice.id) for notice in record.notices or ()] == [
        (NoticeKind.CONCERN, pmid(76)),
        (NoticeKind.CORRECTION, pmid(75)),
    ]


def test_an_article_without_notices_was_asked_and_has_none() -> None:
    assert [record.notices for record in article().records] == [()]
    assert [record.notices for record in article(entry("CommentIn"), entry("Cites")).records] == [()]


def test_a_notice_outside_pubmed_is_named_by_its_doi_or_not_at_all() -> None:
    doi = ArticleId(Scheme.DOI, "10.1000/n.1")
    (record,) = article(entry("ErratumIn", None, "J Biol. 2020 May;1(2):3. doi: 10.1000/n.1.")).records
    assert record.notices == (Notice(NoticeKind.CORRECTION, doi, "2020-05", "ncbi"),)
    (record,) = article(entry("RetractionIn", None, "2020")).records
    assert (record.is_retracted, record.retraction) == (True, Retraction(None, "2020", "ncbi"))


def test_a_notice_says_whom_it_retracts_or_corrects() -> None:
    answer = article(entry("RetractionOf", 7), entry("ErratumFor", 8), entry("ExpressionOfConcernFor", 9))
    retraction = Retraction(pmid(5), "2024-02", "ncbi")
    assert answer.about == (
        Record(source="ncbi", ids=frozenset({pmid(7)}), is_retracted=True, retraction=retraction),
        *(
            Record(source="ncbi", ids=frozenset({pmid(n)}), notices=(Notice(kind, pmid(5), "2024-02", "ncbi"),))
            for n, kind in ((8, NoticeKind.CORRECTION), (9, NoticeKind.CONCERN))
        ),
    )
    assert [record.ids for record in answer.records] == [{pmid(5)}]
    assert answer.known == {pmid(5)}


def test_an_article_is_no_notice_about_itself() -> None:
    assert article(entry("RetractionOf", 5), entry("RetractionOf", None)).about == ()


def test_a_recorded_article_names_its_erratum(body: Body) -> None:
    (record,) = fetch(body(RECORDED.format(38147649)), 38147649).records
    assert record.notices == (Notice(NoticeKind.CORRECTION, pmid(39705317), "2025-01-07", "ncbi"),)


@pytest.mark.parametrize(
    ("notice", "about", "date"), [(38833988, 33279609, "2024-08"), (38962805, 38446048, "2024-07")]
)
def test_a_recorded_erratum_names_its_article(body: Body, notice: int, about: int, date: str) -> None:
    (said,) = fetch(body(RECORDED.format(notice)), notice).about
    assert said.ids == {pmid(about)}
    assert said.notices == (Notice(NoticeKind.CORRECTION, pmid(notice), date, "ncbi"),)
