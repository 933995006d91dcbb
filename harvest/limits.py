"""Rate limits that hold over all processes of a user on this machine: one small bucket per source, in a common folder.

Every request reserves a moment and is sent then. Moments lie 1 / (0.9 * rate) s apart, so that in any second no more
than the rate arrive even when one of them is a tenth of a second late. They are counted on the monotonic clock, which
all processes share and nobody can set back.
"""

from __future__ import annotations

import hashlib
import logging
import math
import os
import sqlite3
import stat
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import platformdirs
from filelock import FileLock, Timeout
from pyrate_limiter import AbstractBucket, InMemoryBucket, Rate, RateItem, SQLiteBucket

log = logging.getLogger(__name__)

MICRO = 1_000_000
SPARE = 0.9
HELD = 10.0  # seconds after which a lock is held by something that does not go on
LATE = 0.02  # a moment missed by more is not used: the others have been planned around it
HORIZON = 60  # seconds; a reservation further ahead is from before the machine was started anew
TIDY = 500


def spacing(per_second: float) -> Rate:
    """The limit as the bucket counts it, in microseconds.

    Fast limits may send up to a fiftieth of a second's requests at once, since nothing waits more exactly than that.
    """
    together = max(1, int(per_second // 50))
    return Rate(together, together * math.ceil(MICRO / (SPARE * per_second)))


def common_folder() -> Path:
    """The folder of this user on this machine, made if missing and readable by nobody else."""
    user = os.getuid() if hasattr(os, "getuid") else "user"
    here = Path(tempfile.gettempdir()) / f"citewalk-{user}"
    for folder in (here, platformdirs.user_state_path("citewalk") / "limits"):
        if is_ours(folder):
            return folder
        log.warning("%s is not a folder of yours alone, rate limits are kept elsewhere", folder)
    return Path(tempfile.mkdtemp(prefix="citewalk-"))


def is_ours(folder: Path) -> bool:
    """Whether the folder is there, a real one, and this user's; makes it, and closes it to others."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        facts = folder.lstat()
        if not stat.S_ISDIR(facts.st_mode) or (hasattr(os, "getuid") and facts.st_uid != os.getuid()):
            return False
        if facts.st_mode & 0o077:
            folder.chmod(0o700)
        return os.access(folder, os.W_OK | os.X_OK)
    except OSError:
        return False


class SharedBucket:
    """The reservations of one source in a SQLite file. What goes wrong with the file is mended by a new one."""

    def __init__(self, path: Path, rate: Rate) -> None:
        self._path = path
        self._rate = rate
        self._lock = FileLock(f"{path}.lock", timeout=HELD, poll_interval=0.0005, thread_local=False)
        self._bucket: SQLiteBucket | None = None
        self._file: tuple[int, int] | None = None
        self._taken = 0

    def reserve(self, now: int) -> int:
        """The first free moment from `now` on, taken. Raises OSError, Timeout or sqlite3.Error where that cannot be."""
        with self._lock:
            try:
                return self._reserve(now)
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError):
                    raise
                self.close()
                self._remove()
                return self._reserve(now)

    def _reserve(self, now: int) -> int:
        bucket = self._current()
        newest = bucket.peek(0)
        if newest is not None and newest.timestamp > now + HORIZON * MICRO + 20 * self._rate.interval:
            bucket.flush()
        self._taken += 1
        if self._taken % TIDY == 1:
            bucket.leak(now - HORIZON * MICRO)
        return first_free(bucket, now)

    def _current(self) -> SQLiteBucket:
        """The open bucket, opened anew when its file was cleaned away."""
        if self._bucket is not None and self._file == self._identity():
            return self._bucket
        self.close()
        database = sqlite3.connect(self._path, timeout=1, check_same_thread=False)
        self._bucket = SQLiteBucket([self._rate], database, "moments", lock=threading.RLock())
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=OFF")  # it need not outlive the machine, only the process
        database.execute("CREATE TABLE IF NOT EXISTS moments (name VARCHAR, item_timestamp INTEGER)")
        database.execute("CREATE INDEX IF NOT EXISTS moments_by_time ON moments (item_timestamp)")
        self._file = self._identity()
        return self._bucket

    def _identity(self) -> tuple[int, int] | None:
        with suppress(OSError):
            facts = self._path.stat()
            return facts.st_dev, facts.st_ino
        return None

    def _remove(self) -> None:
        for ending in ("", "-wal", "-shm"):
            Path(f"{self._path}{ending}").unlink(missing_ok=True)

    def close(self) -> None:
        if self._bucket is not None:
            self._bucket.close()  # type: ignore[no-untyped-call]
        self._bucket = self._file = None


def first_free(bucket: AbstractBucket, now: int) -> int:
    """Put the first moment from `now` on that the bucket has room for, also one in the future."""
    item = RateItem("request", now)
    while not bucket.put(item):
        wait = bucket.waiting(item)
        if not isinstance(wait, int) or wait < 0:
            raise ValueError("this bucket has no room for a single request")
        item.timestamp += max(1, wait)
    return item.timestamp


class Pace:
    """When the next request to a source may be sent. Threads may share it; processes share its folder."""

    def __init__(
        self,
        source: str,
        address: str,
        per_second: float,
        folder: Path,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        if not 0 < per_second < math.inf:
            raise ValueError(f"{per_second} requests per second from {source} make no sense: give a number above 0")
        rate = spacing(per_second)
        name = f"{source}-{hashlib.sha256(address.encode()).hexdigest()[:12]}.sqlite"
        self._shared = SharedBucket(folder / name, rate)
        self._alone: AbstractBucket = InMemoryBucket([rate])
        self._mutex = threading.Lock()
        self._clock, self._sleep = clock, sleep
        self._warned = False

    def wait(self) -> None:
        """Return at a moment that is this caller's: send at once."""
        while True:
            with self._mutex:
                moment = self._reserve(int(self._clock() * MICRO)) / MICRO
            ahead = moment - self._clock()
            if ahead > 0:
                self._sleep(ahead)
            if self._clock() - moment <= LATE:
                return

    def _reserve(self, now: int) -> int:
        try:
            return max(self._shared.reserve(now), now)
        except (OSError, Timeout, sqlite3.Error) as error:
            if not self._warned:
                log.warning("rate limits hold for this process alone: %s", error)
            self._warned = True
            return first_free(self._alone, now)

    def close(self) -> None:
        with self._mutex:
            self._shared.close()
