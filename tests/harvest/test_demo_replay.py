"""The replay answers as NCBI does, to the client of the demo and over a local server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from graph.ids import ArticleId, Scheme
from harvest.demo.facts import load_all
from harvest.demo.ncbi_replay import NcbiReplay, Reply
from harvest.demo.records import render
from harvest.demo.transport import BASE_URL, ReplayAdapter, demo_replay
from harvest.sources.base import Answer, Kind, Wanted
from harvest.sources.ncbi import NCBI
from tests.replay import citations_among, serving

SOURCE_ARTICLE, CITED = "39843410", "35565072"


@pytest.fixture(scope="module")
def replay() -> NcbiReplay:
    return demo_replay()


@pytest.fixture
def session(replay: NcbiReplay) -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.mount(BASE_URL, ReplayAdapter(replay))
        yield session


def ask(session: requests.Session, kind: Kind, *ids: ArticleId) -> Answer:
    """What the ncbi source reads from the demo's answer to its own request."""
    (request,) = NCBI().requests(kind, [Wanted(ids=frozenset({id_})) for id_ in ids])
    reply = session.request(request.method, f"{BASE_URL}/{request.path}", params=request.params, data=request.form)
    return NCBI().read(request, reply.content)


def pmid(value: str) -> ArticleId:
    return ArticleId(Scheme.PMID, value)


def test_unknown_pmids_are_silently_missing(session: requests.Session) -> None:
    answer = ask(session, Kind.DESCRIBE, pmid("1"), pmid(SOURCE_ARTICLE))
    assert answer.known == {pmid(SOURCE_ARTICLE)}


def test_each_asked_article_gets_its_own_citing_articles(session: requests.Session) -> None:
    answer = ask(session, Kind.CITED_BY, pmid(CITED), pmid(SOURCE_ARTICLE))
    assert answer.citing == ((pmid(SOURCE_ARTICLE), pmid(CITED)),)


def test_a_doi_finds_its_article_and_an_unknown_one_finds_nothing(session: requests.Session) -> None:
    doi = ArticleId(Scheme.DOI, "10.3340/jkns.2024.0081")
    assert ask(session, Kind.LOOKUP, doi).leads == ((doi, pmid(SOURCE_ARTICLE)),)
    assert ask(session, Kind.LOOKUP, ArticleId(Scheme.DOI, "10.1057/9781137509888_3")).leads == ()


def test_a_pmcid_finds_its_article(session: requests.Session) -> None:
    pmcid = ArticleId(Scheme.PMCID, "PMC9104136")
    assert ask(session, Kind.LOOKUP, pmcid).leads == ((pmcid, pmid(CITED)),)


def test_a_title_finds_its_article(session: requests.Session) -> None:
    (request,) = NCBI().requests(
        Kind.SEARCH,
        [Wanted(ids=frozenset(), title="Aquilegia as a model system for the evolution and ecology of petals.")],
    )
    reply = session.post(f"{BASE_URL}/{request.path}", data=request.form)
    assert NCBI().read(request, reply.content).found == (pmid("20047874"),)


def test_ids_joined_by_commas_share_one_set_of_links(replay: NcbiReplay) -> None:
    reply = replay.answer("/elink.fcgi", [("linkname", "pubmed_pubmed_citedin"), ("id", f"{CITED},{SOURCE_ARTICLE}")])
    assert reply.body.count(b'"ids"') == 1


def test_a_set_without_links_has_no_links_at_all(replay: NcbiReplay) -> None:
    reply = replay.answer("/elink.fcgi", [("linkname", "pubmed_pubmed_citedin"), ("id", SOURCE_ARTICLE)])
    assert b"linksetdbs" not in reply.body


def test_nothing_but_the_demo_is_reached(session: requests.Session) -> None:
    assert BASE_URL.split("/")[2].endswith(".invalid")
    assert session.get(f"{BASE_URL}/esummary.fcgi").status_code == 404


def test_a_local_server_answers_the_same_and_keeps_a_log(replay: NcbiReplay) -> None:
    with serving(replay) as server:
        form = [("db", "pubmed"), ("id", f"{SOURCE_ARTICLE},1"), ("retmode", "xml")]
        posted = requests.post(f"{server.url}/efetch.fcgi", data=form, timeout=100)
        got = requests.get(f"{server.url}/efetch.fcgi", params=form, timeout=100)
        assert posted.content == got.content == replay.answer("efetch.fcgi", form).body
        assert [one.all("id") for one in server.asked("efetch.fcgi")] == [[SOURCE_ARTICLE, "1"]] * 2


def test_a_test_may_answer_instead_of_the_server(replay: NcbiReplay) -> None:
    with serving(replay, before=lambda _: Reply(503, {"Retry-After": "1"}, b"")) as server:
        assert requests.get(f"{server.url}/efetch.fcgi", timeout=100).status_code == 503


def test_citations_among_the_records_are_those_of_the_facts(replay: NcbiReplay) -> None:
    seen = {(one.citing, one.cited) for facts in load_all() for one in facts.citations if "/" not in one.cited}
    assert citations_among(replay) == seen
    assert len(render(load_all())) == 107 + 6
