"""What Europe PMC says of an article."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from graph.ids import ArticleId, Scheme
from graph.model import Author, Notice, NoticeKind, Record, Retraction, Topic, Version
from harvest.sources.europepmc.records import Result, read_result


def pmid(number: int) -> ArticleId:
    return ArticleId(Scheme.PMID, str(number))


def result(**more: object) -> Result:
    found = read_result({"id": "1", "source": "MED", **more})
    assert found is not None
    return found


def record(**more: object) -> Record:
    found = result(**more).record
    assert found is not None
    return found


def links(*stated: tuple[str, str, str, str | None]) -> dict[str, object]:
    rows = [{"type": kind, "source": source, "id": number, "reference": said} for kind, source, number, said in stated]
    return {"commentCorrectionList": {"commentCorrection": rows}}


@pytest.fixture
def real(body: Callable[[str], bytes]) -> dict[str, Record]:
    rows = json.loads(body("europepmc/pyeuropepmc/search_cancer_core.json"))["resultList"]["result"]
    return {row["id"]: found.record for row in rows if (found := read_result(row)) and found.record}


def test_real_articles_are_read_in_full(real: dict[str, Record]) -> None:
    assert len(real) == 25
    article = real["40468710"]
    assert article.ids == {pmid(40468710), ArticleId(Scheme.DOI, "10.1111/bjhp.12807")}
    assert article.title is not None
    assert article.title.startswith("The role of psychological flexibility")
    assert (article.year, article.date, article.type, article.language) == (2025, "2025-09", "article", "en")
    assert (article.journal, article.issn) == ("British journal of health psychology", "1359-107X")
    assert (article.volume, article.issue, article.pages) == ("30", "3", "e12807")
    assert article.authors is not None
    assert article.authors[0] == Author("Miznah Al-Abbadey", "0000-0002-6307-9196")
    assert len(article.authors) == 7
    assert article.keywords is not None
    assert article.keywords[:2] == ("Cancer", "Acceptance And Commitment Therapy")
    assert article.topics is not None
    assert article.topics[0] == Topic("Humans", "MeSH")
    assert article.topics[-1] == Topic("Act", "keyword")
    assert (article.is_retracted, article.retraction, article.notices) == (False, None, ())
    assert article.url == "https://europepmc.org/article/MED/40468710"
    assert article.reference_count is None


def test_the_headings_of_a_real_abstract_become_labels(real: dict[str, Record]) -> None:
    abstract = real["40468710"].abstract or ""
    assert [line.split(":")[0] for line in abstract.split("\n")] == [
        "Objective",
        "Design",
        "Methods",
        "Results",
        "Conclusions",
    ]
    assert "(at p < .001)" in abstract
    assert all("<h4>" not in (one.abstract or "") for one in real.values())


def test_real_errata_are_errata_and_correct_nobody_themselves(real: dict[str, Record]) -> None:
    assert real["39709208"].type == "erratum"
    assert real["39709208"].notices == ()
    assert ArticleId(Scheme.PMCID, "PMC12124214") in real["39709208"].ids


def test_all_real_hits_have_an_id_of_their_own(body: Callable[[str], bytes]) -> None:
    rows = json.loads(body("europepmc/pyeuropepmc/search_1000results_cancer.json"))["resultList"]["result"]
    found = [one for row in rows if (one := read_result(row))]
    assert len(found) == 1000
    assert all(one.handle for one in found)
    schemes = {"MED": Scheme.PMID, "PMC": Scheme.PMCID, "PPR": Scheme.DOI}
    assert all(one.handle and one.handle.scheme is schemes[row["source"]] for one, row in zip(found, rows, strict=True))


def test_a_real_preprint_is_called_by_its_doi_and_names_its_server(body: Callable[[str], bytes]) -> None:
    rows = json.loads(body("europepmc/pyeuropepmc/search_1000results_cancer.json"))["resultList"]["result"]
    preprints = [found.record for row in rows if row["source"] == "PPR" and (found := read_result(row))]
    assert len(preprints) > 10
    assert {one.type for one in preprints if one} == {"preprint"}
    assert "medRxiv" in {one.journal for one in preprints if one}
    assert all(one and one.date and len(one.date) == 10 for one in preprints)


@pytest.mark.parametrize(
    ("stated", "date"),
    [
        ({"journalInfo": {"dateOfPublication": "2020 Dec"}, "firstPublicationDate": "2020-12-01"}, "2020-12"),
        ({"journalInfo": {"dateOfPublication": "2020"}, "electronicPublicationDate": "2020-07-17"}, "2020-07-17"),
        ({"journalInfo": {"dateOfPublication": "2020"}, "electronicPublicationDate": "2019-07-17"}, "2020"),
        ({"firstPublicationDate": "2020-07-17"}, "2020-07-17"),
        ({"firstPublicationDate": "2019-07-17"}, None),
        ({}, None),
    ],
)
def test_a_date_is_as_exact_as_its_issue_and_never_of_another_year(stated: dict[str, object], date: str | None) -> None:
    article = record(pubYear="2020", **stated)
    assert (article.year, article.date) == (2020, date)


def test_a_retraction_names_its_notice_and_its_date() -> None:
    article = record(**links(("Retraction in", "MED", "9", "Lancet. 2010 Feb 6;375(9713):445. doi: 10.1000/n.")))
    assert article.is_retracted is True
    assert article.retraction == Retraction(pmid(9), "2010-02-06", "europepmc")


def test_a_publication_type_alone_says_that_an_article_is_retracted() -> None:
    assert record(pubTypeList={"pubType": ["Journal Article", "Retracted Publication"]}).is_retracted is True
    notice = record(
        pubTypeList={"pubType": ["Retraction of Publication"]}, **links(("Retraction of", "MED", "9", None))
    )
    assert (notice.is_retracted, notice.retraction, notice.type) == (False, None, "retraction")


def test_corrections_and_concerns_are_notices_and_comments_are_none() -> None:
    article = record(
        **links(
            ("Erratum in", "MED", "5", "BMJ. 2011;3:4"),
            ("Expression of concern in", "MED", "6", None),
            ("Comment in", "MED", "7", None),
            ("Erratum for", "MED", "8", None),
            ("Erratum in", "MED", "5", "BMJ. 2011;3:4"),
            ("Erratum in", "", "", "BMJ. 2012 Mar;3:4. doi: 10.1136/BMJ.e1."),
        )
    )
    assert article.notices == (
        Notice(NoticeKind.CORRECTION, pmid(5), "2011", "europepmc"),
        Notice(NoticeKind.CONCERN, pmid(6), None, "europepmc"),
        Notice(NoticeKind.CORRECTION, ArticleId(Scheme.DOI, "10.1136/bmj.e1"), "2012-03", "europepmc"),
    )
    assert article.is_retracted is False


def test_versions_are_stated_both_ways_where_both_have_ids() -> None:
    published = result(**links(("Preprint in", "PPR", "PPR3", "bioRxiv. 2020. doi: 10.1101/123456.")))
    assert published.versions() == (Version(ArticleId(Scheme.DOI, "10.1101/123456"), pmid(1), "europepmc"),)
    itself = result(**links(("Preprint of", "MED", "1", None)))
    assert itself.versions() == ()


def test_an_entry_without_an_id_of_ours_is_no_article() -> None:
    found = read_result({"id": "PPR1", "source": "PPR", "title": "T"})
    assert found is not None
    assert (found.record, found.handle, found.versions()) == (None, None, ())


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ({"firstName": "Ada", "lastName": "Byron", "fullName": "Byron A"}, "Ada Byron"),
        ({"initials": "A", "lastName": "Byron"}, "A Byron"),
        ({"collectiveName": "The Group"}, "The Group"),
        ({"fullName": "Byron A"}, "Byron A"),
    ],
)
def test_authors_are_named_given_name_first(author: dict[str, object], name: str) -> None:
    assert record(authorList={"author": [author, {}, None, "x"]}).authors == (Author(name),)


def test_what_is_missing_or_rubbish_is_not_known() -> None:
    rubbish = record(
        title=5, abstractText=[], pubYear="soon", citedByCount=-4, journalInfo=[], authorList={"author": {}},
        meshHeadingList=None, keywordList={"keyword": "k"}, pubTypeList={"pubType": None}, commentCorrectionList=7,
    )  # fmt: skip
    bare = record()
    assert rubbish == bare
    assert (bare.title, bare.authors, bare.topics, bare.type, bare.cited_by_count) == (None, None, None, None, None)


def test_markup_in_titles_is_taken_out() -> None:
    assert record(title="H<sub>2</sub>O &amp; <i>E. coli</i>").title == "H2O & E. coli"
