"""An article shown whole, over a real store: notices, versions, and how complete its lists are."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.completeness import Coverage, Part
from graph.ids import ArticleId
from tests.web.conftest import Filled
from tests.web.made_up import HOSTILE, SEED, pmid
from tests.web.richer import CORRECTED, NOTICE, PREPRINT, RETRACTED, add_more
from web.lists import line_of, unresolved


@pytest.fixture(scope="module", autouse=True)
def owners(filled: Filled) -> dict[ArticleId, str]:
    return filled.owners | add_more(filled.store)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def whole(client: FlaskClient, id_: str) -> Any:
    return client.get(f"/api/v1/articles/{id_}?links=0").json


def test_a_retraction_links_its_notice_and_says_when_and_who(client: FlaskClient, owners: dict[ArticleId, str]) -> None:
    page = client.get(f"/article/{owners[RETRACTED]}").text
    assert "This article has been retracted." in page
    assert f'<a href="/article/{owners[NOTICE]}"><bdi>Retraction: one that was made up</bdi></a>' in page
    assert "On 2019-03-01." in page
    assert "According to ncbi." in page
    (notice,) = whole(client, owners[RETRACTED])["notices"]
    assert (notice["kind"], notice["ids"][0]["value"]) == ("retraction", "pmid:32000001")


def test_a_correction_elsewhere_and_a_concern_without_an_id_are_told(
    client: FlaskClient, owners: dict[ArticleId, str]
) -> None:
    page = client.get(f"/article/{owners[CORRECTED]}").text
    assert "This article has been corrected." in page
    assert 'href="https://doi.org/10.5555/erratum.6"' in page
    assert "Concern about this article has been expressed." in page
    assert "On 2021-05." in page
    kinds = [notice["kind"] for notice in whole(client, owners[CORRECTED])["notices"]]
    assert kinds == ["expression of concern", "correction"]
    assert page.count("According to crossref.") == 2


def test_a_preprint_and_its_published_form_lead_to_each_other(
    client: FlaskClient, owners: dict[ArticleId, str]
) -> None:
    published, preprint = owners[CORRECTED], owners[PREPRINT]
    assert re.search(rf'Its preprint is <a href="/article/{preprint}">', client.get(f"/article/{published}").text)
    page = client.get(f"/article/{preprint}").text
    assert re.search(rf'Published as <a href="/article/{published}">', page)
    assert "according to europepmc" in page
    assert [v["relation"] for v in whole(client, preprint)["versions"]] == ["published as"]


def test_the_lists_are_told_against_what_each_source_reports(client: FlaskClient, owners: dict[ArticleId, str]) -> None:
    shown = whole(client, owners[SEED])
    assert re.fullmatch(r"\d+ here · crossref reports 38, icite 30 · 2 without an id", shown["lists"]["references"])
    assert re.fullmatch(r"\d+ here · icite reports 0(, ncbi 0)?", shown["lists"]["citing"])
    assert shown["completeness"]["references"]["sources"]["crossref"]["reported"] == 38
    assert f"<dd>{shown['lists']['references']}</dd>" in client.get(f"/article/{owners[SEED]}").text


def test_references_without_an_id_are_text_in_their_places(client: FlaskClient, owners: dict[ArticleId, str]) -> None:
    page = client.get(f"/article/{owners[SEED]}").text
    assert '<li value="12"><bdi>Berg A. A book without a number. 1987.</bdi></li>' in page
    assert "<img" not in page
    assert "<script>window" not in page
    first = whole(client, owners[SEED])["unresolved_references"][0]
    assert (first["position"], first["text"][:4]) == (3, HOSTILE[:4])


def test_an_article_that_nobody_said_more_of_shows_no_marks(client: FlaskClient, owners: dict[ArticleId, str]) -> None:
    shown = whole(client, owners[pmid(8)])
    assert (shown["notices"], shown["versions"], shown["unresolved_references"]) == ([], [], None)
    assert "crossref" not in shown["lists"]["references"]
    assert "without an id" not in client.get(f"/article/{owners[pmid(8)]}").text


def test_a_line_names_nobody_who_said_nothing() -> None:
    silent = Coverage(found=4, sources={"ncbi": Part(found=4)})
    assert line_of(silent) == "4 here"
    both = Coverage(found=1034, sources={"s2": Part(1, 0, 0, 0), "crossref": Part(1, 1040, 9, 1031)}, texts=0, cut=5)
    assert line_of(both) == "1,034 here · crossref reports 1,040, s2 0 · none without an id · 5 left out by the limit"


def test_places_are_read_from_lines_and_blank_where_there_is_none() -> None:
    assert unresolved(None) is None
    assert unresolved(("3 A book", "without a place", "1987")) == [
        {"position": 3, "text": "A book"},
        {"position": None, "text": "without a place"},
        {"position": None, "text": "1987"},
    ]
