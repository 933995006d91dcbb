"""The keeper: a process that holds a graph's folder, runs its engine, and goes when nobody needs it any more.

Started by `join` as `python -m graph.engine.keeper FOLDER`, detached from the command that needed it first. It holds
the folder's lock for its life, so there is one for a folder however many commands start at once.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import secrets
import signal
import sys
from asyncio import StreamReader, StreamWriter
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from graph.engine import java
from graph.engine.accounts import ensure_accounts
from graph.engine.folder import Folder, explain, read_json, write_private
from graph.engine.options import EngineOptions
from graph.engine.runner import LONGEST_LOG, Runner, State
from graph.engine.wire import GREETING_SECONDS, LONGEST_LINE, Message, decode, encode, failure
from graph.errors import StoreError

BUSY = 75
"""Exit code of a keeper that found another one in its place."""
FIRST_LEASE_SECONDS = 15.0
"""The command that started the keeper comes for its lease within this time, or has died."""
LOOK_SECONDS = 2.0


class Keeper:
    """Leases on one side, the engine on the other."""

    def __init__(self, folder: Folder, options: EngineOptions) -> None:
        self._folder = folder
        self._options = options
        self._token = secrets.token_urlsafe(24)
        self._since = datetime.now(UTC).isoformat(timespec="seconds")
        self._port = 0
        self._leases = 0
        self._pinned = False
        self._served = False
        self._over = asyncio.Event()
        self._changed = asyncio.Event()
        self._runner = Runner(folder, options, ensure_accounts(folder), self._leave_traces)

    async def run(self) -> None:
        """Serve until nobody is left or somebody says stop; the engine has ended when this returns."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=LONGEST_LINE)
        self._port = server.sockets[0].getsockname()[1]
        self._leave_traces()
        self._heed_signals()
        tasks = [asyncio.create_task(work) for work in (self._run_engine(), self._wait_for_idleness(), self._look())]
        await self._over.wait()
        # From here on a newcomer finds no traces, waits for the lock, and starts a keeper of its own.
        self._folder.keeper.unlink(missing_ok=True)
        server.close()
        await self._runner.stop()
        for task in tasks:
            task.cancel()
        for outcome in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(outcome, Exception):
                raise outcome

    async def _run_engine(self) -> None:
        """A mistake of ours must not leave commands waiting for an engine that nobody starts."""
        finished = False
        try:
            await self._runner.run()
            finished = True
        finally:
            if not finished:
                self._over.set()

    def _leave_traces(self) -> None:
        traces = {"port": self._port, "pid": os.getpid(), "token": self._token, "engine_pid": self._runner.pid}
        write_private(self._folder.keeper, json.dumps(traces) + "\n")

    def _heed_signals(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT, getattr(signal, "SIGHUP", signal.SIGTERM)):
            with contextlib.suppress(NotImplementedError):  # Windows has no such handlers
                asyncio.get_running_loop().add_signal_handler(number, self._over.set)

    async def _wait_for_idleness(self) -> None:
        """Declare it over when no lease was held for the linger time, or the engine failed and that was told."""
        while True:
            patience = self._options.linger if self._served else FIRST_LEASE_SECONDS
            if self._served and self._runner.state is State.FAILED:
                patience = 0
            self._changed.clear()
            idle = self._leases == 0 and not (self._pinned and self._runner.state is not State.FAILED)
            try:
                await asyncio.wait_for(self._changed.wait(), patience if idle else None)
            except TimeoutError:
                self._over.set()
                return

    async def _look(self) -> None:
        """End when the folder was deleted under us; keep the log short."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            traces = read_json(self._folder.keeper)
            if traces is None and not self._folder.keeper.exists():
                self._over.set()
            with contextlib.suppress(OSError):
                if self._folder.engine_log.stat().st_size > LONGEST_LOG:
                    os.truncate(self._folder.engine_log, 0)

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        try:
            writer.write(encode({"keeper": os.getpid()}))
            request = decode(await asyncio.wait_for(reader.readline(), GREETING_SECONDS))
            if secrets.compare_digest(str(request.get("token")), self._token):
                await self._grant(str(request.get("want")), reader, writer)
        except (OSError, ValueError, TimeoutError):
            pass  # a stranger, or a command that died: nobody to tell
        finally:
            writer.close()

    async def _grant(self, want: str, reader: StreamReader, writer: StreamWriter) -> None:
        if want == "status":
            writer.write(encode(self._status()))
        elif want == "stop":
            self._over.set()
            await self._runner.stop()
            writer.write(encode({"state": "stopped"}))
        elif want == "lease" and not self._over.is_set():
            self._leases += 1
            self._served = True
            self._changed.set()
            try:
                await self._hold(reader, writer)
            finally:
                self._leases -= 1
                self._changed.set()

    async def _hold(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Answer a lease until its connection ends."""
        while True:
            state = await self._runner.settled()
            if state is State.FAILED and self._runner.error is not None:
                writer.write(encode(failure(self._runner.error)))
            else:
                writer.write(encode(self._status()))
            await writer.drain()
            if state is not State.READY:
                return
            line = await reader.readline()
            if not line:
                return
            self._pinned |= decode(line).get("want") == "pin"
            await self._runner.check()

    def _status(self) -> Message:
        return {
            "state": str(self._runner.state),
            "bolt_port": self._runner.bolt_port,
            "http_port": self._runner.http_port,
            "keeper_pid": os.getpid(),
            "engine_pid": self._runner.pid,
            "leases": self._leases,
            "pinned": self._pinned,
            "heap": self._runner.heap,
            "since": self._since,
            "restarts": self._runner.restarts,
        }


async def keep(folder: Folder, options: EngineOptions) -> None:
    """Run a keeper over a folder whose lock we hold."""
    await Keeper(folder, options).run()


def main(words: list[str] | None = None) -> int:
    """The process: take the lock, tidy up after a killed keeper, keep."""
    parser = argparse.ArgumentParser(prog="graph.engine.keeper")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--heap")
    parser.add_argument("--linger", type=float, default=EngineOptions.linger)
    parser.add_argument("--bolt-port", type=int, default=EngineOptions.bolt_port)
    asked = parser.parse_args(words)
    folder = Folder(asked.folder)
    os.umask(0o077)
    try:
        # Somebody who only tries the lock holds it for a moment, so do not give up at once.
        with FileLock(folder.lock, timeout=1.0):
            _tidy(folder)
            options = EngineOptions(heap=asked.heap, linger=asked.linger, bolt_port=asked.bolt_port)
            asyncio.run(keep(folder, options))
    except Timeout:
        return BUSY
    except OSError as error:
        sys.stderr.write(f"{explain(error, folder.path)}\n")
        return 1
    except StoreError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _tidy(folder: Folder) -> None:
    """Where a keeper was killed and the system did not end its engine, end it before starting another."""
    engine = (read_json(folder.keeper) or {}).get("engine_pid")
    if isinstance(engine, int):
        java.end_orphan(folder, engine)
    folder.keeper.unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(main())
