"""Is the engine ready, and are its ports free? Plain sockets: the driver would cost the keeper 40 MB."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import random
import socket

from graph.engine.accounts import DATABASE, READER

_BOLT_HELLO = bytes.fromhex("6060b017") + bytes.fromhex("00000404 00000304 00000004 00000000")
_PAUSE = 0.04
_PATIENCE = 5.0
PORTS = range(20_000, 32_000)
"""Below those that Linux (from 32768), macOS and Windows (from 49152) give to connections going out."""
TRIES = 100
_NO_ANSWER = (OSError, TimeoutError, asyncio.IncompleteReadError)


async def until_ready(*, bolt_port: int, http_port: int, password: str) -> None:
    """Return once a query is answered.

    The Bolt port listens before the database exists, and HTTP opens after it: a query over HTTP that succeeds and a
    Bolt handshake together mean that a Bolt query succeeds.
    """
    while not (await _query_answers(http_port, password) and await bolt_answers(bolt_port)):
        await asyncio.sleep(_PAUSE)


async def _query_answers(port: int, password: str) -> bool:
    body = json.dumps({"language": "cypher", "command": "RETURN 1"})
    account = base64.b64encode(f"{READER}:{password}".encode()).decode()
    request = (
        f"POST /api/v1/query/{DATABASE} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        f"Authorization: Basic {account}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    )
    try:
        answer = await _exchange(port, request.encode(), 12)
    except _NO_ANSWER:
        return False
    return answer.endswith(b" 200")


async def bolt_answers(port: int) -> bool:
    """Whether somebody agrees to a version of Bolt on the port."""
    try:
        answer = await _exchange(port, _BOLT_HELLO, 4)
    except _NO_ANSWER:
        return False
    return answer != bytes(4)


async def is_gone(port: int) -> bool:
    """Whether nobody listens on the port any more.

    A process that is just dying resets connections before its port closes, so ask again; one that is busy and takes
    its time is not gone.
    """
    for _ in range(3):
        try:
            await _exchange(port, _BOLT_HELLO, 4)
        except ConnectionRefusedError:
            return True
        except TimeoutError:
            return False
        except (OSError, asyncio.IncompleteReadError):
            await asyncio.sleep(_PAUSE)
        else:
            return False
    return False


async def _exchange(port: int, request: bytes, length: int) -> bytes:
    """Send bytes and read as many as asked for."""
    async with asyncio.timeout(_PATIENCE):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(request)
            await writer.drain()
            return await reader.readexactly(length)
        finally:
            writer.close()


def is_free(port: int) -> bool:
    """Whether the engine could listen on a loopback port."""
    with socket.socket() as trial:
        if os.name != "nt":  # as Java does: a port whose last connections still fade away counts as free
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port that nobody listens on now, and that no system gives to connections going out.

    One of those could be taken before the engine has it: by anybody, or by ourselves, as who asks again and again
    whether somebody listens on such a port is at last connected with himself.
    """
    for port in random.sample(PORTS, TRIES):
        if is_free(port):
            return port
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])
