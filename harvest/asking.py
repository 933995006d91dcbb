"""Asking the sources: side by side, one worker each, answers in an order that does not depend on timing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from harvest.errors import NotKnown, NotUnderstood, SourceError, TooMuch
from harvest.sources.base import Answer, Request, Source

T = TypeVar("T")


class Fetcher(Protocol):
    """The part of the HTTP client that asking needs."""

    def fetch(self, request: Request, believe: Callable[[bytes], T]) -> T:
        """The believed body of the answer; raises `SourceError`."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One request with what came back: an answer, or the reason why there is none."""

    request: Request
    answer: Answer | None
    reason: str | None = None


def ask(
    sources: Mapping[str, Source],
    fetcher: Fetcher,
    questions: Mapping[str, Sequence[Request]],
    heard: Callable[[Reply], None] = lambda _: None,
) -> list[Reply]:
    """Ask every source its requests, following pages and halving what is too large.

    Replies come by source name, then in the order of the requests, whichever arrives first. `heard` is called from the
    workers as replies come in. An exception that is not a `SourceError` is raised here once all workers have stopped.
    Interruptible: workers are daemons that stop after the request in flight.
    """
    stop = threading.Event()
    desks = [_Desk(sources[name], fetcher, list(questions[name]), stop, heard) for name in sorted(questions)]
    for desk in desks:
        desk.start()
    try:
        for desk in desks:
            while desk.is_alive():
                desk.join(0.2)
    finally:
        stop.set()
    for desk in desks:
        if desk.error is not None:
            raise desk.error
    return [reply for desk in desks for reply in desk.replies]


def is_divided(request: Request, error: SourceError) -> bool:
    """Whether the same may be asked in smaller requests, or in other words."""
    return isinstance(error, TooMuch) or (request.halves_if_refused and isinstance(error, NotUnderstood))


class _Desk(threading.Thread):
    def __init__(
        self,
        source: Source,
        fetcher: Fetcher,
        waiting: list[Request],
        stop: threading.Event,
        heard: Callable[[Reply], None],
    ) -> None:
        super().__init__(daemon=True, name=f"ask-{source.name}")
        self._source, self._fetcher, self._waiting = source, fetcher, waiting
        self._stop_asking, self._heard = stop, heard
        self.replies: list[Reply] = []
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            while self._waiting and not self._stop_asking.is_set():
                self._turn(self._waiting.pop(0))
        except BaseException as error:  # noqa: BLE001  handed to the thread that asked
            self.error = error

    def _turn(self, request: Request) -> None:
        try:
            answer = self._fetcher.fetch(request, lambda body: self._source.read(request, body))
        except SourceError as error:
            halves = self._source.halves(request) if is_divided(request, error) else None
            if halves is not None:
                self._waiting[:0] = halves
                return
            unknown = request.single and isinstance(error, NotKnown)
            reply = Reply(request, Answer() if unknown else None, str(error))
        else:
            self._waiting[:0] = answer.more
            reply = Reply(request, answer)
        self.replies.append(reply)
        self._heard(reply)
