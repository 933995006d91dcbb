"""Harvests as jobs: named, started in a process of their own, and looked up while they run."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from graph.errors import Incomplete
from graph.model import Harvest, HarvestState
from harvest.processes import host_of, is_alive, is_here, this_process

__all__ = ["Begun", "Jobs", "elsewhere", "is_walking", "new_harvest_id", "standing", "this_process"]


def new_harvest_id(now: datetime) -> str:
    """A name for a new harvest that sorts by when it began."""
    return f"h{now:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"


def is_walking(harvest: Harvest) -> bool:
    """Whether a process still works on the harvest; one on another host is believed."""
    if harvest.state is not HarvestState.RUNNING or not harvest.process:
        return False
    return not is_here(harvest.process) or is_alive(harvest.process)


def standing(harvest: Harvest) -> str:
    """How the harvest stands in one word: running, complete, incomplete, or interrupted (cut off, resumable)."""
    if harvest.state is HarvestState.RUNNING and not is_walking(harvest):
        return "interrupted"
    return str(harvest.state)


def elsewhere(harvest: Harvest) -> str | None:
    """Where another host walks the harvest, and when it last said so; None for one that is not walked elsewhere.

    Whether that is still true cannot be told at one look: the clocks of two hosts are not compared.
    """
    if not harvest.process or not is_walking(harvest) or is_here(harvest.process):
        return None
    sign = f", last sign of life {harvest.updated:%Y-%m-%d %H:%M:%S} UTC" if harvest.updated else ""
    return f"on {host_of(harvest.process)}{sign}"


@dataclass(frozen=True, slots=True)
class Begun:
    """A harvest that was started and may not be in the graph yet; `failure` says why it never will be."""

    failure: str | None = None


class Jobs:
    """Harvests as `citewalk harvest` processes of their own, which outlive the one that starts them.

    They write their progress to the graph; what they say besides goes to a log in `folder`.
    """

    def __init__(self, folder: Path, options: Sequence[str] = (), environment: Mapping[str, str] | None = None) -> None:
        self._folder = folder
        self._options = tuple(options)
        self._environment = dict(os.environ if environment is None else environment)
        self._children: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, seeds: Sequence[str]) -> str:
        """Start a harvest from seeds in any spelling; its id, before anything has been asked."""
        id_ = new_harvest_id(datetime.now(UTC))
        self._spawn(id_, ["harvest", "--as", id_, *self._options, "--", *seeds])
        return id_

    def resume(self, id_: str) -> None:
        """Go on with a harvest that ended early."""
        self._spawn(id_, ["harvest", "--resume", id_])

    def begun(self, id_: str) -> Begun | None:
        """What became of a harvest that was started here; None when it was not."""
        child = self._children.get(id_)
        if child is None:
            return None
        if child.poll() in (None, 0, Incomplete.exit_code):
            return Begun()
        return Begun(self.last_words(id_) or f"it ended with exit code {child.returncode}")

    def ended(self) -> dict[str, int]:
        """The harvests of ours whose process has ended since this was last asked, with its exit code."""
        codes = {id_: code for id_, child in self._children.items() if (code := child.poll()) is not None}
        for id_ in codes:
            del self._children[id_]
        return codes

    def last_words(self, id_: str) -> str:
        """The last line that a harvest of this machine said; blank where it said nothing."""
        try:
            said = self._log(id_).read_text(encoding="utf-8", errors="replace").strip().splitlines()
        except OSError:
            return ""
        return said[-1].removeprefix("citewalk: ") if said else ""

    def _log(self, id_: str) -> Path:
        return self._folder / f"{id_}.log"

    def _spawn(self, id_: str, arguments: Sequence[str]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        with self._log(id_).open("ab") as out:
            self._children[id_] = subprocess.Popen(
                [sys.executable, "-m", "citewalk", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env=self._environment,
            )
