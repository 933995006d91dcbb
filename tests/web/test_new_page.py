"""The page of what is new, its feed and its JSON over a real store."""

from __future__ import annotations

import re

import feedparser
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.conftest import Filled
from tests.web.made_up import HARVEST, HOSTILE, SEED
from tests.web.newer import LATER, NEXT_DAY, add_news, late

DAY = f"{NEXT_DAY:%Y-%m-%d}"


@pytest.fixture(scope="module", autouse=True)
def _news(filled: Filled) -> None:
    add_news(filled.store)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def owner(filled: Filled, k: int) -> str:
    return filled.store.owners([late(k)])[late(k)]


@pytest.mark.parametrize("since", [HARVEST, DAY, f"{DAY}T09:00:00Z"])
def test_the_page_lists_what_later_harvests_brought_under_what_it_cites(
    client: FlaskClient, filled: Filled, since: str
) -> None:
    page = client.get("/new", query_string={"since": since}).text
    assert re.search(r"4 new articles and \d new citations since", page)
    heads = re.findall(r'<h3><a class="title[^"]*" href="/article/([^"]+)"', page)
    assert heads[0] == filled.owners[SEED]
    assert heads[-1] == owner(filled, 9)
    assert f'href="/article/{owner(filled, 1)}"' in page
    assert "according to icite and ncbi" in page
    assert "What these cite that is new here too (1)" in page


def test_a_source_that_failed_is_named(client: FlaskClient) -> None:
    page = client.get(f"/new?since={DAY}").text
    assert f"icite in harvest {LATER}: did not answer within 20 seconds" in page
    assert f"icite in harvest {HARVEST}: did not answer within 20 seconds" in page


def test_nothing_new_is_said(client: FlaskClient) -> None:
    page = client.get("/new?since=2100-01-01").text
    assert "Nothing new since 2100-01-01 00:00:00 UTC." in page
    assert "<h3>" not in page


@pytest.mark.parametrize(
    ("since", "status", "words"),
    [("nobody", 404, "no harvest nobody"), ("22.11.2026", 400, "write a date as 2026-11-22")],
)
def test_what_cannot_be_read_is_said_and_the_page_stands(
    client: FlaskClient, since: str, status: int, words: str
) -> None:
    answer = client.get(f"/new?since={since}")
    assert (answer.status_code, words in answer.text) == (status, True)
    assert '<select name="since">' in answer.text
    assert words in client.get(f"/api/v1/new?since={since}").json["error"]["message"]  # type: ignore[index]


def test_without_since_when_it_is_the_last_month(client: FlaskClient) -> None:
    for path in ("/new", "/new?since=", "/new.atom", "/api/v1/new"):
        assert client.get(path).status_code == 200


def test_the_feed_has_an_entry_an_article_that_leads_to_its_page(client: FlaskClient, filled: Filled) -> None:
    answer = client.get(f"/new.atom?since={HARVEST}")
    assert answer.mimetype == "application/atom+xml"
    feed = feedparser.parse(answer.data)
    assert (feed.bozo, feed.version) == (0, "atom10")
    links = {entry.link for entry in feed.entries if ":article/" in entry.id}
    assert {f"http://localhost/article/{owner(filled, k)}" for k in (1, 2, 3, 9)} < links
    assert {link.rel: link.href for link in feed.feed.links} == {
        "self": f"http://localhost/new.atom?since={HARVEST}",
        "alternate": f"http://localhost/new?since={HARVEST}",
    }
    assert f'href="/new.atom?since={HARVEST}"' in client.get(f"/new?since={HARVEST}").text


def test_a_hostile_title_is_text(client: FlaskClient) -> None:
    page = client.get(f"/new?since={DAY}").text
    assert "<img" not in page
    assert "<script>window" not in page
    assert "&lt;img src=x onerror=" in page
    titles = {entry.title for entry in feedparser.parse(client.get(f"/new.atom?since={DAY}").data).entries}
    assert HOSTILE.replace("\u202e", "").strip() in {title.replace("\u202e", "").strip() for title in titles}


def test_json_has_the_same(client: FlaskClient) -> None:
    told = client.get(f"/api/v1/new?since={HARVEST}").json
    assert told
    assert len(told["articles"]) == 4
    assert told["groups"][0]["cited"]["seed"] is True
    assert {gap["source"] for gap in told["incomplete"]} == {"icite"}


def test_cypher_gives_the_same_citations(client: FlaskClient, filled: Filled) -> None:
    page = client.get(f"/new?since={HARVEST}").text
    text = re.search(r'<code id="cypher-text">(.*?)</code>', page, re.DOTALL)
    assert text
    query = text[1].replace("&gt;", ">").replace("&lt;", "<").replace("&#39;", "'")
    told = client.get(f"/api/v1/new?since={HARVEST}").json
    assert told
    rows = filled.store.query(query, {"at": told["since"]["at"], "harvest": HARVEST}).rows
    assert len(rows) == told["citations"]


def test_a_command_with_an_odd_word_is_quoted(client: FlaskClient) -> None:
    assert "citewalk new --since &#39;a b;c&#39;" in client.get("/new?since=a b%3Bc").text
