"""The pages of harvests over a real store: how each source serves, how complete the lists are, and all of them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.completeness import Completeness, Coverage, Part
from graph.model import Batch, Direction, HarvestState, SourceOutcome, Visit, VisitState
from harvest.jobs import this_process
from harvest.scribe import STILL_ASKED
from tests.web.conftest import Filled
from tests.web.made_up import AT, HARVEST, SEED, harvest, pmid
from tests.web.richer import add_more
from web.coverage import shown_coverage
from web.schedules_shown import repeated


@pytest.fixture(scope="module", autouse=True)
def _more(filled: Filled) -> None:
    add_more(filled.store)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_a_harvest_tells_how_complete_its_lists_are_by_source(client: FlaskClient) -> None:
    page = client.get(f"/harvests/{HARVEST}").text
    assert "How complete the lists are" in page
    references = page.partition("References:")[2].partition("</table>")[0]
    crossref = re.search(r'<th scope="row">crossref</th>((?:<td>[\d,]*</td>)+)', references)
    assert crossref
    assert re.findall(r"<td>([\d,]*)</td>", crossref[1]) == ["1", "38", "0", "38"]
    ncbi = re.search(r'<th scope="row">ncbi</th><td></td><td></td><td>\d+</td><td></td>', references)
    assert ncbi, references
    assert "2 references without an id are kept as text." in page


def test_the_same_is_json_and_an_unknown_harvest_404(client: FlaskClient) -> None:
    told: Any = client.get(f"/api/v1/harvests/{HARVEST}/completeness").json
    assert told["references"]["sources"]["crossref"]["reported"] == 38
    assert told["references"]["sources"]["ncbi"]["reported"] is None
    assert told["command"] == f"citewalk harvests {HARVEST} --json"
    assert client.get("/api/v1/harvests/nobody/completeness").status_code == 404


def test_a_harvest_leads_to_what_is_new_since_and_to_its_repetition(client: FlaskClient) -> None:
    page = client.get(f"/harvests/{HARVEST}").text
    assert f'href="/new?since={HARVEST}"' in page
    assert 'href="/schedules?seeds=pmid:30000000&amp;depth=1&amp;direction=both#add"' in page
    assert f"citewalk harvests {HARVEST}" in page


def test_a_running_harvest_says_who_is_being_asked_and_how_complete_its_lists_are_so_far(
    client: FlaskClient, filled: Filled
) -> None:
    outcomes = {
        "crossref": SourceOutcome("incomplete", STILL_ASKED, 1200),
        "ncbi": SourceOutcome("incomplete", "ncbi, HTTP 500 (2 articles not answered)", 7),
        "s2": SourceOutcome("left out", "needs S2_API_KEY", 0),
    }
    running = replace(harvest("h-running", state=HarvestState.RUNNING), process=this_process(), outcomes=outcomes)
    filled.store.write_harvest(running)
    assert "Nothing to count yet" in client.get("/harvests/h-running").text
    visits = (Visit(SEED, 0, VisitState.DONE, Direction.BOTH), Visit(pmid(4), 0, VisitState.PENDING, Direction.BOTH))
    filled.store.apply(Batch(at=AT, visits=visits, harvest=running))
    page = client.get("/harvests/h-running").text
    assert "<strong>crossref</strong> being asked · 1,200 requests" in page
    assert "<strong>ncbi</strong> incomplete · 7 requests · HTTP 500 (2 articles not answered)" in page
    assert "<strong>s2</strong> left out · 0 requests · needs S2_API_KEY" in page
    assert "How complete the lists are so far" in page
    assert "Of the 1 article whose references and citing articles have been asked for so far." in page
    assert "still growing" in page
    assert "so far" not in client.get(f"/harvests/{HARVEST}").text
    assert "/new?since=" not in page
    filled.store.query("MATCH (h:Harvest {id: 'h-running'}) DETACH DELETE h", write=True)


def test_the_lists_of_a_large_harvest_are_counted_when_asked_for(client: FlaskClient, filled: Filled) -> None:
    large = filled.store.harvest(HARVEST)
    assert large
    filled.store.write_harvest(replace(large, counts={"articles": 3001}))
    waiting = client.get(f"/harvests/{HARVEST}").text
    assert f'href="/harvests/{HARVEST}?lists=1#completeness">Count them' in waiting
    assert "<table" not in waiting
    assert "References: " in client.get(f"/harvests/{HARVEST}?lists=1").text
    filled.store.write_harvest(large)


def test_what_nobody_has_counted_is_left_out_and_no_zero(client: FlaskClient, filled: Filled) -> None:
    filled.store.write_harvest(harvest("h-uncounted", state=HarvestState.INCOMPLETE, counts={"citations": 0}))
    page = client.get("/harvests/h-uncounted").text
    figures = page.partition('<dl class="figures">')[2].partition("</dl>")[0]
    assert re.findall(r"<dt>(.*?)</dt><dd[^>]*>(.*?)</dd>", figures) == [("citations", "0")]
    listed = client.get("/harvests").text.partition('data-harvest="h-uncounted"')[2].partition("</li>")[0]
    assert "articles" not in listed
    assert ">0</span> citations" in listed
    filled.store.query("MATCH (h:Harvest {id: 'h-uncounted'}) DETACH DELETE h", write=True)


def test_all_harvests_are_listed_page_by_page(client: FlaskClient, filled: Filled) -> None:
    page = client.get("/harvests").text
    assert f'href="/harvests/{HARVEST}"' in page
    assert "Older" not in page
    for k in range(60):
        filled.store.write_harvest(harvest(f"h-many-{k:02}", state=HarvestState.COMPLETE))
    first, second = client.get("/harvests").text, client.get("/harvests?page=2").text
    assert (first.count('class="name"'), second.count('class="name"')) == (50, 11)
    assert 'href="/harvests?page=2">Older' in first
    assert 'href="/harvests?page=1">Newer' in second
    assert client.get("/harvests?page=0").status_code == 400
    filled.store.query("MATCH (h:Harvest) WHERE h.id STARTS WITH 'h-many' DETACH DELETE h", write=True)


def test_blank_is_not_zero_in_the_tables() -> None:
    found = Completeness(
        articles=2,
        references=Coverage(found=3, sources={"icite": Part(found=3), "s2": Part(1, 0, 0, 0)}, texts=None),
        citing=None,
    )
    shown = shown_coverage(found)
    assert shown
    assert [table["name"] for table in shown["tables"]] == ["References"]
    rows = [tuple(row.values()) for row in shown["tables"][0]["rows"]]
    assert rows == [("icite", None, None, 3, None), ("s2", 1, 0, 0, 0)]
    assert shown_coverage(Completeness(0, None, None)) is None


def test_what_a_form_cannot_take_is_not_offered_for_repetition() -> None:
    assert repeated({"seeds": ["pmid:1"] * 51, "parameters": {}}) is None
    assert repeated({"seeds": [], "parameters": {}}) is None
    assert repeated({"seeds": ["pmid:1"], "parameters": {"load": "csv"}}) is None
