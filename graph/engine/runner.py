"""Keeps one engine running: starts it, waits until it answers, starts it again when it dies, ends it."""

from __future__ import annotations

import asyncio
import contextlib
import enum
from asyncio.subprocess import DEVNULL, STDOUT, Process
from collections.abc import Callable

from graph.engine import java, probe
from graph.engine.accounts import Accounts
from graph.engine.folder import Folder, explain, write_private
from graph.engine.options import EngineOptions, resolve_heap
from graph.engine.trouble import PortTaken, diagnose, tail
from graph.errors import StoreError, StoreUnreachable

START_SECONDS = 60.0
STOP_SECONDS = 15.0
ATTEMPTS = 3
LOG_SECONDS = 0.5
NO_PORT = "Unable to listen to"
LONGEST_LOG = 8 << 20

LOGGING = """\
handlers=java.util.logging.ConsoleHandler
java.util.logging.ConsoleHandler.level=INFO
java.util.logging.ConsoleHandler.formatter=java.util.logging.SimpleFormatter
java.util.logging.SimpleFormatter.format=%1$tFT%1$tT %4$s %5$s%6$s%n
.level=WARNING
com.arcadedb.server.level=INFO
# An analyst's mistake in Cypher is told to the analyst; fifty lines of stack for each would fill the disk.
com.arcadedb.bolt.BoltNetworkExecutor.level=SEVERE
"""


class State(enum.StrEnum):
    """What the engine is doing."""

    STARTING = "starting"
    READY = "ready"
    STOPPING = "stopping"
    FAILED = "failed"


class Runner:
    """One engine over one folder. All methods belong to the event loop's thread."""

    def __init__(
        self, folder: Folder, options: EngineOptions, accounts: Accounts, on_start: Callable[[], None]
    ) -> None:
        self.state = State.STARTING
        self.error: StoreError | None = None
        self.restarts = 0
        self.bolt_port = options.bolt_port
        self.http_port = 0
        self.heap = resolve_heap(options)
        self._program = java.find_program()
        self._folder = folder
        self._fixed_port = options.bolt_port
        self._accounts = accounts
        self._on_start = on_start
        self._process: Process | None = None
        self._settled = asyncio.Event()

    @property
    def pid(self) -> int | None:
        """Of the engine's process."""
        return self._process.pid if self._process else None

    async def settled(self) -> State:
        """Wait until the engine is ready, has failed for good, or stops."""
        await self._settled.wait()
        return self.state

    async def check(self) -> None:
        """Notice a death that the operating system has not reported yet, so that nobody is sent to a closed port."""
        process = self._process
        if self.state is not State.READY or process is None or not await probe.is_gone(self.bolt_port):
            return
        if self.state is State.READY and process is self._process:  # nothing has changed while we asked
            self._settle(State.STARTING)
            await self._ended(process, STOP_SECONDS)

    async def run(self) -> None:
        """Run the engine until `stop`, or until it cannot be started; then `error` says why."""
        attempts = 0
        while self.state is not State.STOPPING:
            self._settle(State.STARTING)
            attempts += 1
            try:
                await self._run_once()
                attempts = 0
                self.restarts += 1
            except (StoreError, OSError) as error:
                if attempts < ATTEMPTS and not (isinstance(error, PortTaken) and self._fixed_port):
                    self.bolt_port, self.http_port = self._fixed_port, 0  # others may hold them, or have just held them
                    continue
                self.error = error if isinstance(error, StoreError) else explain(error, self._folder.path)
                self._settle(State.FAILED)
                return

    async def stop(self) -> None:
        """End the engine cleanly, and by force where it does not end."""
        self._settle(State.STOPPING)
        process = self._process
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await self._ended(process, STOP_SECONDS)

    def _settle(self, state: State) -> None:
        if self.state is not State.STOPPING:
            self.state = state
        if self.state is State.STARTING:
            self._settled.clear()
        else:
            self._settled.set()

    async def _run_once(self) -> None:
        """One life of the engine. Returns when it ended after having been ready, raises when it never was."""
        self._choose_ports()
        process = self._process = await self._spawn()
        ended = asyncio.create_task(process.wait())
        ready = asyncio.create_task(
            probe.until_ready(bolt_port=self.bolt_port, http_port=self.http_port, password=self._accounts.reader)
        )
        deaf = asyncio.create_task(self._cannot_listen())
        try:
            self._on_start()
            await asyncio.wait({ended, ready, deaf}, timeout=START_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            if not ready.done():
                raise self._why_not(told=ended.done() or deaf.done())
            deaf.cancel()
            java.mark_age(self._program, self._folder)
            self._settle(State.READY)
            await ended
        finally:
            ready.cancel()
            deaf.cancel()
            if not ended.done():
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await ended

    async def _cannot_listen(self) -> None:
        """Return when the engine has said that a port is taken; it may live on without."""
        while NO_PORT not in tail(self._folder.engine_log):
            await asyncio.sleep(LOG_SECONDS)

    def _why_not(self, *, told: bool) -> StoreError:
        if told:
            return diagnose(tail(self._folder.engine_log), self._folder.path)
        return StoreUnreachable(
            f"The engine of {self._folder.path} was not ready after {START_SECONDS:.0f} seconds and was stopped: "
            "try again when the machine is less busy, or look into its engine.log."
        )

    def _choose_ports(self) -> None:
        """The ports of the life before, so that those who know the address find the engine again."""
        if self._fixed_port and not probe.is_free(self._fixed_port):
            raise PortTaken(
                f"Port {self._fixed_port} is used by another program, so the engine cannot listen there: "
                "stop that program, or choose another port."
            )
        if not self.bolt_port or not probe.is_free(self.bolt_port):
            self.bolt_port = probe.free_port()
        if not self.http_port or not probe.is_free(self.http_port):
            self.http_port = probe.free_port()

    async def _spawn(self) -> Process:
        words = java.arguments(
            self._program, self._folder, heap=self.heap, bolt_port=self.bolt_port, http_port=self.http_port
        )
        write_private(self._folder.config / "logging.properties", LOGGING)
        write_private(self._folder.arguments, java.argument_file(words))
        if self._folder.engine_log.exists():
            self._folder.engine_log.replace(self._folder.engine_log.with_suffix(".log.1"))
        with self._folder.engine_log.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                str(self._program.java),
                f"@{self._folder.arguments}",
                cwd=self._folder.root,
                env=java.clean_environment(),
                stdin=DEVNULL,
                stdout=log,
                stderr=STDOUT,
                preexec_fn=java.die_with_parent(),
            )

    async def _ended(self, process: Process, patience: float) -> None:
        try:
            await asyncio.wait_for(process.wait(), patience)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
