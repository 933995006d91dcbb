"""Progress on stderr: a live bar on a terminal, a line every few seconds elsewhere."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from citewalk.printing import counted
from harvest.walk import Progress as Step

SECONDS_A_LINE = 5.0


class Reporter:
    """Shows how far a walk is. Called from several threads."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._last = time.monotonic()
        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("articles, {task.fields[requests]} requests"),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._bar.add_task("starting", total=None, requests=0)

    def __enter__(self) -> Self:
        if self._live:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._bar.stop()

    def __call__(self, step: Step) -> None:
        """Show one step."""
        if self._live:
            total = min(step.most, max(step.found, 1))
            self._bar.update(
                self._task, description=step.doing, completed=step.recorded, total=total, requests=step.requests
            )
        elif time.monotonic() - self._last >= SECONDS_A_LINE:
            self._last = time.monotonic()
            recorded, requests = counted(step.recorded, "article"), counted(step.requests, "request")
            print(f"{step.doing}: {recorded} recorded, {step.found} found, {requests}", file=sys.stderr, flush=True)
