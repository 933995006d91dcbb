"""PubMed's records, as efetch answers them."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from graph.ids import ArticleId, Scheme
from graph.model import Author, Loose, Record, Retraction, Topic
from harvest.errors import BadAnswer
from harvest.sources.base import Answer, Kind, Request
from harvest.sources.ncbi import NCBI

Body = Callable[[str], bytes]
AQUILEGIA = "ncbi-efetch/tidypubmed/aqc.xml.gz"
SPINE = "ncbi-efetch/psoas-abscess-2019/pubmed_result.xml.gz"


def pmid(number: int | str) -> ArticleId:
    return ArticleId(Scheme.PMID, str(number))


def doi(value: str) -> ArticleId:
    return ArticleId(Scheme.DOI, value)


def fetch(body: bytes, *asked: int | str) -> Answer:
    """Read a body as the answer about `asked`, or about every PMID in it."""
    numbers = asked or tuple(re.findall(r"<PMID[^>]*>(\d+)</PMID>", body.decode()))
    ids = tuple(pmid(number) for number in dict.fromkeys(numbers))
    request = Request(source="ncbi", kind=Kind.DESCRIBE, path="efetch.fcgi", asked=ids, accept="xml")
    return NCBI().read(request, body)


def article(
    inside: str = "", *, citation: str = "", data: str = "", number: int = 5, version: int = 1, ids: str = ""
) -> bytes:
    return (
        f'<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID Version="{version}">{number}</PMID>'
        f"<Article>{inside}</Article>{citation}</MedlineCitation>"
        f"<PubmedData><ArticleIdList>{ids}</ArticleIdList>{data}</PubmedData></PubmedArticle></PubmedArticleSet>"
    ).encode()


def only(body: bytes) -> Record:
    (record,) = fetch(body, 5).records
    return record


def test_the_107_aquilegia_records_cite_each_other_102_times(body: Body) -> None:
    """103 pairs stand in the file; one of them is 30325307 citing itself."""
    answer = fetch(body(AQUILEGIA))
    assert len(answer.records) == 107
    assert len(answer.known) == 107
    assert sum(record.references is not None for record in answer.records) == 30
    assert sum(len(record.references or ()) for record in answer.records) == 1021  # of 1,022 listed
    arcs = {
        (citing, mention.ids[0])
        for record in answer.records
        for citing in record.ids & answer.known
        for mention in record.references or ()
        if mention.ids[0] in answer.known
    }
    assert len(arcs) == 102


def test_the_292_spine_records_are_read(body: Body) -> None:
    answer = fetch(body(SPINE))
    assert len(answer.records) == 292
    assert sum(record.references is not None for record in answer.records) == 40
    assert sum(len(record.references or ()) for record in answer.records) == 679
    assert sum(record.year is None or record.title is None for record in answer.records) == 0


def test_nothing_is_lost_of_the_reference_lists_of_163_records(recordings: Path) -> None:
    """Every listed reference is a mention, counted as unresolved, a repeat, or the article itself."""
    records = mentions = unresolved = left_out = listed = 0
    for file in sorted((recordings / "ncbi-efetch/metapub/fixtures/pmid_xml").glob("*.xml")):
        root = etree.fromstring(file.read_bytes())
        for record in fetch(file.read_bytes(), file.stem).records:
            records += 1
            mentions += len(record.references or ())
            unresolved += record.unresolved
            seen: set[str] = {*root.xpath("//MedlineCitation/PMID/text()")}
            for reference in root.iter("Reference"):
                listed += 1
                stated = {one.get("IdType"): one.text for one in reference.iterfind("ArticleIdList/ArticleId")}
                best = stated.get("pubmed") if stated.get("pubmed") != "0" else None
                best = best or stated.get("doi", "").lower() or stated.get("pmc", "")
                left_out += bool(best) and best in seen
                seen.add(best)
    assert (records, listed) == (163, 9391)
    assert (mentions, unresolved) == (7842, 1510)
    assert mentions + unresolved + left_out == listed


def test_an_answer_without_articles_means_that_all_are_unknown(body: Body) -> None:
    answer = fetch(body("ncbi-efetch/metapub/fixtures/pmid_xml/37909814.xml"), 37909814)
    assert answer == Answer()


def test_an_article_that_cites_itself_does_not(body: Body) -> None:
    raw = body("ncbi-efetch/metapub/fixtures/pmid_xml/38147649.xml")
    assert raw.count(b'<ArticleId IdType="pubmed">38147649</ArticleId>') == 2  # its own, and one in its list
    (record,) = fetch(raw, 38147649).records
    assert all(pmid(38147649) not in mention.ids for mention in record.references or ())
    assert (len(record.references or ()), record.unresolved) == (64, 6)


def test_a_pmid_of_zero_is_no_pmid(body: Body) -> None:
    raw = body("ncbi-efetch/metapub/fixtures/pmid_xml/32935693.xml")
    assert b'<ArticleId IdType="pubmed">0</ArticleId>' in raw
    (record,) = fetch(raw, 32935693).records
    assert all(id_.value != "0" for mention in record.references or () for id_ in mention.ids)


def test_references_that_older_records_keep_among_the_comments_count(body: Body) -> None:
    (record,) = fetch(body("ncbi-entrez/biopython/Entrez/pubmed4.xml"), 27797938).records
    assert len(record.references or ()) == 48


def test_a_collective_is_an_author(body: Body) -> None:
    (record,) = fetch(body("ncbi-entrez/biopython/Entrez/pubmed7.xml"), 29963580).records
    assert record.authors is not None
    assert record.authors[1] == Author("Dante Capaldi", "0000-0002-4590-7461")
    assert record.authors[-1] == Author("Canadian Respiratory Research Network")


def test_a_chapter_of_a_book_is_a_record(body: Body) -> None:
    (record,) = fetch(body("ncbi-efetch/metapub/test_data/sample_article_20301577.xml"), 20301577).records
    assert record.title == "CACNA1C-Related Disorders"
    assert (record.type, record.journal, record.year) == ("book-chapter", "GeneReviews®", 2006)
    assert [author.name for author in record.authors or ()] == ["Carlo Napolitano", "Silvia G Priori"]
    assert (len(record.references or ()), record.unresolved) == (30, 1)
    assert record.abstract is not None
    assert "GENETIC COUNSELING: " in record.abstract


def test_two_hundred_records_are_read_well_below_a_second(body: Body) -> None:
    raw = body(SPINE)
    start = time.process_time()
    fetch(raw)
    assert time.process_time() - start < 1


def test_titles_and_abstracts_are_plain_text_with_the_labels_of_their_sections() -> None:
    record = only(
        article(
            "<ArticleTitle>On <i>E. coli</i> in H<sub>2</sub>O,\n   p &lt; 0.05</ArticleTitle>"
            '<Abstract><AbstractText Label="BACKGROUND">It <b>was</b>.</AbstractText>'
            '<AbstractText Label="UNLABELLED">Then.</AbstractText><AbstractText/></Abstract>'
        )
    )
    assert record.title == "On E. coli in H2O, p < 0.05"
    assert record.abstract == "BACKGROUND: It was.\nThen."


def test_the_ids_of_references_are_not_the_articles_own() -> None:
    listed = (
        "<ReferenceList><Reference><ArticleIdList><ArticleId IdType='doi'>10.1000/theirs</ArticleId>"
        "<ArticleId IdType='pmc'>PMC9</ArticleId></ArticleIdList></Reference></ReferenceList>"
    )
    record = only(article(data=listed, ids="<ArticleId IdType='pubmed'>5</ArticleId>"))
    assert record.ids == {pmid(5)}
    assert [mention.ids for mention in record.references or ()] == [
        (doi("10.1000/theirs"), ArticleId(Scheme.PMCID, "PMC9"))
    ]


@pytest.mark.parametrize(("valid", "found"), [("Y", {pmid(5), doi("10.1000/a")}), ("N", {pmid(5)})])
def test_a_doi_comes_from_the_location_where_the_list_has_none_and_it_is_valid(
    valid: str, found: set[ArticleId]
) -> None:
    assert only(article(f'<ELocationID EIdType="doi" ValidYN="{valid}">10.1000/A</ELocationID>')).ids == found


def test_a_doi_in_the_list_of_ids_comes_before_the_one_of_the_location() -> None:
    record = only(
        article(
            '<ELocationID EIdType="doi">10.1000/other</ELocationID>',
            ids="<ArticleId IdType='doi'>10.1000/a</ArticleId>",
        )
    )
    assert record.ids == {pmid(5), doi("10.1000/a")}


def test_no_reference_list_means_not_known_and_no_zero() -> None:
    record = only(article())
    assert (record.references, record.reference_count, record.unresolved) == (None, None, 0)


def test_an_empty_reference_list_is_a_zero() -> None:
    record = only(article(data="<ReferenceList/>"))
    assert (record.references, record.reference_count) == ((), 0)


def reference(*ids: tuple[str, str]) -> str:
    stated = "".join(f'<ArticleId IdType="{kind}">{value}</ArticleId>' for kind, value in ids)
    return f"<Reference><Citation>x</Citation><ArticleIdList>{stated}</ArticleIdList></Reference>"


def test_references_are_read_from_lists_of_several_levels_best_id_first() -> None:
    inner = reference(("pmc", "44"), ("doi", "10.1000/B"), ("pubmed", "7"))
    listed = (
        f"<ReferenceList><Title>One</Title>{reference(('pubmed', '6'))}<ReferenceList>{inner}</ReferenceList>"
        f"</ReferenceList><ReferenceList>{reference(('doi', '10.1000/c'))}</ReferenceList>"
    )
    record = only(article(data=listed))
    assert [mention.ids for mention in record.references or ()] == [
        (pmid(6),),
        (pmid(7), doi("10.1000/b"), ArticleId(Scheme.PMCID, "PMC44")),
        (doi("10.1000/c"),),
    ]


def test_repeated_references_count_once_and_those_without_an_id_are_counted() -> None:
    entries = (
        reference(("pubmed", "6")),
        reference(("pubmed", "6"), ("doi", "10.1000/b")),
        reference(("pubmed", "0")),
        reference(("pubmed", "none"), ("doi", "not a doi")),
        "<Reference><Citation>A book</Citation></Reference>",
        reference(("pubmed", "0"), ("doi", "10.1000/d")),
        reference(("pubmed", "5")),
    )
    record = only(article(data=f"<ReferenceList>{''.join(entries)}</ReferenceList>"))
    assert [mention.ids for mention in record.references or ()] == [(pmid(6),), (doi("10.1000/d"),)]
    assert (record.unresolved, record.reference_count) == (3, 5)
    assert record.loose == (Loose(3, "x"), Loose(4, "x"), Loose(5, "A book"))


RETRACTED_IN = (
    "<CommentsCorrectionsList><CommentsCorrections RefType='{}'><RefSource>Nature. 2021 Mar 4;5(1):2</RefSource>"
    "<PMID>77</PMID></CommentsCorrections></CommentsCorrectionsList>"
)


def test_a_retracted_article_names_its_notice() -> None:
    record = only(article(citation=RETRACTED_IN.format("RetractionIn")))
    assert record.is_retracted is True
    assert record.retraction == Retraction(pmid(77), "2021-03-04", "ncbi")


def test_a_publication_type_says_that_an_article_is_retracted() -> None:
    types = "<PublicationTypeList><PublicationType>Retracted Publication</PublicationType></PublicationTypeList>"
    record = only(article(types))
    assert (record.is_retracted, record.retraction) == (True, None)


@pytest.mark.parametrize("kind", ["ExpressionOfConcernIn", "ErratumIn", "UpdateIn", "RetractionOf", "CommentIn"])
def test_concerns_errata_updates_and_notices_are_no_retraction(kind: str) -> None:
    record = only(article(citation=RETRACTED_IN.format(kind)))
    assert (record.is_retracted, record.retraction) == (False, None)


def test_a_deleted_article_is_unknown() -> None:
    body = b"<PubmedArticleSet><DeleteCitation><PMID>5</PMID></DeleteCitation></PubmedArticleSet>"
    assert fetch(body, 5) == Answer()


def test_of_several_versions_the_last_is_the_record() -> None:
    versions = [article(f"<ArticleTitle>v{n}</ArticleTitle>", version=n) for n in (2, 10, 1)]
    inner = b"".join(one.removeprefix(b"<PubmedArticleSet>").removesuffix(b"</PubmedArticleSet>") for one in versions)
    assert only(b"<PubmedArticleSet>" + inner + b"</PubmedArticleSet>").title == "v10"


def test_articles_that_nobody_asked_for_are_not_taken() -> None:
    assert fetch(article(number=9), 5) == Answer()


def test_keywords_headings_language_and_pages_are_read() -> None:
    record = only(
        article(
            "<Pagination><StartPage>10</StartPage><EndPage>12</EndPage></Pagination><Language>eng</Language>",
            citation="<KeywordList><Keyword>\n  spine </Keyword><Keyword>spine</Keyword><Keyword/></KeywordList>"
            "<MeshHeadingList><MeshHeading><DescriptorName>Humans</DescriptorName></MeshHeading></MeshHeadingList>",
        )
    )
    assert record.keywords == ("spine",)
    assert record.topics == (Topic("Humans", "MeSH"), Topic("spine", "keyword"))
    assert (record.language, record.pages) == ("en", "10-12")


def test_authors_carry_suffixes_and_normal_orcids_and_invalid_names_are_left_out() -> None:
    listed = (
        "<AuthorList><Author ValidYN='Y'><LastName>Byron</LastName><ForeName>Ada</ForeName><Suffix>Jr</Suffix>"
        "<Identifier Source='ORCID'>https://orcid.org/0000-0002-1825-0097</Identifier></Author>"
        "<Author ValidYN='N'><LastName>Wrong</LastName></Author>"
        "<Author><LastName>Solo</LastName><Identifier Source='ORCID'>0000-0002-1825-0099</Identifier></Author>"
        "</AuthorList>"
    )
    assert only(article(listed)).authors == (Author("Ada Byron Jr", "0000-0002-1825-0097"), Author("Solo"))


@pytest.mark.parametrize(
    ("types", "kind"),
    [
        (["Journal Article", "Review"], "review"),
        (["Letter", "Retraction of Publication"], "retraction"),
        (["Journal Article", "Research Support, N.I.H., Extramural"], "article"),
        (["English Abstract"], "article"),
        ([], None),
    ],
)
def test_of_many_publication_types_the_most_telling_counts(types: list[str], kind: str | None) -> None:
    listed = "".join(f"<PublicationType>{one}</PublicationType>" for one in types)
    assert only(article(f"<PublicationTypeList>{listed}</PublicationTypeList>")).type == kind


def test_a_title_that_was_not_translated_is_given_as_printed() -> None:
    titles = "<ArticleTitle>[Not Available].</ArticleTitle><VernacularTitle>Das <i>Kreuz</i>.</VernacularTitle>"
    assert only(article(titles)).title == "Das Kreuz."
    assert only(article("<ArticleTitle>[The spine].</ArticleTitle>")).title == "[The spine]."


def test_the_linking_issn_comes_first_because_other_sources_state_it() -> None:
    journal = "<Journal><ISSN IssnType='Print'>1111-1111</ISSN><Title>J</Title></Journal>"
    linking = "<MedlineJournalInfo><MedlineTA>J</MedlineTA><ISSNLinking>2222-2222</ISSNLinking></MedlineJournalInfo>"
    assert only(article(journal)).issn == "1111-1111"
    assert only(article(journal, citation=linking)).issn == "2222-2222"


def test_what_efetch_complains_of_is_said() -> None:
    with pytest.raises(BadAnswer, match="ID list is empty"):
        fetch(b"<eFetchResult><ERROR>ID list is empty! Possibly it has no correct IDs.</ERROR></eFetchResult>", 5)


def test_a_body_that_declares_entities_is_refused() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + article("<ArticleTitle>&b;</ArticleTitle>")
    with pytest.raises(BadAnswer, match="entities"):
        fetch(bomb, 5)


def test_a_file_named_by_an_entity_is_never_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hush")
    body = f'<!DOCTYPE x [<!ENTITY a SYSTEM "{secret.as_uri()}">]>'.encode() + article(
        "<ArticleTitle>&a;</ArticleTitle>"
    )
    with pytest.raises(BadAnswer) as refusal:
        fetch(body, 5)
    assert "hush" not in str(refusal.value)


def test_a_record_whose_error_is_part_of_its_text_is_still_a_record() -> None:
    assert only(article("<ArticleTitle>ERROR: a study of errors</ArticleTitle>")).title == "ERROR: a study of errors"
