"""A hard end for blocking work."""

from __future__ import annotations

import threading

import pytest

from harvest.deadline import Overdue, within


def test_what_ends_in_time_returns_or_raises_as_usual() -> None:
    assert within(100, lambda _: 7) == 7
    with pytest.raises(KeyError, match="why"):
        within(100, lambda _: dict[str, int]()["why"])


def test_what_does_not_end_is_left_and_told() -> None:
    told = threading.Event()

    def work(given_up: threading.Event) -> None:
        if given_up.wait(200):
            told.set()

    with pytest.raises(Overdue):
        within(0.1, work)
    assert told.wait(100)
