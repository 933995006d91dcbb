"""Who cites whom, as the OpenCitations Index lists it."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

import pytest

from graph.ids import ArticleId, Scheme
from graph.model import Record, Version
from harvest.errors import BadAnswer
from harvest.sources.base import Answer, Kind, Wanted
from harvest.sources.opencitations import OpenCitations

EXAMPLES = "opencitations/oc_api/documented_examples.json"
PREPRINT = ArticleId(Scheme.DOI, "10.7287/peerj.preprints.26727v1")
PUBLISHED = ArticleId(Scheme.DOI, "10.7717/peerj-cs.163")


def doi(value: str) -> ArticleId:
    return ArticleId(Scheme.DOI, value)


def pmid(number: int) -> ArticleId:
    return ArticleId(Scheme.PMID, str(number))


MINE = doi("10.1000/mine")


def read(kind: Kind, rows: object, asked: ArticleId = MINE) -> Answer:
    (request,) = OpenCitations().requests(kind, [Wanted(frozenset({asked}))])
    return OpenCitations().read(request, rows if isinstance(rows, bytes) else json.dumps(rows).encode())


def references(*cited: str, citing: str = "omid:br/1 doi:10.1000/mine") -> Answer:
    return read(Kind.REFERENCES, [{"citing": citing, "cited": one} for one in cited])


def citations(*citing: str, **said: str) -> Answer:
    return read(Kind.CITED_BY, [{"citing": one, "cited": "omid:br/1 doi:10.1000/mine", **said} for one in citing])


def listed(answer: Answer) -> list[tuple[ArticleId, ...]]:
    (record,) = answer.records
    return [mention.ids for mention in record.references or ()]


def documented(body: Callable[[str], bytes], doc: str, operation: str) -> list[dict[str, str]]:
    examples = json.loads(body(EXAMPLES))
    (found,) = [one for one in examples if one["doc"] == doc and one["operation"].startswith(operation)]
    rows: list[dict[str, str]] = found["output"]
    return rows


def test_the_documented_references_are_read(body: Callable[[str], bytes]) -> None:
    asked = doi("10.7717/peerj-cs.421")
    answer = read(Kind.REFERENCES, documented(body, "index_v2.hf", "/references/"), asked)
    assert listed(answer) == [
        (pmid(33816816), PUBLISHED),
        (doi("10.1007/s11192-020-03792-z"),),
        (pmid(32981987), doi("10.1007/s11192-020-03690-4")),
    ]
    assert answer.versions == (Version(PREPRINT, PUBLISHED, "opencitations"),)
    assert answer.known == {asked}


def test_the_documented_citations_are_read(body: Callable[[str], bytes]) -> None:
    asked = doi("10.1108/jd-12-2013-0166")
    answer = read(Kind.CITED_BY, documented(body, "index_v2.hf", "/citations/"), asked)
    citing = [pmid(33817056), doi("10.3233/ds-190019"), doi("10.3233/ds-190016")]
    assert answer.citing == tuple((one, asked) for one in citing)
    assert answer.years == {citing[0]: 2021, citing[1]: 2019, citing[2]: 2019}
    assert answer.known == {asked}
    assert answer.records == ()


def test_a_list_of_references_says_nothing_else() -> None:
    (record,) = references("doi:10.1000/a", "doi:10.1000/b").records
    assert record == Record(
        source="opencitations", ids=frozenset({MINE}), reference_count=2, references=record.references
    )


@pytest.mark.parametrize(
    ("file", "asked", "count"),
    [
        ("oc_coci_refs", "10.1108/jd-12-2013-0166", 37),
        ("oc_coci_cites", "10.1108/jd-12-2013-0166", 20),
    ],
)
def test_bare_dois_of_the_first_version_are_read(
    cassette: Callable[[str], list[bytes]], file: str, asked: str, count: int
) -> None:
    (said,) = cassette(f"opencitations/citecorp/{file}.yml")
    kind = Kind.CITED_BY if "cites" in file else Kind.REFERENCES
    answer = read(kind, said, doi(asked))
    assert len(answer.citing or answer.records[0].references or ()) == count == len(json.loads(said))
    assert all(date > 2014 for date in answer.years.values())


def test_the_first_version_of_the_examples_is_read(body: Callable[[str], bytes]) -> None:
    asked = doi("10.1186/1756-8722-6-59")
    assert len(read(Kind.CITED_BY, documented(body, "index_v1.hf", "/citations/"), asked).citing) == 3
    assert len(listed(read(Kind.REFERENCES, documented(body, "index_v1.hf", "/references/"), asked))) == 3


def test_names_of_old_indexes_before_the_ids_are_read() -> None:
    answer = references("coci => 10.1000/a", "poci => 7", citing="coci => 10.1000/mine")
    assert listed(answer) == [(doi("10.1000/a"),), (pmid(7),)]


@pytest.mark.parametrize("kind", [Kind.REFERENCES, Kind.CITED_BY])
def test_an_empty_list_is_no_zero_since_it_also_means_unknown(kind: Kind) -> None:
    assert read(kind, []) == Answer()


def test_the_article_itself_and_repeats_are_left_out() -> None:
    assert listed(references("doi:10.1000/mine", "doi:10.1000/a", "omid:br/9 doi:10.1000/A")) == [(doi("10.1000/a"),)]
    assert citations("doi:10.1000/mine", "doi:10.1000/a", "doi:10.1000/a").citing == ((doi("10.1000/a"), MINE),)


def test_the_article_itself_is_told_by_any_of_its_ids() -> None:
    own = "omid:br/1 doi:10.1000/mine pmid:7"
    assert listed(references(own, "doi:10.1000/a", citing=own)) == [(doi("10.1000/a"),)]
    rows = [{"citing": own, "cited": own}, {"citing": "doi:10.1000/a", "cited": own}]
    assert read(Kind.CITED_BY, rows).citing == ((doi("10.1000/a"), MINE),)


def test_a_list_of_nothing_but_the_article_itself_is_a_zero() -> None:
    """The Index shows that it knows the article."""
    (record,) = references("doi:10.1000/mine").records
    assert (record.references, record.reference_count) == ((), 0)


def test_rows_about_other_articles_are_not_taken() -> None:
    rows = [
        {"citing": "doi:10.1000/mine", "cited": "doi:10.1000/a"},
        {"citing": "doi:10.1000/x", "cited": "doi:10.1000/b"},
    ]
    assert listed(read(Kind.REFERENCES, rows)) == [(doi("10.1000/a"),)]
    with pytest.raises(BadAnswer, match="about the article"):
        references("doi:10.1000/a", citing="doi:10.1000/x")
    with pytest.raises(BadAnswer, match="about the article"):  # the PMID of the number that was asked for, not the DOI
        references("doi:10.1000/a", citing="omid:br/1 pmid:1000")


@pytest.mark.parametrize("kind", [Kind.REFERENCES, Kind.CITED_BY])
def test_rows_whose_works_could_not_be_looked_up_are_refused(kind: Kind) -> None:
    with pytest.raises(BadAnswer, match="names a work"):
        read(kind, [{"citing": "", "cited": "", "oci": "06-07"}] * 3)


def test_a_cited_work_without_an_id_of_ours_is_counted() -> None:
    (record,) = references("doi:10.1000/a", "omid:br/9 isbn:9781402096327", "").records
    assert (len(record.references or ()), record.unresolved, record.reference_count) == (1, 2, 3)


def test_dates_and_spans_may_be_missing_or_negative() -> None:
    answer = citations("doi:10.1000/a", creation="", timespan="-P1Y")
    assert (answer.years, answer.citing) == ({}, ((doi("10.1000/a"), MINE),))
    assert citations("doi:10.1000/a", creation="2020-13").years == {doi("10.1000/a"): 2020}
    assert citations("doi:10.1000/a", creation="-0001").years == {}


def test_a_citation_of_a_work_in_two_forms_belongs_to_the_published_one() -> None:
    answer = citations("omid:br/2 doi:10.7287/peerj.preprints.26727v1 doi:10.7717/peerj-cs.163")
    assert answer.citing == ((PUBLISHED, MINE),)
    assert answer.versions == (Version(PREPRINT, PUBLISHED, "opencitations"),)


def test_lists_of_a_preprint_that_is_one_with_its_published_form_belong_to_the_latter() -> None:
    """What the published form cites is asked about by its own DOI."""
    own = "omid:br/2 doi:10.7287/peerj.preprints.26727v1 doi:10.7717/peerj-cs.163"
    version = (Version(PREPRINT, PUBLISHED, "opencitations"),)
    answer = read(Kind.REFERENCES, [{"citing": own, "cited": "doi:10.1000/a"}], PREPRINT)
    assert answer == Answer(versions=version, known=frozenset({PREPRINT}))
    cited = read(Kind.CITED_BY, [{"citing": "doi:10.1000/a", "cited": own}], PREPRINT)
    assert cited == Answer(versions=version, known=frozenset({PREPRINT}))
    assert listed(read(Kind.REFERENCES, [{"citing": own, "cited": "doi:10.1000/a"}], PUBLISHED)) == [
        (doi("10.1000/a"),)
    ]


def test_a_preprint_by_itself_has_lists_of_its_own() -> None:
    row = {"citing": "omid:br/2 doi:10.7287/peerj.preprints.26727v1", "cited": "doi:10.1000/a"}
    assert listed(read(Kind.REFERENCES, [row], PREPRINT)) == [(doi("10.1000/a"),)]


def test_shuffled_rows_say_the_same() -> None:
    rows = [
        {"citing": f"pmid:{n} doi:10.1000/{n}", "cited": "doi:10.1000/mine", "creation": "2020"} for n in range(1, 40)
    ]
    straight = read(Kind.CITED_BY, rows)
    random.Random(3).shuffle(rows)
    shuffled = read(Kind.CITED_BY, rows + rows[:7])
    assert set(straight.citing) == set(shuffled.citing)
    assert straight.years == shuffled.years
