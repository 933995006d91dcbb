"""Laws of the HTTP client that hold whatever a source does: random replies, a clock that only they and sleep move."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from hypothesis import given, settings
from hypothesis import strategies as st
from requests.adapters import BaseAdapter

from graph.ids import ArticleId, Scheme
from harvest.errors import BadAnswer, Refused, SourceError, TooMuch
from harvest.http import Client, ClientOptions, Endpoint
from harvest.sources.base import Kind, Request

PATIENCE = 30.0
RETRIES = 3


@dataclass(frozen=True)
class Event:
    """What the source does with one request: how, after how long, and when it wants to be asked again."""

    how: str
    seconds: float
    after: int | None = None


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += max(0.0, seconds)


class Moody(BaseAdapter):
    """Plays the events and notes when it was asked, and before when it had said that it should not be."""

    def __init__(self, events: list[Event], clock: Clock) -> None:
        super().__init__()
        self._events, self._clock = iter(events), clock
        self.asked: list[tuple[float, float]] = []
        self._not_before = 0.0

    def send(self, request: requests.PreparedRequest, *_: Any, timeout: Any = None, **__: Any) -> requests.Response:
        self.asked.append((self._clock(), self._not_before))
        event = next(self._events, Event("good", 0))
        self._clock.sleep(min(event.seconds, timeout[1]))
        if event.how == "reset":
            raise requests.ConnectionError(str(request.url))
        if event.seconds > timeout[1]:
            raise requests.ReadTimeout(str(request.url))
        response = requests.Response()
        response.request = request
        response.status_code, response._content = {
            "good": (200, b'{"pmid": 7}'),
            "empty": (200, b""),
            "page": (200, b"<html>log in</html>"),
            "cut": (200, b'{"pmid'),
            "moved": (301, b""),
        }.get(event.how) or (int(event.how), b"")
        response.headers["Location"] = f"/again/{len(self.asked)}"
        if event.after is not None and event.how in ("429", "503"):
            response.headers["Retry-After"] = str(event.after)
            self._not_before = self._clock() + event.after
        return response

    def close(self) -> None:
        pass


HOWS = ["good", "empty", "page", "cut", "moved", "reset", "400", "404", "413", "429", "500", "503"]
EVENTS = st.lists(
    st.builds(Event, st.sampled_from(HOWS), st.floats(0, 40), st.none() | st.integers(0, 60)), min_size=1, max_size=60
)


def believe(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        raise BadAnswer("icite", "not JSON") from None


@settings(max_examples=60, deadline=None)
@given(EVENTS)
def test_whatever_a_source_does(events: list[Event]) -> None:
    clock = Clock()
    moody = Moody(events, clock)
    with tempfile.TemporaryDirectory() as name:
        options = ClientOptions(
            cache_folder=Path(name), limits_folder=Path(name), retries=RETRIES, patience=PATIENCE, timeout=20
        )
        endpoint = Endpoint(name="icite", base_url="http://icite.example.org", per_second=1000)
        with Client(
            {"icite": endpoint},
            options,
            namespace="h1",
            adapter=moody,
            clock=clock,
            now=clock,
            sleep=clock.sleep,
            chance=lambda: 1.0,
        ) as client:
            ask_all(client, moody, clock)
    assert all(moment >= told - 1e-6 for moment, told in moody.asked), "asked before the time that the source had set"


def ask_all(client: Client, moody: Moody, clock: Clock) -> None:
    without_success = 0.0
    for number in range(15):
        path = f"pubs/{number}"
        request = Request(source="icite", kind=Kind.DESCRIBE, path=path, asked=(ArticleId(Scheme.PMID, "1"),))
        began, sent, gone = clock(), len(moody.asked), client.dead("icite")
        try:
            answer = client.fetch(request, believe)
        except (Refused, TooMuch):
            without_success = 0.0
        except SourceError:
            without_success += clock() - began
        else:
            assert answer == {"pmid": 7}
            without_success = 0.0
            now = len(moody.asked)
            assert client.fetch(request, believe) == answer
            assert len(moody.asked) == now, "a believed answer was asked for again"
        assert without_success <= PATIENCE + 1, "a source that does not answer cost more than the patience"
        assert len(moody.asked) - sent <= (RETRIES + 1) * 6
        if gone:
            assert len(moody.asked) == sent, "a source that was given up was asked again"
    assert client.requests["icite"] == len(moody.asked)
