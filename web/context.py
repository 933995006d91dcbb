"""What the pages are given: an opened store, and how to start and resume a harvest."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from graph.projecting import Shelf
from graph.store import Store
from harvest.jobs import Begun
from web.computed import Computed

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})


class Jobs(Protocol):
    """Harvests as processes of their own; the pages read their progress in the graph."""

    def start(self, seeds: Sequence[str]) -> str:
        """Start a harvest from seeds in any spelling; returns its id at once, before anything has been asked."""

    def resume(self, id_: str) -> None:
        """Go on with a harvest that ended early; returns at once."""

    def begun(self, id_: str) -> Begun | None:
        """What became of a harvest that `start` named; None when it never did."""


class Planner(Protocol):
    """The schedules of the graph, as `citewalk schedule` keeps them. Nothing here asks a source or starts a harvest."""

    @property
    def sources(self) -> Sequence[str]:
        """The sources that work with the keys at hand."""

    @property
    def timezone(self) -> str | None:
        """The time zone that stands for none; None where this machine's has no name."""

    def all(self) -> list[dict[str, Any]]:
        """Each as `citewalk schedule list --json` prints it."""

    def add(
        self,
        cron: str,
        timezone: str | None,
        seeds: Sequence[str],
        options: Mapping[str, object],
        sources: Sequence[str],
    ) -> dict[str, Any]:
        """A new schedule of seeds in any spelling, and walk options by name; raises `BadInput`."""

    def remove(self, id_: str) -> None:
        """Forget a schedule, not its harvests; raises `NotFound`."""


@dataclass(frozen=True)
class WebContext:
    """Everything that the application needs, made once by the command that serves it."""

    store: Store
    jobs: Jobs
    planner: Planner | None = None  # None: schedules are not kept here
    shelf: Shelf | None = None  # where what is computed outlives the process; None: nowhere
    settings: Mapping[str, str] = field(default_factory=dict)  # to show; secrets are left out by the caller
    example: str | None = None  # an id that the home page offers
    hosts: frozenset[str] | None = LOOPBACK  # names in the Host header that are answered; None: any
    password: str | None = field(default=None, repr=False)
    secret: str = field(default_factory=lambda: secrets.token_hex(32), repr=False)

    @cached_property
    def computed(self) -> Computed:
        """Measures and communities of the graph, shared by everyone who reads pages."""
        return Computed(self.store, self.shelf)
