"""The commands' side: join the engine of a folder, starting it where nobody has, and leave it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from filelock import FileLock, Timeout

import graph
from graph.engine.accounts import load_accounts
from graph.engine.address import Address, Status, read_address, read_status
from graph.engine.folder import Folder, explain
from graph.engine.java import check_age, find_program
from graph.engine.options import EngineOptions
from graph.engine.trouble import tail, telling
from graph.engine.wire import Connection, Message, connect, failed
from graph.errors import StoreError, StoreFull, StoreRefused, StoreUnreachable

JOIN_SECONDS: Final = 90.0
STOP_SECONDS: Final = 40.0
ALMOST_NOTHING: Final = 4 << 20
_PAUSE: Final = 0.02
_ANSWER: Final = 10.0
_KEEPER_BUSY: Final = 75


class Lease:
    """The right to a running engine, until `leave` or the end of this process. Usable from several threads."""

    def __init__(self, folder: Folder, options: EngineOptions) -> None:
        self._folder = folder
        self._options = options
        self._mutex = threading.Lock()
        self._connection: Connection | None = None
        self._take(_reach(folder, options))

    @property
    def address(self) -> Address:
        """Where the engine is; the same after a restart of the engine unless somebody took its port."""
        return self._address

    def renew(self) -> Address:
        """Make sure that the engine runs, after a statement found it gone: wait for its restart, or start another.

        About a millisecond when all is well. A caller that still finds it gone calls again.
        """
        return self._go_on("renew")

    def trouble(self) -> StoreError | None:
        """What ails the engine when a statement failed in words that say nothing, or None.

        A commit that finds the disk full is told over Bolt as "Transaction error on commit".
        """
        if self._folder.is_full(ALMOST_NOTHING):
            return StoreFull(
                f"The disk of {self._folder.path} is full: what was acknowledged is kept. Free some space, try again."
            )
        return None

    def pin(self) -> Address:
        """Keep the engine running without a lease, until `stop`."""
        return self._go_on("pin")

    def leave(self) -> None:
        """Give the lease back; the last one starts the engine's linger time."""
        with self._mutex:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.leave()

    def _go_on(self, want: str) -> Address:
        with self._mutex:
            if self._connection is None:
                raise StoreError("The engine was left and cannot be renewed: join it again.")
            for _ in range(2):
                try:
                    answer = self._connection.ask({"want": want}, timeout=JOIN_SECONDS)
                    if answer.get("state") == "ready":
                        self._read(answer)
                        return self._address
                    if answer.get("state") == "failed":
                        raise failed(answer)
                except (OSError, ValueError):
                    pass  # the keeper has gone, and with it the lease
                self._connection.close()
                self._take(_reach(self._folder, self._options))
                if want == "renew":
                    return self._address
            raise StoreUnreachable(f"The engine of {self._folder.path} comes and goes: look into its keeper.log.")

    def _take(self, reached: tuple[Connection, Message]) -> None:
        connection, answer = reached
        try:
            self._read(answer)
        except StoreError:
            connection.close()
            raise
        self._connection = connection

    def _read(self, answer: Message) -> None:
        accounts = load_accounts(self._folder)
        if accounts is None:
            raise StoreRefused(f"{self._folder.accounts} cannot be read: the engine belongs to another user.")
        self._address = read_address(answer, accounts)


def join(folder: Path, options: EngineOptions | None = None) -> Lease:
    """Use the engine of a folder, started where nobody has; returns when it answers queries.

    Who joins a running engine takes it as it is. Raises `StoreError` with the reason where it cannot be had.
    """
    return Lease(Folder(folder.absolute()), options or EngineOptions())


def start(folder: Path, options: EngineOptions | None = None) -> Address:
    """Start the engine and keep it up until `stop`."""
    with join(folder, options) as lease:
        return lease.pin()


def status(folder: Path) -> Status | None:
    """How the engine of a folder fares, or None where none runs. Starts nothing."""
    place = Folder(folder.absolute())
    found = connect(place)
    if found is None:
        return None
    connection, token = found
    with contextlib.closing(connection):
        try:
            answer = connection.ask({"token": token, "want": "status"}, timeout=_ANSWER)
        except (OSError, ValueError):
            return None
    return read_status(answer, load_accounts(place)) if "keeper_pid" in answer else None


