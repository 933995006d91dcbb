"""The page of schedules and its JSON over a real store: listed, added, refused, removed; nothing is ever started."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from citewalk.scheduling import new_schedule
from graph.model import HarvestState
from graph.schedules import Schedules
from tests.web.conftest import Filled, Requests
from tests.web.made_up import HARVEST, HOSTILE, harvest
from web.app import create_app
from web.context import WebContext

NOW = datetime.now(UTC)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(autouse=True)
def book(filled: Filled) -> Iterator[Schedules]:
    """The schedules of the graph, which start and end empty."""
    found = Schedules(filled.store)
    yield found
    for one in found.all():
        found.remove(one.id)


def token(client: FlaskClient) -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', client.get("/").text)
    assert found
    return found[1]


def send(client: FlaskClient, **fields: Any) -> Any:
    given = {"cron": "0 3 * * 1", "timezone": "Europe/Berlin", "seeds": "39843410, 10.1000/x"} | fields
    return client.post("/schedules", data=given | {"csrf_token": token(client)})


def test_no_schedule_is_said(client: FlaskClient) -> None:
    assert "There are no schedules yet." in client.get("/schedules").text


def test_the_form_adds_a_schedule_and_starts_nothing(client: FlaskClient, book: Schedules, requested: Requests) -> None:
    before = list(requested.started)
    answer = send(client, depth="1", direction="cited-by", source=["ncbi", "icite"], similar="on")
    assert answer.status_code == 303
    (one,) = book.all()
    assert answer.location == f"/schedules#{one.id}"
    assert (one.cron, one.timezone, one.seeds) == ("0 3 * * 1", "Europe/Berlin", ("pmid:39843410", "doi:10.1000/x"))
    assert one.parameters["depth"] == 1
    assert one.parameters["sources"] == ["ncbi", "icite"]
    page = client.get("/schedules").text
    assert re.search(r"Monday, \d+ \w+ \d{4}, 03:00", page)
    assert "<dd>depth 1, direction cited-by, similar articles too, only ncbi, icite</dd>" in page
    assert "none yet" in page
    assert requested.started == before


def test_the_command_behind_a_schedule_is_shown(client: FlaskClient) -> None:
    send(client, max_articles="50", from_year="1999", similar="on", source=["ncbi"])
    (one,) = client.get("/api/v1/schedules").json["schedules"]  # type: ignore[index]
    words = shlex.split(one["command"])
    assert words[:7] == ["citewalk", "schedule", "add", "--cron", "0 3 * * 1", "--timezone", "Europe/Berlin"]
    assert " ".join(words[7:]) == (
        "--max-articles 50 --from-year 1999 --similar --source ncbi pmid:39843410 doi:10.1000/x"
    )


BAD = [
    ({"cron": "61 3 * * 1"}, "is not understood"),
    ({"cron": "every day"}, "it has not five fields"),
    ({"cron": ""}, "Say when"),
    ({"cron": "0 3 31 2 *"}, "&#39;0 3 31 2 *&#39; "),
    ({"timezone": "Atlantis/City"}, "There is no time zone"),
    ({"seeds": "no such thing"}, "no such thing"),
    ({"seeds": ""}, "Name an article"),
    ({"depth": "11"}, "depth is a whole number from 0 to 10"),
    ({"max_articles": "0"}, "max articles is a whole number from 1"),
    ({"direction": "sideways"}, "direction is one of both, references, cited-by"),
    ({"from_year": "2020", "to_year": "2010"}, "from-year 2020 is after to-year 2010"),
    ({"source": ["scopus"]}, "There is no source"),
]


@pytest.mark.parametrize(("fields", "words"), BAD)
def test_what_makes_no_sense_gets_its_sentence_and_keeps_the_fields(
    client: FlaskClient, book: Schedules, fields: dict[str, Any], words: str
) -> None:
    answer = send(client, **fields)
    assert answer.status_code == 400
    assert words in answer.text
    assert "--cron" not in answer.text.partition('id="complaint"')[2].partition("</p>")[0]
    assert 'value="Europe/Berlin"' in answer.text or fields.get("timezone")
    assert book.all() == []


def test_what_was_typed_comes_back_as_text(client: FlaskClient) -> None:
    page = send(client, cron=HOSTILE, seeds=HOSTILE, timezone=HOSTILE).text
    assert "<img" not in page
    assert "<script>window" not in page
    assert "&lt;img src=x" in page


def test_the_last_run_and_how_it_ended_is_listed_with_its_harvests(
    client: FlaskClient, filled: Filled, book: Schedules
) -> None:
    added = NOW - timedelta(days=14)
    one = new_schedule("0 3 * * 1", "UTC", ["pmid:30000000"], {"depth": 1}, added)
    book.add(one)
    run = replace(
        harvest("h-of-schedule", state=HarvestState.COMPLETE, counts={"articles": 3}),
        parameters={"depth": 1, "schedule": one.id},
    )
    assert book.begin(one, added + timedelta(days=6), run)
    page = client.get("/schedules").text
    assert '<a class="chip" href="/harvests/h-of-schedule" data-state="complete">complete</a>' in page
    assert f'href="/harvests?schedule={one.id}">1 run<' in page
    listed = client.get(f"/harvests?schedule={one.id}").text
    assert "h-of-schedule" in listed
    assert HARVEST not in listed
    assert f'href="/schedules#{one.id}"' in client.get("/harvests/h-of-schedule").text
    filled.store.query("MATCH (h:Harvest {id: 'h-of-schedule'}) DETACH DELETE h", write=True)


def test_a_schedule_is_removed_and_an_unknown_one_is_404(client: FlaskClient, book: Schedules) -> None:
    send(client)
    (one,) = book.all()
    assert client.post(f"/schedules/{one.id}/remove", data={"csrf_token": token(client)}).status_code == 303
    assert book.all() == []
    again = client.post(f"/schedules/{one.id}/remove", data={"csrf_token": token(client)})
    assert again.status_code == 404
    assert "There is no schedule" in again.text


def test_the_address_fills_in_the_form(client: FlaskClient) -> None:
    page = client.get("/schedules?cron=0+4+*+*+*&seeds=pmid:1,+pmid:2&depth=3&source=ncbi&similar=yes").text
    assert 'value="0 4 * * *"' in page
    assert ">pmid:1, pmid:2</textarea>" in page
    assert '<input type="checkbox" name="source" value="ncbi" checked>' in page
    assert '<input type="checkbox" name="similar" checked>' in page


def test_the_api_adds_lists_and_removes(client: FlaskClient, book: Schedules) -> None:
    headers = {"X-CSRFToken": token(client)}
    body = {"cron": "0 3 * * 1", "timezone": "UTC", "seeds": ["39843410"], "depth": 1, "similar": False}
    answer = client.post("/api/v1/schedules", json=body, headers=headers)
    assert answer.status_code == 201
    told: Any = answer.json
    assert told["parameters"]["depth"] == 1
    assert told["parameters"]["similar"] is False
    listed: Any = client.get("/api/v1/schedules").json
    assert [one["id"] for one in listed["schedules"]] == [told["id"]]
    assert client.delete(f"/api/v1/schedules/{told['id']}", headers=headers).json == {"removed": told["id"]}
    assert client.delete(f"/api/v1/schedules/{told['id']}", headers=headers).status_code == 404
    assert book.all() == []


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ([], "as JSON"),
        ({"cron": "x", "seeds": "1"}, "seeds is a list"),
        ({"cron": "0 3 * * 1", "seeds": ["1"], "hops": 2}, "'hops' is not among"),
        ({"cron": "61 * * * *", "seeds": ["1"]}, "is not understood"),
        ({"seeds": ["1"]}, "Say when"),
    ],
)
def test_a_bad_body_is_refused_in_a_sentence(client: FlaskClient, body: Any, words: str) -> None:
    answer = client.post("/api/v1/schedules", json=body, headers={"X-CSRFToken": token(client)})
    assert answer.status_code == 400
    assert words in answer.json["error"]["message"]  # type: ignore[index]


def test_pages_that_keep_no_schedules_say_so(filled: Filled, requested: Requests) -> None:
    bare = create_app(WebContext(store=filled.store, jobs=requested)).test_client()
    answer = bare.get("/schedules")
    assert answer.status_code == 404
    assert "These pages keep no schedules" in answer.text
