"""elink's answers in JSON and XML."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest

from graph.ids import ArticleId, Scheme
from harvest.errors import BadAnswer
from harvest.sources.base import Answer, Kind, Wanted
from harvest.sources.ncbi import NCBI

Body = Callable[[str], bytes]


def pmid(number: int | str) -> ArticleId:
    return ArticleId(Scheme.PMID, str(number))


def read(kind: Kind, body: bytes, *asked: ArticleId) -> Answer:
    (request,) = NCBI().requests(kind, [Wanted(frozenset({id_})) for id_ in asked])
    return NCBI().read(request, body)


def linkset(*ids: str, **links: object) -> dict[str, object]:
    databases = [{"dbto": "pubmed", "linkname": name, "links": to} for name, to in links.items()]
    return {"dbfrom": "pubmed", "ids": list(ids)} | ({"linksetdbs": databases} if databases else {})


def json_of(*sets: object) -> bytes:
    return json.dumps({"header": {"type": "elink", "version": "0.3"}, "linksets": sets}).encode()


def test_122_articles_cite_27899602(body: Body) -> None:
    raw = body("documented-bodies/elink_citedin_27899602.xml")
    answer = read(Kind.CITED_BY, raw, pmid(27899602))
    assert len(answer.citing) == len(re.findall(rb"<Link>", raw)) == 122
    assert {cited for _, cited in answer.citing} == {pmid(27899602)}
    assert answer.citing[0] == (pmid(30626441), pmid(27899602))


@pytest.mark.parametrize(("number", "asked", "found"), [(1, 9298984, 39), (4, 12242737, 6)])
def test_only_the_links_of_the_kind_asked_for_count(body: Body, number: int, asked: int, found: int) -> None:
    """These sets also hold pubmed_pubmed, _five, _reviews, _refs and _combined."""
    raw = body(f"ncbi-entrez/biopython/Entrez/elink{number}.xml")
    section = re.search(rb"<LinkName>pubmed_pubmed_citedin</LinkName>(.*?)</LinkSetDb>", raw, re.DOTALL)
    assert section is not None
    assert len(read(Kind.CITED_BY, raw, pmid(asked)).citing) == section[1].count(b"<Id>") == found


def test_a_set_that_joins_several_articles_is_refused(body: Body) -> None:
    raw = body("ncbi-entrez/biopython/Entrez/elink3.xml")
    with pytest.raises(BadAnswer, match="several articles"):
        read(Kind.CITED_BY, raw, pmid(11812492), pmid(11774222))


def test_similar_articles_come_with_their_scores_and_without_the_article_itself(body: Body) -> None:
    answer = read(Kind.SIMILAR, body("documented-bodies/elink_neighbor_score_37258680.json"), pmid(37258680))
    assert len(answer.similarities) == 12
    first = answer.similarities[0]
    assert (first.article, first.similar, first.score) == (pmid(37258680), pmid(42026145), 28347383)
    own = json_of(linkset("5", pubmed_pubmed=[{"id": "5", "score": 9}, {"id": "6", "score": "8"}]))
    assert [one.similar for one in read(Kind.SIMILAR, own, pmid(5)).similarities] == [pmid(6)]


def test_a_set_without_linksetdbs_shows_an_article_that_nobody_cites(body: Body) -> None:
    answer = read(Kind.CITED_BY, body("documented-bodies/elink_no_links_19890812.json"), pmid(19890812))
    assert (answer.citing, answer.known) == ((), {pmid(19890812)})


def test_an_article_without_a_set_is_not_known() -> None:
    body = json_of(linkset("5", pubmed_pubmed_citedin=["7", "8"]), linkset("6"))
    answer = read(Kind.CITED_BY, body, pmid(5), pmid(6), pmid(9))
    assert answer.known == {pmid(5), pmid(6)}
    assert answer.citing == ((pmid(7), pmid(5)), (pmid(8), pmid(5)))


def test_repeats_zeros_and_the_article_itself_are_dropped() -> None:
    body = json_of(linkset("5", pubmed_pubmed_citedin=["7", "7", "0", 8, "5", "", None, {"id": "9"}]))
    assert read(Kind.CITED_BY, body, pmid(5)).citing == tuple((pmid(number), pmid(5)) for number in (7, 8, 9))


@pytest.mark.parametrize(
    "wrong",
    [
        {"ERROR": "Couldn't resolve #exLinkSrv2, the address table is empty."},
        {"linksets": [{"dbfrom": "pubmed", "ids": ["5"], "ERROR": "broken"}]},
        {"linksets": [{"dbfrom": "pubmed", "ids": ["5"], "linksetdbs": [{"linkname": "x", "error": "broken"}]}]},
        {"linksets": [None]},
        {"linksets": [{"ids": ["5"], "linksetdbs": {"odd": 1}}]},
        {"header": {}},
    ],
)
def test_errors_inside_an_answer_are_not_taken_for_no_links(wrong: object) -> None:
    with pytest.raises(BadAnswer, match="ncbi"):
        read(Kind.CITED_BY, json.dumps(wrong).encode(), pmid(5))


def test_errors_inside_xml_are_not_taken_for_no_links() -> None:
    body = b"<eLinkResult><LinkSet><IdList><Id>5</Id></IdList><ERROR>broken</ERROR></LinkSet></eLinkResult>"
    with pytest.raises(BadAnswer, match="broken"):
        read(Kind.CITED_BY, body, pmid(5))


def test_over_the_limit_under_http_200_is_no_answer(body: Body) -> None:
    with pytest.raises(BadAnswer, match="rate limit"):
        read(Kind.CITED_BY, body("documented-bodies/ncbi_rate_limit.json"), pmid(5))


def test_a_pmcid_leads_to_its_pmid() -> None:
    known = ArticleId(Scheme.PMCID, "PMC12")
    unknown = ArticleId(Scheme.PMCID, "PMC13")
    answer = read(Kind.LOOKUP, json_of(linkset("12", pmc_pubmed=["99"]), linkset("13")), known, unknown)
    assert answer.leads == ((known, pmid(99)),)


def test_an_article_that_got_no_set_is_asked_about_again_and_then_not_believed_to_have_none() -> None:
    answer = read(Kind.CITED_BY, json_of(linkset("1", pubmed_pubmed_citedin=["7"])), pmid(1), pmid(2))
    (again,) = answer.more
    assert (again.asked, answer.known) == ((pmid(2),), {pmid(1)})
    with pytest.raises(BadAnswer, match="no links of what was asked for"):
        NCBI().read(again, json_of())
