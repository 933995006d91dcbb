"""Ports of the local engine: chosen where nobody else gets one, and given up where somebody has it."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

from graph.engine.accounts import ensure_accounts
from graph.engine.folder import Folder
from graph.engine.probe import PORTS, free_port, is_free
from graph.engine.runner import Runner, State
from tests.graph.engine.running import SMALL


def fading_port() -> int:
    """A port whose last connection still fades away, which looks free and is refused to the engine's pages."""
    with socket.socket() as listening, socket.socket() as calling:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        port = free_port()
        calling.bind(("127.0.0.1", port))
        calling.connect(listening.getsockname())
        called, _ = listening.accept()
        calling.close()  # who closes first is who waits
        called.recv(1)
        called.close()
    return port


def test_ports_are_none_that_are_given_to_connections_going_out() -> None:
    port = free_port()
    assert port in PORTS
    assert is_free(port)


def test_an_engine_that_cannot_listen_is_tried_again_elsewhere(folder: Path) -> None:
    place = Folder(folder)
    place.prepare()
    taken = fading_port()

    async def started() -> tuple[State, int]:
        runner = Runner(place, SMALL, ensure_accounts(place), lambda: None)
        runner.http_port = taken
        life = asyncio.create_task(runner.run())
        state = await runner.settled()
        port = runner.http_port
        await runner.stop()
        await life
        return state, port

    state, port = asyncio.run(started())
    assert state is State.READY
    assert port != taken