def stop(folder: Path) -> bool:
    """End the engine of a folder cleanly, whoever uses it; False where none ran.

    A command that still uses it starts it again with its next statement.
    """
    place = Folder(folder.absolute())
    asked = False
    deadline = time.monotonic() + STOP_SECONDS
    while time.monotonic() < deadline:
        if not place.lock.exists() or _lock_is_free(place):
            return asked
        found = connect(place)
        if found is not None:
            connection, token = found
            with contextlib.closing(connection), contextlib.suppress(OSError, ValueError):
                asked = True
                connection.ask({"token": token, "want": "stop"}, timeout=STOP_SECONDS)
        time.sleep(_PAUSE)
    raise StoreUnreachable(f"The engine of {place.path} does not stop: end its keeper by hand (see its keeper.json).")


def _reach(folder: Folder, options: EngineOptions) -> tuple[Connection, Message]:
    """A lease on the folder's engine: its connection and what the keeper said of the engine."""
    deadline = time.monotonic() + JOIN_SECONDS
    starter = _Starter(folder, options)
    while time.monotonic() < deadline:
        reached = _ask_for_lease(folder, deadline)
        if reached is not None:
            return reached
        starter.see_to_it()
        time.sleep(_PAUSE)
    raise StoreUnreachable(
        f"The engine of {folder.path} does not answer although a process holds its keeper.lock: "
        "wait for it to end, or end it by hand."
    )


def _ask_for_lease(folder: Folder, deadline: float) -> tuple[Connection, Message] | None:
    found = connect(folder)
    if found is None:
        return None
    connection, token = found
    answer: Message = {}
    with contextlib.suppress(OSError, ValueError):  # a keeper that goes just now is no keeper
        answer = connection.ask({"token": token, "want": "lease"}, timeout=max(1.0, deadline - time.monotonic()))
    if answer.get("state") == "ready":
        return connection, answer
    connection.close()
    if answer.get("state") == "failed":
        raise failed(answer)
    return None


class _Starter:
    """Starts a keeper when there is none, and says why when it does not live."""

    def __init__(self, folder: Folder, options: EngineOptions) -> None:
        self._folder = folder
        self._options = options
        self._keeper: subprocess.Popen[bytes] | None = None

    def see_to_it(self) -> None:
        """Called until somebody answers."""
        if self._keeper is not None:
            code = self._keeper.poll()
            if code is None:
                return
            self._keeper = None
            if code not in (0, _KEEPER_BUSY):
                raise StoreError(
                    f"The engine of {self._folder.path} is not kept: {telling(tail(self._folder.keeper_log))}"
                )
        if not self._folder.path.is_dir():
            self._folder.prepare()
        if _lock_is_free(self._folder):
            self._folder.prepare()
            check_age(find_program(), self._folder)
            self._keeper = self._spawn()

    def _spawn(self) -> subprocess.Popen[bytes]:
        options = self._options
        words = [sys.executable, "-P", "-m", "graph.engine.keeper", str(self._folder.path)]
        words += [f"--linger={options.linger}", f"--bolt-port={options.bolt_port}"]
        words += [f"--heap={options.heap}"] if options.heap else []
        # -P keeps the working folder off the path, so say where our own packages are.
        ours = str(Path(next(iter(graph.__path__))).parent)
        paths = os.pathsep.join(filter(None, [ours, os.environ.get("PYTHONPATH")]))
        log = os.open(self._folder.keeper_log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            process = subprocess.Popen(
                words,
                cwd=self._folder.path,
                env={**os.environ, "PYTHONPATH": paths},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0) | getattr(subprocess, "DETACHED_PROCESS", 0),
            )
        finally:
            os.close(log)
        # The keeper outlives most commands; those that outlive it must reap it.
        threading.Thread(target=process.wait, name="citewalk-keeper-reaper", daemon=True).start()
        return process


def _lock_is_free(folder: Folder) -> bool:
    try:
        with FileLock(folder.lock, timeout=0, mode=0o600):
            return True
    except Timeout:
        return False
    except OSError as error:
        raise explain(error, folder.path) from error
