"""The one HTTP client: asks a source politely, insists within reason, and believes only what can be believed.

A question goes: kept answer? -> is the source given up? -> wait as told -> wait for the rate -> send -> status ->
look at the body -> the reader's verdict -> keep. Each step that decides is a value in a module of its own; this one
does the steps in turn and keeps the state of each source.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import requests
from requests.adapters import BaseAdapter

from harvest import redirects, sniff, status
from harvest.answers import Answers
from harvest.breaker import Breaker
from harvest.endpoints import ClientOptions, Endpoint
from harvest.errors import BadAnswer, BudgetSpent, NotKnown, Refused, SourceError, TryLater
from harvest.limits import Pace, common_folder
from harvest.retry import RetryPolicy
from harvest.sources.base import Request
from harvest.transfer import Reply, Transfer, moved, prepared
from harvest.warm import WarmAdapter

__all__ = ["Client", "ClientOptions", "Endpoint"]

UNKNOWN = b""
"""Kept instead of a body where a source said that it does not know the one article asked for."""

T = TypeVar("T")
log = logging.getLogger(__name__)


class Line:
    """What is known about one source during a run. Threads may share it."""

    def __init__(self, endpoint: Endpoint, pace: Pace, patience: float) -> None:
        self.endpoint = endpoint
        self.pace = pace
        self.breaker = Breaker(patience)
        self.not_before = float("-inf")
        self._mutex = threading.Lock()

    def change(self, how: Callable[[Breaker], Breaker]) -> Breaker:
        """The breaker after a change; the first reason to give the source up is logged."""
        with self._mutex:
            before, self.breaker = self.breaker, how(self.breaker)
            after = self.breaker
        if after.reason and not before.reason:
            log.warning("%s is not asked any more in this run: %s", self.endpoint.name, after.reason)
        return after


class Watch:
    """Adds up the seconds that one try spends on the network, redirects included, waiting for the rate left out."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.seconds = 0.0
        self._clock = clock
        self._began = 0.0

    def left(self, breaker: Breaker) -> float:
        """Seconds that this try may still take; never nought, which would mean for ever to a socket."""
        return max(0.001, breaker.left - self.seconds)

    def restart(self) -> None:
        self._began = self._clock()

    __enter__ = restart

    def __exit__(self, *_: object) -> None:
        self.seconds += self._clock() - self._began


