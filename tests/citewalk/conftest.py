"""The command, a home for it, and a source on this machine that knows the bundled neighbourhood."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from harvest.demo.facts import load
from harvest.demo.ncbi_replay import NcbiReplay
from harvest.demo.records import render
from tests.citewalk.commanding import SEED, Citewalk, stopped_at_the_end
from tests.replay import ReplayServer, serving


@pytest.fixture(scope="session", autouse=True)
def _interruptible() -> None:
    """A shell's background job ignores Ctrl-C and so would the commands that it starts."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def bundled() -> NcbiReplay:
    """The bundled neighbourhood as NCBI would answer."""
    return NcbiReplay.of(render([load("aquilegia")]))


@pytest.fixture(scope="session")
def ncbi(bundled: NcbiReplay) -> Iterator[ReplayServer]:
    """NCBI, quick, for everybody."""
    with serving(bundled) as server:
        yield server


@pytest.fixture
def citewalk(tmp_path: Path, ncbi: ReplayServer) -> Iterator[Citewalk]:
    """The command with a home of its own, empty."""
    with stopped_at_the_end(Citewalk(tmp_path / "home", {"CITEWALK_NCBI_URL": ncbi.url})) as command:
        yield command


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory, ncbi: ReplayServer) -> Iterator[Citewalk]:
    """The command with a graph of two steps around the seed, whose engine is kept up; tests leave it as it is."""
    home = tmp_path_factory.mktemp("walked") / "home"
    with stopped_at_the_end(Citewalk(home, {"CITEWALK_NCBI_URL": ncbi.url})) as command:
        assert command.run("engine", "start").code == 0
        said = command.run("harvest", SEED, "--source", "ncbi", "--as", "first", "--json")
        assert said.code == 0, said.err
        yield command
