"""Where the local engine keeps the data of a graph's folder; known without reading anything of the engine."""

from __future__ import annotations

from pathlib import Path


def data_files(folder: Path) -> Path:
    """The folder of the one database."""
    return folder / "arcadedb" / "databases" / "citewalk"
