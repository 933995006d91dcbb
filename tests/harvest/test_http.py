"""The HTTP client against a real local server: what it believes, repeats, keeps and counts."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest
import requests
from pytest_httpserver import HTTPServer
from requests.adapters import BaseAdapter
from werkzeug import Request as Received
from werkzeug import Response

from graph.ids import ArticleId, Scheme
from harvest.errors import BadAnswer, BudgetSpent, NotKnown, Refused, SourceError, TooMuch, TryLater
from harvest.http import Client, ClientOptions, Endpoint
from harvest.sources.base import Kind, Request
from harvest.transfer import prepared

Open = Callable[..., Client]


class Clock:
    """Time that passes only in sleep, and a record of the naps."""

    def __init__(self) -> None:
        self.now = 1_795_348_800.0
        self.naps: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.now += seconds


class Script:
    """Answers a path with the given replies in turn, the last for ever; remembers what was asked."""

    def __init__(self, *replies: Response) -> None:
        self.replies = list(replies)
        self.seen: list[Received] = []

    def __call__(self, received: Received) -> Response:
        received.get_data()
        self.seen.append(received)
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


def ok(body: Any = None, **headers: str) -> Response:
    return Response(json.dumps(body or {"pmid": 1}), 200, headers, content_type="application/json")


def status(code: int, body: str = "", **headers: str) -> Response:
    return Response(body, code, {name.replace("_", "-"): value for name, value in headers.items()})


def asking(path: str = "pubs", **more: Any) -> Request:
    return Request(source="icite", kind=Kind.DESCRIBE, path=path, asked=(ArticleId(Scheme.PMID, "39843410"),), **more)


def believe(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        raise BadAnswer("icite", "this is not JSON") from None


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def endpoint(httpserver: HTTPServer) -> Endpoint:
    return Endpoint(name="icite", base_url=httpserver.url_for("/api"), per_second=1000)


@pytest.fixture
def options(tmp_path: Path) -> ClientOptions:
    return ClientOptions(cache_folder=tmp_path / "cache", limits_folder=tmp_path, email="a@example.org")


@pytest.fixture
def client(endpoint: Endpoint, options: ClientOptions, clock: Clock) -> Iterator[Open]:
    """A client of one source; waiting costs no time, and every wait is the longest possible."""
    with ExitStack() as stack:

        def opened(namespace: str = "h1", adapter: BaseAdapter | None = None) -> Client:
            made = Client(
                {"icite": endpoint},
                options,
                namespace=namespace,
                adapter=adapter,
                clock=clock,
                now=clock,
                sleep=clock.sleep,
                chance=lambda: 1.0,
            )
            return stack.enter_context(made)

        yield opened


def play(server: HTTPServer, *replies: Response, path: str = "/api/pubs") -> Script:
    script = Script(*replies)
    server.expect_request(path).respond_with_handler(script)
    return script


def test_an_answer_is_read_and_introduces_us(client: Open, httpserver: HTTPServer) -> None:
    script = play(httpserver, ok({"pmid": 7}))
    assert client().fetch(asking(params=(("pmids", "1,2"), ("fl", "pmid"))), believe) == {"pmid": 7}
    asked = script.seen[0]
    assert asked.args.to_dict() == {"pmids": "1,2", "fl": "pmid"}
    assert asked.headers["User-Agent"] == "citewalk (mailto:a@example.org)"
    assert asked.headers["Accept"].startswith("application/json")


def test_repeated_parameters_arrive_repeated_and_in_order(client: Open, httpserver: HTTPServer) -> None:
    script = play(httpserver, ok())
    client().fetch(asking(params=(("id", "3"), ("id", "1"), ("id", "2"))), believe)
    assert script.seen[0].args.getlist("id") == ["3", "1", "2"]


def test_a_form_is_posted(client: Open, httpserver: HTTPServer) -> None:
    script = play(httpserver, ok())
    client().fetch(asking(method="POST", form=(("id", "1,2"), ("db", "pubmed"))), believe)
    assert script.seen[0].form.to_dict() == {"id": "1,2", "db": "pubmed"}


@pytest.mark.parametrize("first", [429, 500, 502, 503, 504])
def test_a_passing_failure_is_asked_again(client: Open, httpserver: HTTPServer, clock: Clock, first: int) -> None:
    play(httpserver, status(first, "<html>busy</html>"), ok({"pmid": 7}))
    made = client()
    assert made.fetch(asking(), believe) == {"pmid": 7}
    assert made.requests == {"icite": 2}
    assert sum(clock.naps) == pytest.approx(0.5, abs=0.01)


def test_tries_are_bounded_and_their_waits_double(client: Open, httpserver: HTTPServer, clock: Clock) -> None:
    script = play(httpserver, status(503))
    with pytest.raises(TryLater, match="icite, asked to describe pmid:39843410: HTTP 503"):
        client().fetch(asking(), believe)
    assert len(script.seen) == 4
    assert [round(nap, 1) for nap in clock.naps if nap > 0.1] == [0.5, 1, 2]


@pytest.mark.parametrize(
    ("code", "kind"), [(400, Refused), (401, Refused), (403, Refused), (404, NotKnown), (413, TooMuch), (414, TooMuch)]
)
def test_what_will_not_change_is_asked_once(
    client: Open, httpserver: HTTPServer, code: int, kind: type[SourceError]
) -> None:
    script = play(httpserver, status(code))
    made = client()
    with pytest.raises(kind):
        made.fetch(asking(), believe)
    assert len(script.seen) == 1
    assert made.dead("icite") is None


def test_a_source_is_not_asked_before_the_time_it_set(client: Open, httpserver: HTTPServer, clock: Clock) -> None:
    began = clock()
    dated = formatdate(began + 3 + 9, usegmt=True)
    play(httpserver, status(429, Retry_After="3"), status(503, Retry_After=dated), ok({"pmid": 7}))
    assert client().fetch(asking(), believe) == {"pmid": 7}
    assert clock() - began == pytest.approx(12, abs=0.1)


def test_the_time_it_set_also_holds_for_the_next_question(client: Open, httpserver: HTTPServer, clock: Clock) -> None:
    began = clock()
    play(httpserver, *[status(429, Retry_After="5")] * 4, ok({"pmid": 7}))
    made = client()
    with pytest.raises(TryLater):
        made.fetch(asking(), believe)
    assert made.fetch(asking(), believe) == {"pmid": 7}
    assert clock() - began == pytest.approx(20, abs=0.1)


def test_a_source_that_asks_for_more_than_our_patience_is_left_at_once(
    client: Open, httpserver: HTTPServer, clock: Clock
) -> None:
    script = play(httpserver, status(429, Retry_After="3600"))
    made = client()
    for _ in range(2):
        with pytest.raises(TryLater, match="429"):
            made.fetch(asking(), believe)
    assert len(script.seen) == 1
    assert sum(clock.naps) < 0.1
    assert "3600 s" in (made.dead("icite") or "")


def test_a_spent_budget_ends_the_questions_for_this_run(client: Open, httpserver: HTTPServer) -> None:
    script = play(httpserver, status(429, '{"error": "Insufficient budget"}', X_RateLimit_Remaining_USD="0"))
    made = client()
    for _ in range(2):
        with pytest.raises(BudgetSpent, match="budget"):
            made.fetch(asking(), believe)
    assert len(script.seen) == 1


def test_ncbi_s_rate_limit_under_a_good_status_is_waited_for(client: Open, httpserver: HTTPServer) -> None:
    play(httpserver, ok({"error": "API rate limit exceeded", "count": "4", "limit": "3"}), ok({"pmid": 7}))
    assert client().fetch(asking(accept="json"), believe) == {"pmid": 7}


@pytest.mark.parametrize("body", ["", "<!doctype html><title>Login</title>", '{"cut": ', "[1, 2", "maintenance"])
def test_a_body_that_cannot_be_believed_is_asked_for_again_but_never_kept(
    client: Open, httpserver: HTTPServer, body: str
) -> None:
    script = play(httpserver, status(200, body))
    made = client()
    for _ in range(2):
        with pytest.raises(BadAnswer):
            made.fetch(asking(), believe)
    assert len(script.seen) == 6
    script.replies = [ok({"pmid": 7})]
    assert made.fetch(asking(), believe) == {"pmid": 7}


def test_a_source_that_never_makes_sense_costs_a_bounded_number_of_requests(
    client: Open, httpserver: HTTPServer
) -> None:
    script = play(httpserver, status(200, "<html>welcome to our hotel</html>"))
    made = client()
    while made.dead("icite") is None:
        with pytest.raises(BadAnswer):
            made.fetch(asking(), believe)
    assert len(script.seen) <= 30


def test_compressed_answers_are_read_and_damaged_ones_asked_for_again(client: Open, httpserver: HTTPServer) -> None:
    packed = gzip.compress(b'{"pmid": 7}')
    damaged = Response(packed[:-6], 200, {"Content-Encoding": "gzip"})
    script = play(httpserver, damaged, Response(packed, 200, {"Content-Encoding": "gzip"}))
    assert client().fetch(asking(), believe) == {"pmid": 7}
    assert script.seen[0].headers["Accept-Encoding"] == "gzip, deflate"


def test_a_compressed_bomb_is_refused(client: Open, httpserver: HTTPServer) -> None:
    bomb = gzip.compress(b" " * 70 * 2**20, 1)
    play(httpserver, Response(bomb, 200, {"Content-Encoding": "gzip"}))
    with pytest.raises(BadAnswer, match="longer than"):
        client().fetch(asking(), believe)


def test_a_harvest_that_goes_on_asks_nothing_twice(client: Open, httpserver: HTTPServer) -> None:
    script = play(httpserver, ok({"pmid": 7}))
    first, second = client("h1"), client("h1")
    assert first.fetch(asking(), believe) == second.fetch(asking(), believe) == {"pmid": 7}
    assert len(script.seen) == 1
    assert second.requests == {}


def test_a_new_harvest_asks_afresh(client: Open, httpserver: HTTPServer) -> None:
    script = play(httpserver, ok({"pmid": 7}))
    client("h1").fetch(asking(), believe)
    client("h2").fetch(asking(), believe)
    assert len(script.seen) == 2


def test_every_part_of_a_question_makes_it_another(client: Open, httpserver: HTTPServer) -> None:
    script = play(httpserver, ok())
    made = client()
    for more in ({}, {"params": (("a", "1"),)}, {"params": (("a", ""),)}, {"method": "POST", "form": (("a", "1"),)}):
        made.fetch(asking(**more), believe)
        made.fetch(asking(**more), believe)
    assert len(script.seen) == 4


def test_a_kept_answer_that_is_no_longer_believed_is_asked_for_again(client: Open, httpserver: HTTPServer) -> None:
    script = play(httpserver, ok({"pmid": 7}))
    made = client()
    made.fetch(asking(), believe)

    def stricter(body: bytes) -> Any:
        if len(script.seen) < 2:
            raise BadAnswer("icite", "written for an older version")
        return believe(body)

    assert made.fetch(asking(), stricter) == {"pmid": 7}
    assert len(script.seen) == 2


def test_redirects_on_the_same_host_are_followed_and_counted(client: Open, httpserver: HTTPServer) -> None:
    play(httpserver, status(301, Location="/api/merged?id=2"))
    script = play(httpserver, ok({"pmid": 7}), path="/api/merged")
    made = client()
    assert made.fetch(asking(), believe) == {"pmid": 7}
    assert made.requests == {"icite": 2}
    assert script.seen[0].args.to_dict() == {"id": "2"}


def test_a_form_stays_a_form_when_it_is_sent_elsewhere(client: Open, httpserver: HTTPServer) -> None:
    play(httpserver, status(302, Location="/api/moved"))
    script = play(httpserver, ok(), path="/api/moved")
    client().fetch(asking(method="POST", form=(("id", "1"),)), believe)
    assert (script.seen[0].method, script.seen[0].form.to_dict()) == ("POST", {"id": "1"})


def test_circles_and_endless_chains_end(client: Open, httpserver: HTTPServer) -> None:
    circle = play(httpserver, status(302, Location="/api/pubs"))
    with pytest.raises(Refused, match="circle"):
        client().fetch(asking(), believe)
    assert len(circle.seen) == 1
    steps = 0

    def onwards(_: Received) -> Response:
        nonlocal steps
        steps += 1
        return status(302, Location=f"/api/chain?step={steps}")

    httpserver.expect_request("/api/chain").respond_with_handler(onwards)
    with pytest.raises(Refused, match="more than 5 times"):
        client().fetch(asking("chain"), believe)
    assert steps == 6


def test_another_port_of_this_machine_is_not_followed(client: Open, httpserver: HTTPServer) -> None:
    with HTTPServer() as other:
        other.expect_request("/").respond_with_data("{}")
        play(httpserver, status(302, Location=other.url_for("/")))
        with pytest.raises(Refused, match="not followed"):
            client().fetch(asking(), believe)
        assert other.log == []


def test_what_a_reader_says_besides_is_passed_on(client: Open, httpserver: HTTPServer) -> None:
    script = play(httpserver, ok())

    def too_much(_: bytes) -> None:
        raise TooMuch("icite", "10,000 citations in one answer")

    with pytest.raises(TooMuch, match="10,000 citations"):
        client().fetch(asking(), too_much)
    assert len(script.seen) == 1


def test_a_client_that_is_closed_sends_nothing_more(client: Open, httpserver: HTTPServer) -> None:
    script = play(httpserver, ok())
    made = client()
    made.close()
    with pytest.raises(TryLater, match="stopped"):
        made.fetch(asking(), believe)
    assert script.seen == []


class Recorded(BaseAdapter):
    """A transport that answers from memory."""

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        response = requests.Response()
        response.status_code, response._content, response.request = 200, b'{"pmid": 8}', request
        return response

    def close(self) -> None:
        pass


def test_the_transport_can_be_swapped(client: Open) -> None:
    made = client(adapter=Recorded())
    assert made.fetch(asking(), believe) == {"pmid": 8}
    assert made.requests == {"icite": 1}


def test_proxies_of_the_environment_do_not_stand_before_this_machine(
    client: Open, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    play(httpserver, ok({"pmid": 7}))
    assert client().fetch(asking(), believe) == {"pmid": 7}


@pytest.mark.parametrize(
    "base", ["", "icite.od.nih.gov/api", "ftp://icite.od.nih.gov", "http://", "http://a b", "http://x:y"]
)
def test_a_base_url_that_is_none_is_refused_in_words(options: ClientOptions, base: str) -> None:
    endpoint = Endpoint(name="icite", base_url=base, per_second=1000)
    with (
        Client({"icite": endpoint}, options, namespace="h1") as made,
        pytest.raises(Refused, match="CITEWALK_ICITE_URL"),
    ):
        made.fetch(asking(), believe)


def test_what_a_source_said_can_be_forgotten(client: Open, httpserver: HTTPServer) -> None:
    script = play(httpserver, ok())
    made = client("h1")
    made.fetch(asking(), believe)
    made.forget("icite")
    client("h1").fetch(asking(), believe)
    assert len(script.seen) == 2


def test_our_address_is_given_once(endpoint: Endpoint, tmp_path: Path) -> None:
    options = ClientOptions(cache_folder=tmp_path, email="a@b.org", user_agent="citewalk/1 (mailto:a@b.org)")
    assert prepared(endpoint, asking(), options).headers["User-Agent"] == "citewalk/1 (mailto:a@b.org)"