class Client:
    """Fetches `Request`s. A context manager; several threads may use it at once.

    `namespace` is the id of the harvest: only its own earlier answers are used. `requests` counts by source what went
    over the network, each try and each redirect.
    """

    def __init__(
        self,
        endpoints: Mapping[str, Endpoint],
        options: ClientOptions,
        *,
        namespace: str,
        adapter: BaseAdapter | None = None,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
        sleep: Callable[[float], object] | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._options = options
        self._clock, self._now, self._chance = clock, now, chance
        self._stopped = threading.Event()
        self._sleep = sleep or self._stopped.wait
        self._policy = RetryPolicy(options.retries)
        self._adapter = adapter or WarmAdapter(pool_connections=32, pool_maxsize=16, max_retries=0)
        self._transfer = Transfer(self._adapter, options)
        self._answers = Answers(options.cache_folder, namespace, options.cache_days)
        folder = options.limits_folder or common_folder()
        self._lines = {name: self._line(endpoint, folder) for name, endpoint in endpoints.items()}
        self.requests: Counter[str] = Counter()
        self._used: defaultdict[str, set[str]] = defaultdict(set)  # keys of the answers that this run went by
        self._counting = threading.Lock()
        self._veil = Veil(endpoints)

    def _line(self, endpoint: Endpoint, folder: Path) -> Line:
        address = f"{endpoint.host}:{endpoint.port}"
        pace = Pace(endpoint.name, address, endpoint.per_second, folder, clock=self._clock, sleep=self._sleep)
        return Line(endpoint, pace, self._options.patience)

    def fetch(self, request: Request, believe: Callable[[bytes], T]) -> T:
        """What `believe` makes of the answer's body; it raises `BadAnswer` for one that is not to be believed.

        The believed body is on disk before this returns. Raises a `SourceError` that says which source was asked what.
        """
        line = self._lines[request.source]
        key = self._answers.key(line.endpoint.base_url, request)
        self._used[request.source].add(key)
        kept = self._answers.get(key)
        if kept == UNKNOWN and request.single:
            raise in_full(NotKnown(request.source, "it knew nothing under this address"), request, line.endpoint)
        if kept is not None:
            try:
                return believe(kept)
            except SourceError:
                log.debug("a kept answer of %s is not believed any more, asking again", request.source)
        try:
            body, answer = self._insist(line, request, believe)
        except NotKnown:
            if request.single:
                self._answers.keep(key, UNKNOWN)
            raise
        self._answers.keep(key, body)
        return answer

    def forget(self, source: str) -> None:
        """Throw away what the source has answered in this harvest: a resumed one asks it for everything again."""
        self._answers.drop(self._used.pop(source, set()))

    def dead(self, source: str) -> str | None:
        """Why this source is not asked any more in this run, or None while it is."""
        return self._lines[source].breaker.reason

    def _insist(self, line: Line, request: Request, believe: Callable[[bytes], T]) -> tuple[bytes, T]:
        tries = 0
        while True:
            tries += 1
            self._admit(line, request)
            watch = Watch(self._clock)
            try:
                body = self._ask(line, request, watch)
                answer = believe(body)
            except SourceError as trouble:
                problem = trouble
            else:
                line.change(Breaker.succeeded)
                return body, answer
            again = self._again(line, problem, tries, watch.seconds)
            problem = in_full(problem, request, line.endpoint)
            if not again:
                raise problem
            log.info("%s; asking again", problem)

    def _admit(self, line: Line, request: Request) -> None:
        """Wait until the time that the source has set. Raises when the source is not asked any more."""
        name = line.endpoint.name
        ahead = line.not_before - self._clock()
        if ahead > 0 and not line.breaker.reason:
            line.change(lambda breaker: breaker.cost(ahead, "waiting as told"))
            self._sleep(ahead)
        if self._stopped.is_set():
            raise in_full(TryLater(name, "the harvest was stopped"), request, line.endpoint)
        if line.breaker.reason:
            kind = BudgetSpent if line.breaker.exhausted else TryLater
            refusal = kind(name, f"not asked any more in this run: {line.breaker.reason}")
            raise in_full(refusal, request, line.endpoint)

    def _again(self, line: Line, problem: SourceError, tries: int, seconds: float) -> bool:
        """Whether to try again after `problem`, which took so many seconds; when, is noted on the line."""
        why = line.endpoint.hide(str(problem))
        if isinstance(problem, BudgetSpent):
            line.change(lambda breaker: breaker.opened(why, exhausted=True))
            return False
        if not isinstance(problem, TryLater | BadAnswer):
            line.change(Breaker.succeeded)  # whoever says no is alive
            return False
        line.change(lambda breaker: breaker.cost(seconds, why))
        told = problem.after or 0.0 if isinstance(problem, TryLater) else 0.0
        left = line.breaker.left
        if told and told >= left:
            line.change(
                lambda breaker: breaker.opened(f"it asks to wait {told:.0f} s, patience is {left:.0f} s ({why})")
            )
            return False
        wait = max(told, min(self._policy.wait(tries, self._chance()), left / 2))
        if told:
            line.not_before = max(line.not_before, self._clock() + told)
        if not self._policy.again(problem, tries):
            line.change(lambda breaker: breaker.failed(why))
            return False
        line.not_before = max(line.not_before, self._clock() + wait)
        return not line.breaker.reason

    def _ask(self, line: Line, request: Request, watch: Watch) -> bytes:
        """The body of a good answer, without the secrets it echoes. Follows redirects."""
        endpoint = line.endpoint
        message = prepared(endpoint, request, self._options)
        visited = {message.url}
        for _ in range(redirects.MOST + 1):
            reply = self._send(line, message, watch)
            if reply.status not in redirects.STATUSES:
                return self._believable(endpoint, request, reply)
            step = redirects.follow(endpoint, str(message.url), reply.headers.get("Location"))
            message = moved(message, step.url, endpoint, trusted=step.trusted)
            if message.url in visited:
                raise Refused(endpoint.name, "it sends us round in a circle")
            visited.add(message.url)
        raise Refused(endpoint.name, f"it sent us elsewhere more than {redirects.MOST} times")

    def _send(self, line: Line, message: requests.PreparedRequest, watch: Watch) -> Reply:
        name = line.endpoint.name
        with watch:
            self._transfer.ready(name, message, watch.left(line.breaker))

        def gate() -> None:
            self._go_on(name)
            line.pace.wait()
            self._go_on(name)
            with self._counting:
                self.requests[name] += 1
            watch.restart()

        with watch:
            return self._transfer.send(name, message, watch.left(line.breaker), gate)

    def _go_on(self, source: str) -> None:
        if self._stopped.is_set():
            raise TryLater(source, "the harvest was stopped")

    def _believable(self, endpoint: Endpoint, request: Request, reply: Reply) -> bytes:
        problem = status.problem(endpoint.name, reply.status, reply.headers, reply.body, self._now())
        problem = problem or sniff.disbelief(endpoint.name, request.accept, reply.body)
        if problem is not None:
            raise problem
        return endpoint.hide_in(reply.body)

    def close(self) -> None:
        """Stop: whoever waits is woken and told; nothing more is sent."""
        self._stopped.set()
        for line in self._lines.values():
            line.pace.close()
        self._answers.close()
        self._adapter.close()
        self._veil.lift()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


class Veil(logging.Filter):
    """Keeps secrets out of the lines that urllib3 logs about each request, address and all."""

    def __init__(self, endpoints: Mapping[str, Endpoint]) -> None:
        super().__init__()
        self._endpoints = list(endpoints.values())
        self._logger = logging.getLogger("urllib3.connectionpool")
        self._logger.addFilter(self)

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        for endpoint in self._endpoints:
            text = endpoint.hide(text)
        record.msg, record.args = text, ()
        return True

    def lift(self) -> None:
        self._logger.removeFilter(self)


def in_full(problem: SourceError, request: Request, endpoint: Endpoint) -> SourceError:
    """The error with a message that says which source was asked what, and holds no key."""
    first = ", ".join(str(asked) for asked in request.asked[:2])
    more = f" and {len(request.asked) - 2} more" if len(request.asked) > 2 else ""
    about = f"{request.source}, asked to {request.kind} {first}{more}: "
    said = str(problem)
    problem.args = (endpoint.hide(said if said.startswith(about) else about + said),)
    return problem
