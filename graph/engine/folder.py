"""The folder of a local graph: what lies where, and whether it can be used."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from graph.errors import StoreError, StoreFull, StoreRefused

ROOM = 64 << 20
"""Bytes that must be free before the engine starts: its first files and its log."""

_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))  # Windows knows no quota


@dataclass(frozen=True)
class Folder:
    """One graph on disk. The keeper's files lie beside the engine's own."""

    path: Path

    @property
    def lock(self) -> Path:
        """Held by the keeper for its life."""
        return self.path / "keeper.lock"

    @property
    def keeper(self) -> Path:
        """Where the keeper listens, and the token that it asks for."""
        return self.path / "keeper.json"

    @property
    def accounts(self) -> Path:
        """The passwords."""
        return self.path / "accounts.json"

    @property
    def keeper_log(self) -> Path:
        """What the keeper says."""
        return self.path / "keeper.log"

    @property
    def engine_log(self) -> Path:
        """What the engine says."""
        return self.path / "engine.log"

    @property
    def root(self) -> Path:
        """The engine's own tree."""
        return self.path / "arcadedb"

    @property
    def arguments(self) -> Path:
        """The engine's command line, in a file: it names the folder and nothing of it shows in a process list."""
        return self.root / "engine.args"

    @property
    def version(self) -> Path:
        """Which engine wrote the tree last."""
        return self.root / "engine.version"

    @property
    def config(self) -> Path:
        """The engine's users, groups and logging."""
        return self.root / "config"

    def prepare(self) -> None:
        """Create the folder, or say in a sentence why the graph cannot live there."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._try_writing()
        except OSError as error:
            raise explain(error, self.path) from error
        if self.is_full(ROOM):
            raise StoreFull(
                f"The disk of {self.path} is full: the graph needs at least {ROOM >> 20} MB of free space. "
                "Free some, or set CITEWALK_STORE to a folder on another disk."
            )

    def is_full(self, needed: int) -> bool:
        """Whether fewer bytes are free on the folder's disk."""
        return shutil.disk_usage(self.path).free < needed

    def _try_writing(self) -> None:
        """Permission bits say too little (root, read-only mounts, quotas), so write."""
        for folder in (self.path, self.root):
            if folder.is_dir():
                with tempfile.TemporaryFile(dir=folder, prefix=".try-") as trial:
                    trial.write(b"citewalk")
        for held in (self.lock, self.keeper_log):
            if held.exists() and not os.access(held, os.W_OK):
                raise PermissionError(f"{held} is not writable")


def explain(error: OSError, path: Path) -> StoreError:
    """What the operating system said, as a sentence about the graph's folder."""
    if error.errno in _FULL:
        return StoreFull(f"The disk of {path} is full: free some space, or set CITEWALK_STORE to another folder.")
    if isinstance(error, FileExistsError | NotADirectoryError):
        return StoreRefused(f"{path} is a file, and a graph needs a folder: set CITEWALK_STORE to another path.")
    if error.errno == errno.EROFS:
        return StoreRefused(f"{path} is on a read-only disk: set CITEWALK_STORE to a folder that can be written.")
    if isinstance(error, PermissionError):
        return StoreRefused(
            f"{path} cannot be written by this user: change its permissions, or set CITEWALK_STORE to another folder."
        )
    return StoreError(f"{path} cannot be used for a graph ({error.strerror or error}): set CITEWALK_STORE to another.")


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with contextlib.suppress(FileNotFoundError):
        draft.unlink()
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def read_json(path: Path) -> Mapping[str, object] | None:
    """A JSON object, or None where there is no whole one (missing, cut off, not readable yet)."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return value if isinstance(value, dict) else None
