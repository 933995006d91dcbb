"""The `citewalk` command run as its users run it: a process of its own, with a home and settings of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import psutil

from harvest.sources import SOURCES

ROOT = Path(__file__).resolve().parents[2]
SEED = "20047874"
"""The article from which the bundled neighbourhood is reached."""
NOWHERE = "http://127.0.0.1:9"
"""Nobody listens there."""
KEYS = {entry.key_setting for entry in SOURCES.values()}
EVERY_SOURCE_NOWHERE = {entry.url_setting: NOWHERE for entry in SOURCES.values()}
"""So that a test reaches only the sources that it serves itself, however many there are."""


@dataclass(frozen=True)
class Said:
    """What a command printed, its exit code, and the seconds it took."""

    code: int
    out: str
    err: str
    seconds: float

    def json(self) -> Any:
        """What it printed as JSON."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Citewalk:
    """The command with a home and settings. Nothing of the tester's own settings reaches it."""

    home: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    def given(self, **settings: str) -> Citewalk:
        """The same with further settings; a blank one is not set."""
        return replace(self, settings={**self.settings, **settings})

    @property
    def environment(self) -> dict[str, str]:
        own = {k: v for k, v in os.environ.items() if not k.startswith("CITEWALK_") and k not in KEYS}
        ours = {
            "CITEWALK_HOME": str(self.home),
            "CITEWALK_HEAP": "512m",
            **EVERY_SOURCE_NOWHERE,
            "CITEWALK_NCBI_RATE": "1000",
            "PYTHONPATH": str(ROOT),
        }
        return {**own, **ours, **self.settings}

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Run it and go on."""
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "citewalk", *words],
            cwd=self.home.parent,  # without a .env of anybody's
            env=self.environment,
            encoding="utf-8",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.started.append(process)
        return process

    def run(self, *words: str, stdin: str = "") -> Said:
        """Run it to its end."""
        began = time.monotonic()
        return ended(self.start(*words), began, stdin)

    def rows(self, query: str) -> list[dict[str, Any]]:
        """What a query answers."""
        said = self.run("cypher", query, "--format", "json")
        assert said.code == 0, said.err
        rows: list[dict[str, Any]] = said.json()
        return rows

    def engines(self) -> list[psutil.Process]:
        """The engines that run on this home's graph."""
        return [process for process in psutil.process_iter() if self._is_engine(process)]

    def _is_engine(self, process: psutil.Process) -> bool:
        try:
            return "java" in process.name() and any(str(self.home) in word for word in process.cmdline())
        except psutil.Error:
            return False


def ended(process: subprocess.Popen[str], began: float, stdin: str = "") -> Said:
    """What a started command said in the end."""
    out, err = process.communicate(stdin, timeout=200)
    return Said(process.returncode, out, err, time.monotonic() - began)


@contextmanager
def stopped_at_the_end(citewalk: Citewalk) -> Iterator[Citewalk]:
    """No process is left behind."""
    try:
        yield citewalk
    finally:
        for process in citewalk.started:
            with process:  # closes its pipes
                process.kill()
        citewalk.run("engine", "stop")
