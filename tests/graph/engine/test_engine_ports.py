"""Ports of the local engine: chosen where nobody else gets one, and given up where somebody has it."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

from graph.engine.accounts import ensure_accounts
from graph.engine.folder import Folder
from graph.engine.probe import PORTS, free_port, is_free
from graph.engine.runner import Runner, State
from graph.engine.trouble import tail
from tests.graph.engine.running import SMALL


def test_ports_are_none_that_are_given_to_connections_going_out() -> None:
    port = free_port()
    assert port in PORTS
    assert is_free(port)


def test_an_engine_that_cannot_listen_is_tried_again_elsewhere(folder: Path) -> None:
    place = Folder(folder)
    place.prepare()

    async def started() -> tuple[State, int]:
        life = asyncio.create_task(runner.run())
        state = await runner.settled()
        port = runner.http_port
        await runner.stop()
        await life
        return state, port

    with socket.socket() as stranger:

        def take_the_port() -> None:
            """A stranger listens there before the engine does, which goes on without."""
            if not taken:
                taken.append(runner.http_port)
                stranger.bind(("127.0.0.1", runner.http_port))
                stranger.listen()

        taken: list[int] = []
        runner = Runner(place, SMALL, ensure_accounts(place), take_the_port)
        state, port = asyncio.run(started())
    assert state is State.READY
    assert "Unable to listen to" in tail(folder / "engine.log.1")
    assert port not in taken
