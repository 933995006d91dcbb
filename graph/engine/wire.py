"""What a command and the keeper say to each other: JSON objects, one a line, over a loopback socket.

    keeper   {"keeper": pid}                                   so that a stranger on an old port is recognised
    command  {"token": ..., "want": "lease" | "status" | "stop"}
    keeper   {"state": "ready", ...} or {"state": "failed", "kind": ..., "message": ...}

A lease lasts as long as its connection, which the kernel closes however its process ends; on it the command may go on
with {"want": "renew"} and {"want": "pin"}.
"""

from __future__ import annotations

import json
import os
import socket
import weakref
from collections.abc import Mapping
from typing import Final

import graph.errors
from graph.engine.folder import Folder, read_json
from graph.errors import StoreError

LONGEST_LINE: Final = 1 << 16
GREETING_SECONDS: Final = 5.0

Message = Mapping[str, object]


def encode(message: Message) -> bytes:
    """A message as a line."""
    return json.dumps(message).encode() + b"\n"


def decode(line: bytes) -> Message:
    """A line as a message; ValueError where it is none."""
    message = json.loads(line)
    if not isinstance(message, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004
    return message


def failure(error: StoreError) -> Message:
    """An error as a message."""
    return {"state": "failed", "kind": type(error).__name__, "message": str(error)}


def failed(message: Message) -> StoreError:
    """The error of a message."""
    kind = getattr(graph.errors, str(message.get("kind")), StoreError)
    known = isinstance(kind, type) and issubclass(kind, StoreError)
    return (kind if known else StoreError)(str(message.get("message") or "The engine failed without a reason."))


class Connection:
    """A command's end of the line to a live keeper. Not for several threads at once."""

    def __init__(self, opened: socket.socket) -> None:
        self._socket = opened
        self._rest = b""
        _open.add(self)

    def ask(self, message: Message, *, timeout: float) -> Message:
        """Send a message and wait for the answer; OSError or ValueError where the keeper is gone."""
        self._socket.settimeout(timeout)
        self._socket.sendall(encode(message))
        return self.hear(timeout=timeout)

    def hear(self, *, timeout: float) -> Message:
        """The keeper's next line."""
        self._socket.settimeout(timeout)
        while b"\n" not in self._rest:
            part = self._socket.recv(4096)
            if not part:
                raise ConnectionResetError("the keeper has gone")
            self._rest += part
            if len(self._rest) > LONGEST_LINE:
                raise ValueError("an endless line")
        line, _, self._rest = self._rest.partition(b"\n")
        return decode(line)

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


_open: weakref.WeakSet[Connection] = weakref.WeakSet()


def _hang_up_in_fork() -> None:
    """A forked child would hold its parent's leases for as long as it lives."""
    for connection in list(_open):
        connection.close()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_hang_up_in_fork)


def connect(folder: Folder) -> tuple[Connection, str] | None:
    """Reach the keeper of a folder: the connection and the token to show. None where none lives, whatever it left."""
    traces = read_json(folder.keeper) or {}
    port, token = traces.get("port"), traces.get("token")
    if not isinstance(port, int) or not isinstance(token, str):
        return None
    try:
        connection = Connection(socket.create_connection(("127.0.0.1", port), timeout=GREETING_SECONDS))
    except OSError:
        return None
    try:
        if connection.hear(timeout=GREETING_SECONDS).get("keeper") == traces.get("pid"):
            return connection, token
    except (OSError, ValueError):
        pass
    connection.close()
    return None
