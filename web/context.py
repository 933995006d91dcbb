"""What the pages are given: an opened store, and how to start and resume a harvest."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

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


@dataclass(frozen=True)
class WebContext:
    """Everything that the application needs, made once by the command that serves it."""

    store: Store
    jobs: Jobs
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
