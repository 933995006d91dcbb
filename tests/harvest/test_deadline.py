"""A hard end for blocking work."""

from __future__ import annotations

import threading
import time

import pytest

from harvest.deadline import Overdue, within


def test_what_ends_in_time_returns_or_raises_as_usual() -> None:
    assert within(5, lambda _: 7) == 7
    with pytest.raises(KeyError, match="why"):
        within(5, lambda _: dict[str, int]()["why"])


def test_what_does_not_end_is_left_and_told() -> None:
    told = threading.Event()

    def work(given_up: threading.Event) -> None:
        given_up.wait(5)
        told.set()

    began = time.monotonic()
    with pytest.raises(Overdue):
        within(0.1, work)
    assert time.monotonic() - began < 1
    assert told.wait(1)
