"""Sources are asked side by side; what comes back does not depend on who was quicker."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import pytest

from graph.ids import ArticleId, Scheme
from harvest.asking import ask
from harvest.errors import NotKnown, NotUnderstood, TooMuch, TryLater
from harvest.sources.base import Answer, Kind, Limits, Request, Wanted

T = TypeVar("T")


@dataclass
class Echo:
    """A source whose answer to ids is that it knows them."""

    name: str
    limits = Limits(per_second=1, batch={Kind.DESCRIBE: 4})
    cited_by_with_record: bool = True

    def handle(self, kind: Kind, ids: frozenset[ArticleId]) -> ArticleId | None:
        return min(ids, key=str)

    def requests(self, kind: Kind, wanted: Sequence[Wanted], *, most: int | None = None) -> list[Request]:
        return []

    def halves(self, request: Request) -> tuple[Request, Request] | None:
        middle = len(request.asked) // 2
        if not middle:
            return None
        return replace(request, asked=request.asked[:middle]), replace(request, asked=request.asked[middle:])

    def read(self, request: Request, body: bytes) -> Answer:
        more = (replace(request, path="2"),) if body == b"more" else ()
        return Answer(known=frozenset(request.asked), more=more)


@dataclass
class Wire:
    """A transport that does what the test says."""

    act: Callable[[Request], bytes]

    def fetch(self, request: Request, believe: Callable[[bytes], T]) -> T:
        return believe(self.act(request))


def request(source: str, *numbers: int, single: bool = False) -> Request:
    asked = tuple(ArticleId(Scheme.PMID, str(number)) for number in numbers)
    return Request(source=source, kind=Kind.DESCRIBE, path="1", asked=asked, single=single)


def sources(*names: str) -> dict[str, Echo]:
    return {name: Echo(name) for name in names}


def test_replies_come_by_source_and_request_whoever_is_quicker() -> None:
    def act(asked: Request) -> bytes:
        time.sleep(0.05 if asked.source == "a" else 0)
        return b""

    questions = {"b": [request("b", 1), request("b", 2)], "a": [request("a", 3)]}
    replies = ask(sources("a", "b"), Wire(act), questions)
    assert [(r.request.source, r.request.asked[0].value) for r in replies] == [("a", "3"), ("b", "1"), ("b", "2")]


def test_sources_are_asked_at_the_same_time() -> None:
    meeting = threading.Barrier(2, timeout=100)

    def act(asked: Request) -> bytes:
        meeting.wait()
        return b""

    assert len(ask(sources("a", "b"), Wire(act), {"a": [request("a", 1)], "b": [request("b", 1)]})) == 2


def test_following_pages_are_asked_for() -> None:
    replies = ask(sources("a"), Wire(lambda r: b"more" if r.path == "1" else b""), {"a": [request("a", 1)]})
    assert [reply.request.path for reply in replies] == ["1", "2"]


def test_what_is_too_large_is_asked_in_halves_until_it_fits() -> None:
    def act(asked: Request) -> bytes:
        if len(asked.asked) > 1:
            raise TooMuch("a", "413")
        return b""

    replies = ask(sources("a"), Wire(act), {"a": [request("a", 1, 2, 3)]})
    assert [r.request.asked[0].value for r in replies if r.answer] == ["1", "2", "3"]


def test_a_failure_is_a_reply_with_its_reason_and_the_rest_goes_on() -> None:
    def act(asked: Request) -> bytes:
        if asked.asked[0].value == "1":
            raise TryLater("a", "a is busy")
        return b""

    replies = ask(sources("a"), Wire(act), {"a": [request("a", 1), request("a", 2)]})
    assert [(reply.answer is None, reply.reason) for reply in replies] == [(True, "a is busy"), (False, None)]


def test_a_404_is_an_unknown_article_only_where_one_article_was_asked_for_by_address() -> None:
    def act(asked: Request) -> bytes:
        raise NotKnown("a", "404")

    single, listed = ask(sources("a"), Wire(act), {"a": [request("a", 1, single=True), request("a", 2)]})
    assert single.answer == Answer()
    assert listed.answer is None


def test_a_way_of_asking_that_is_not_understood_gives_way_to_another() -> None:
    def act(asked: Request) -> bytes:
        if len(asked.asked) > 1:
            raise NotUnderstood("a", "400")
        return b""

    both, unsure = request("a", 1, 2), replace(request("a", 3, 4), halves_if_refused=True)
    replies = ask(sources("a"), Wire(act), {"a": [both, unsure]})
    told = {tuple(id_.value for id_ in reply.request.asked): reply.answer is not None for reply in replies}
    assert told == {("1", "2"): False, ("3",): True, ("4",): True}


def test_an_error_that_is_no_source_error_reaches_the_caller() -> None:
    def act(asked: Request) -> bytes:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ask(sources("a"), Wire(act), {"a": [request("a", 1)]})
