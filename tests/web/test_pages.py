"""Pages and API over a real store: what they show, what they refuse, and what goes with every answer."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.errors import StoreUnreachable
from graph.ids import ArticleId, Scheme
from graph.model import Batch, HarvestState, Record
from tests.web.conftest import Filled, Requests
from tests.web.made_up import AT, HARVEST, HOSTILE, SEED, harvest, pmid
from web.app import create_app
from web.context import WebContext


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def centre(filled: Filled) -> str:
    return filled.owners[SEED]


def token(client: FlaskClient) -> str:
    """The token that a page hands to its own requests."""
    found = re.search(r'name="csrf-token" content="([^"]+)"', client.get("/").text)
    assert found
    return found[1]


def picture(client: FlaskClient, id_: str, query: str = "") -> Any:
    answer = client.get(f"/api/v1/neighbourhood/{id_}{query}")
    assert answer.status_code == 200, answer.text
    return answer.json


def test_the_home_page_lists_what_was_harvested_and_says_what_is_missing(client: FlaskClient) -> None:
    page = client.get("/").text
    assert "Regional anaesthesia after hip fracture in older adults" in page
    assert re.search(r"icite did not answer everything; \d\d % complete", page)
    assert "39843410" in page


def test_a_graph_page_names_its_article_and_says_that_it_is_partial(client: FlaskClient, centre: str) -> None:
    page = client.get(f"/graph/{centre}").text
    assert "<h1>Regional anaesthesia after hip fracture in older adults</h1>" in page
    assert re.search(r"icite did not answer everything; \d\d % complete", page)
    assert f"/harvests/{HARVEST}/resume" in page


def test_a_neighbourhood_has_the_source_first_then_the_most_cited(client: FlaskClient, centre: str) -> None:
    shown = picture(client, centre)
    articles = shown["articles"]
    assert articles[0]["id"] == centre
    assert (articles[0]["role"], articles[0]["seed"], articles[0]["expanded"]) == ("source", True, True)
    counts = [article["local_citations"] for article in articles[1:]]
    assert counts == sorted(counts, reverse=True)
    assert shown["shown"] == shown["total"] == len(articles) == 40
    assert {article["role"] for article in articles[1:]} <= {"reference", "citing"}


def test_every_neighbour_says_why_it_is_here(client: FlaskClient, centre: str) -> None:
    shown = picture(client, centre, "?hops=2")
    cites = {(c["citing"], c["cited"]) for c in shown["citations"]}
    for article in shown["articles"][1:]:
        if (article["id"], centre) in cites:
            assert article["why"] == "Cites the source article"
        elif (centre, article["id"]) in cites:
            assert article["why"] == "Cited by the source article"
        else:
            assert re.match(r"(Cites|Cited by) \S+", article["why"])


@pytest.mark.parametrize("query", ["", "?hops=2", "?hops=2&most=12", "?expand={four}", "?hops=2&most=9&expand={four}"])
def test_the_cypher_of_a_picture_gives_the_articles_that_it_shows(
    client: FlaskClient, filled: Filled, centre: str, query: str
) -> None:
    shown = picture(client, centre, query.format(four=filled.owners[pmid(4)]))
    rows = filled.store.read(shown["cypher"]["text"], shown["cypher"]["parameters"])
    assert {row["id"] for row in rows} == {article["id"] for article in shown["articles"]}


def test_what_is_left_out_is_counted(client: FlaskClient, centre: str) -> None:
    shown = picture(client, centre, "?most=10")
    assert (shown["shown"], shown["total"]) == (10, 40)


def test_expanding_adds_the_neighbours_and_the_citations_between_all(
    client: FlaskClient, filled: Filled, centre: str
) -> None:
    before = picture(client, centre)
    after = picture(client, centre, f"?expand={filled.owners[pmid(4)]}")
    assert {a["id"] for a in before["articles"]} < {a["id"] for a in after["articles"]}
    ids = {a["id"] for a in after["articles"]}
    assert all({c["citing"], c["cited"]} <= ids for c in after["citations"])
    assert len(after["citations"]) > len(before["citations"])
    assert filled.owners[pmid(4)] in after["cypher"]["parameters"]["centres"]


def test_ids_of_loaded_files_may_hold_anything(client: FlaskClient, filled: Filled) -> None:
    odd = "10.5555/odd,id?&#x/é"
    handle = ArticleId(Scheme.CITEWALK, odd)
    filled.store.apply(Batch(at=AT, records=(Record(source="csv", ids=frozenset({handle}), title="Odd"),)))
    path = quote(odd, safe="")
    assert "<h1>Odd</h1>" in client.get(f"/graph/{path}").text
    assert "<h1>Odd</h1>" in client.get(f"/article/{path}").text
    assert picture(client, path, f"?expand={path}&expand={path}")["expanded"] == [odd]


def test_a_citation_says_which_sources_assert_it(client: FlaskClient, centre: str) -> None:
    sources = {tuple(citation["sources"]) for citation in picture(client, centre)["citations"]}
    assert sources == {("icite", "ncbi"), ("ncbi",)}


def test_retracted_articles_and_stubs_are_told_apart(client: FlaskClient, filled: Filled, centre: str) -> None:
    articles = {article["id"]: article for article in picture(client, centre)["articles"]}
    assert articles[filled.owners[pmid(1)]]["is_retracted"] is True
    stub = articles[filled.owners[pmid(3)]]
    assert (stub["stub"], stub["title"], stub["year"], stub["label"]) == (True, None, None, "PubMed 30000003")


def test_an_article_page_shows_what_the_record_says(client: FlaskClient, filled: Filled, centre: str) -> None:
    page = client.get(f"/article/{centre}").text
    assert "Background: made up." in page
    assert "https://pubmed.ncbi.nlm.nih.gov/30000000/" in page
    assert "according to icite and ncbi" in page
    assert "This article has been retracted" in client.get(f"/article/{filled.owners[pmid(1)]}").text


@pytest.mark.parametrize("where", ["/article/{two}", "/graph/{two}", "/article/{centre}", "/"])
def test_a_hostile_title_is_text(client: FlaskClient, filled: Filled, centre: str, where: str) -> None:
    page = client.get(where.format(two=filled.owners[pmid(2)], centre=centre)).text
    assert "<img" not in page
    assert "<script>window" not in page
    if where != "/":
        assert "&lt;img src=x onerror=" in page


def test_a_hostile_title_comes_whole_in_json(client: FlaskClient, filled: Filled) -> None:
    answer = client.get(f"/api/v1/articles/{filled.owners[pmid(2)]}")
    assert answer.json is not None
    assert answer.json["title"] == HOSTILE
    assert answer.content_type == "application/json"


def test_an_id_in_the_graph_opens_its_page(client: FlaskClient, centre: str) -> None:
    for query in ("30000000", "PMID: 30000000", "https://pubmed.ncbi.nlm.nih.gov/30000000/", "10.5555/made.up.0"):
        answer = client.get("/go", query_string={"q": query})
        assert (answer.status_code, answer.location) == (302, f"/graph/{centre}"), query


def test_an_id_that_is_new_offers_a_harvest_and_starts_none(client: FlaskClient, requested: Requests) -> None:
    before = list(requested.started)
    answer = client.get("/go?q=12345")
    assert "Not in the graph yet" in answer.text
    assert ">12345</textarea>" in answer.text
    assert requested.started == before


def test_a_title_offers_a_harvest_that_looks_it_up(client: FlaskClient, requested: Requests) -> None:
    title = "Cement augmented screws"  # as few words as the command takes for a title
    answer = client.get("/go", query_string={"q": title})
    assert "the sources are searched for the title" in answer.text
    client.post("/harvests", data={"q": title, "csrf_token": token(client)})
    assert requested.started[-1] == [title]


def test_a_title_of_the_graph_opens_and_some_of_its_words_offer_it(
    client: FlaskClient, requested: Requests, centre: str
) -> None:
    given = {"csrf_token": token(client)}
    whole, part = "REGIONAL anaesthesia after hip fracture, in older adults", "anaesthesia hip fracture"
    before = list(requested.started)
    assert client.get("/go", query_string={"q": whole}).location == f"/graph/{centre}"
    assert client.post("/harvests", data={"q": whole} | given).location == f"/graph/{centre}"
    for page in (client.get("/go", query_string={"q": part}), client.post("/harvests", data={"q": part} | given)):
        assert "Is it one of these?" in page.text
        assert f'href="/graph/{centre}"' in page.text
    assert requested.started == before
    client.post("/harvests", data={"q": part, "sure": "1"} | given)
    assert requested.started[-1] == [part]


@pytest.mark.parametrize("query", ['"AND (', "*zz ~zz", "title:[zz TO", "\\"])
def test_signs_in_a_search_are_no_search_language(client: FlaskClient, query: str) -> None:
    answer = client.get("/go", query_string={"q": query})
    assert answer.status_code == 400
    assert "No title in this graph has these words." in answer.text


def test_a_new_id_starts_a_harvest_and_shows_it_before_it_has_begun(client: FlaskClient, requested: Requests) -> None:
    answer = client.post("/harvests", data={"q": "12345, 10.1000/x", "csrf_token": token(client)})
    assert answer.status_code == 303
    assert requested.started[-1] == ["pmid:12345", "doi:10.1000/x"]
    page = client.get(answer.location)
    assert page.status_code == 200
    assert "Starting …" in page.text
    assert 'data-state="running"' in page.text


def test_a_known_id_is_opened_instead_of_harvested(client: FlaskClient, requested: Requests, centre: str) -> None:
    before = list(requested.started)
    answer = client.post("/harvests", data={"q": "30000000", "csrf_token": token(client)})
    assert (answer.status_code, answer.location) == (303, f"/graph/{centre}")
    assert requested.started == before


def test_what_is_no_id_keeps_the_text_and_says_what_to_give(client: FlaskClient) -> None:
    for answer in (
        client.post("/harvests", data={"q": "no such", "csrf_token": token(client)}),
        client.get("/go?q=no+such"),
    ):
        assert answer.status_code == 400
        assert ">no such</textarea>" in answer.text
        assert 'id="complaint"' in answer.text


def test_the_api_starts_a_harvest(client: FlaskClient, requested: Requests) -> None:
    given = {"X-CSRFToken": token(client)}
    answer = client.post("/api/v1/harvests", json={"seeds": ["4711"]}, headers=given)
    assert answer.status_code == 202
    assert answer.json is not None
    assert requested.started[-1] == ["pmid:4711"]
    assert answer.json["url"] == f"/harvests/{answer.json['harvest']}"


def test_a_harvest_that_could_not_begin_says_why(client: FlaskClient, requested: Requests) -> None:
    requested.failures["started-none"] = "no source was reached"
    answer = client.get("/harvests/started-none")
    assert answer.status_code == 400
    assert "no source was reached" in answer.text


def test_a_partial_harvest_says_what_is_missing_and_can_be_resumed(client: FlaskClient, requested: Requests) -> None:
    shown = client.get(f"/api/v1/harvests/{HARVEST}").json
    assert shown is not None
    assert (shown["state"], shown["resumable"]) == ("incomplete", True)
    assert 0 < shown["percent"] < 100
    assert "icite did not answer everything" in shown["sentence"]
    assert "did not answer within 20 seconds" in {source["reason"] for source in shown["sources"]}
    answer = client.post(f"/harvests/{HARVEST}/resume", data={"csrf_token": token(client)})
    assert answer.status_code == 303
    assert requested.resumed == [HARVEST]


def test_a_complete_harvest_says_so_and_cannot_be_resumed(client: FlaskClient, filled: Filled) -> None:
    filled.store.write_harvest(harvest("h-complete", state=HarvestState.COMPLETE, counts={"articles": 3}))
    shown = client.get("/api/v1/harvests/h-complete").json
    assert shown is not None
    assert (shown["state"], shown["percent"], shown["resumable"]) == ("complete", 100, False)
    assert client.post("/harvests/h-complete/resume", data={"csrf_token": token(client)}).status_code == 400


def test_a_harvest_whose_process_is_gone_is_interrupted_not_running(client: FlaskClient, filled: Filled) -> None:
    gone = replace(harvest("h-gone", state=HarvestState.RUNNING), process=None)
    filled.store.write_harvest(gone)
    shown = client.get("/api/v1/harvests/h-gone").json
    assert shown is not None
    assert (shown["state"], shown["resumable"]) == ("interrupted", True)
    assert "Cut off before its end" in shown["sentence"]


UNKNOWN = [
    "/graph/nobody",
    "/article/nobody",
    "/harvests/nobody",
    "/nowhere",
    "/api/v1/neighbourhood/nobody",
    "/api/v1/articles/nobody",
    "/api/v1/harvests/nobody",
    "/api/v1/nothing",
    "/static/nothing.js",
    "/graph/" + "x" * 3000,
]


@pytest.mark.parametrize("path", UNKNOWN)
def test_what_is_unknown_is_404_in_the_one_shape(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    if path.startswith("/api/"):
        assert_one_shape(answer.json, 404)
    else:
        assert "Back to the start" in answer.text


@pytest.mark.parametrize("query", ["hops=0", "hops=x", "hops=9", "most=-1", "most=1e9", "most=999999999", "hops=²"])
def test_a_bad_number_is_refused_in_a_sentence(client: FlaskClient, centre: str, query: str) -> None:
    answer = client.get(f"/api/v1/neighbourhood/{centre}?{query}")
    assert_one_shape(answer.json, 400)
    assert "whole number from 1 to" in answer.text


@pytest.mark.parametrize("body", ["", "[]", '{"seeds": 5}', '{"seeds": [5]}', '{"seeds": []}', '{"seeds": ["?"]}', "{"])
def test_a_bad_body_is_refused_in_the_one_shape(client: FlaskClient, body: str) -> None:
    given = {"X-CSRFToken": token(client), "Content-Type": "application/json"}
    assert_one_shape(client.post("/api/v1/harvests", data=body, headers=given).json, 400)


def test_every_change_needs_the_token(app: Flask, requested: Requests) -> None:
    before = list(requested.started)
    fresh = app.test_client()
    changing = [
        rule for rule in app.url_map.iter_rules() if (rule.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"}
    ]
    assert len(changing) == 7
    for rule in changing:
        (method,) = (rule.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"}
        answer = fresh.open(rule.rule.replace("<id_>", HARVEST), method=method, data={"q": "12345"})
        assert answer.status_code == 403, rule.rule
    assert requested.started == before


def test_every_route_answers_with_the_headers(app: Flask, client: FlaskClient, centre: str) -> None:
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<[^>]+>", centre, rule.rule)
        for answer in (client.get(path), client.post(path)):
            policy = answer.headers["Content-Security-Policy"]
            assert "script-src 'self'" in policy, path
            assert "unsafe" not in policy
            assert "frame-ancestors 'none'" in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Referrer-Policy"] == "same-origin"


def test_no_page_has_inline_script_or_style(client: FlaskClient, centre: str) -> None:
    for path in ("/", f"/graph/{centre}", f"/article/{centre}", f"/harvests/{HARVEST}", "/nowhere", "/go?q=12345"):
        page = client.get(path).text
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|<[^>]*\s(style|on[a-z]+)=", page), path
        assert not re.search(r'(src|href)="(https?:)?//(?!pubmed|doi|pmc)', page), path


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8765", "127.0.0.1.evil.example", "localhost.evil.example:80"]
)
def test_a_name_that_is_not_ours_is_refused(client: FlaskClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 421
    assert client.get("/static/base.css", headers={"Host": host}).status_code == 421


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost", "localhost:8765", "[::1]:8765", "[::1]"])
def test_this_machine_is_answered_by_all_its_names(client: FlaskClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


def test_a_password_closes_everything(filled: Filled, requested: Requests) -> None:
    context = WebContext(store=filled.store, jobs=requested, password="pöstkarte", hosts=None)
    client = create_app(context).test_client()
    for path in ("/", "/static/base.css", "/api/v1/harvests"):
        closed = client.get(path)
        assert (closed.status_code, closed.headers["WWW-Authenticate"][:5]) == (401, "Basic")
        assert client.get(path, auth=("any", "wrong")).status_code == 401
        with client.get(path, auth=("any", "pöstkarte"), headers={"Host": "wherever"}) as opened:
            assert opened.status_code == 200


class Unreachable(Requests):
    """Jobs of a machine whose graph has gone away."""

    def start(self, seeds: object) -> str:
        raise StoreUnreachable("The graph does not answer; see `citewalk engine status`.")


def test_a_store_that_is_gone_is_503_with_its_sentence(filled: Filled) -> None:
    client = create_app(WebContext(store=filled.store, jobs=Unreachable())).test_client()
    answer = client.post("/api/v1/harvests", json={"seeds": ["4711"]}, headers={"X-CSRFToken": token(client)})
    assert_one_shape(answer.json, 503)
    assert "does not answer" in answer.text


class Broken(Requests):
    """Jobs with a mistake in them."""

    def start(self, seeds: object) -> str:
        raise RuntimeError("a secret of the inside")


def test_a_bug_shows_nothing_of_the_inside(filled: Filled) -> None:
    client = create_app(WebContext(store=filled.store, jobs=Broken())).test_client()
    answer = client.post("/api/v1/harvests", json={"seeds": ["4711"]}, headers={"X-CSRFToken": token(client)})
    assert_one_shape(answer.json, 500)
    assert "secret" not in answer.text


def test_an_unknown_address_is_no_missing_article_and_commands_stand_out(client: FlaskClient) -> None:
    assert "<h1>No such page</h1>" in client.get("/nowhere").text
    assert "<h1>Not in this graph</h1>" in client.get("/article/nobody").text
    many = client.post("/harvests", data={"q": " ".join(map(str, range(1, 600))), "csrf_token": token(client)})
    assert "Use <code>citewalk harvest --file</code>." in many.text


def test_too_large_a_body_is_refused(client: FlaskClient) -> None:
    answer = client.post("/harvests", data={"q": "1 " * 600_000, "csrf_token": token(client)})
    assert answer.status_code == 413


def test_an_empty_graph_says_how_to_begin(filled: Filled, requested: Requests) -> None:
    client = create_app(WebContext(store=filled.store, jobs=requested)).test_client()
    filled.store.query("MATCH (h:Harvest) DETACH DELETE h", write=True)
    assert "citewalk demo" in client.get("/").text
    told: Any = client.get("/api/v1/harvests").json
    assert told["harvests"] == []


def assert_one_shape(body: Any, status: int) -> None:
    assert set(body) == {"error"}
    assert set(body["error"]) == {"status", "title", "message"}
    assert body["error"]["status"] == status
    assert body["error"]["message"]
