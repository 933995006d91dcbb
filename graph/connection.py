"""Bolt: drivers, transactions that outlive a dead engine, and the driver's errors in words.

Writers are serialised by a lock node inside the transaction (see `graph.writing`); what still collides is retried here.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import neo4j
from neo4j.exceptions import ConstraintError, DriverError, Neo4jError, ServiceUnavailable, SessionExpired

from graph.errors import CitewalkError, StoreError
from graph.failures import collided, full, in_words

if TYPE_CHECKING:
    from graph.hosts import Host

T = TypeVar("T")

PATIENCE = 60.0
"""Seconds for which a statement is tried again: an engine that was killed is back within a few."""
FIRST_PATIENCE = 5.0
"""Until there has been an answer: where nobody ever answered, the address is wrong rather than the engine dead."""
LONGEST_PAUSE = 2.0
MOST_SAME_KEY = 10
"""Times that another session can make the same key at the same moment; after that it is there for another reason."""


class StalePlanError(Exception):
    """What was planned no longer fits the graph: roll back, read again, plan again."""


@dataclass(frozen=True)
class Place:
    """Where Bolt is spoken and as whom; without a `reader` account, reading is a READ session of the owner."""

    bolt: str
    database: str | None
    owner: tuple[str, str] | None = field(repr=False)
    reader: tuple[str, str] | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Drivers:
    """The driver of each account (the same one twice where there is no reader's account)."""

    owner: neo4j.Driver
    reader: neo4j.Driver
    database: str | None

    def close(self) -> None:
        """Close both."""
        self.owner.close()
        self.reader.close()


def connect(place: Place) -> Drivers:
    """Drivers for a place; nothing is sent yet."""

    def driver(account: tuple[str, str] | None) -> neo4j.Driver:
        return neo4j.GraphDatabase.driver(
            place.bolt,
            auth=account,
            connection_timeout=10,
            connection_acquisition_timeout=30,
            max_transaction_retry_time=0,  # this module retries, because it can also wake the engine
            notifications_min_severity=neo4j.NotificationMinimumSeverity.OFF,
            warn_notification_severity=neo4j.NotificationMinimumSeverity.OFF,
            user_agent="citewalk",
        )

    owner = driver(place.owner)
    return Drivers(owner, driver(place.reader) if place.reader else owner, place.database)


class Connection:
    """Transactions at one host. Usable from several threads."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self._guard = threading.Lock()
        self._answered = False
        try:
            self._drivers = connect(host.place())
        except (DriverError, ValueError) as error:
            raise in_words(error, host.name) from error

    def close(self) -> None:
        """Close the drivers and leave the host."""
        self._drivers.close()
        self.host.leave()

    def write(self, work: Callable[[neo4j.ManagedTransaction], T]) -> T:
        """Run `work` in one write transaction; again from its start when it collided or the engine died."""

        def attempt(drivers: Drivers) -> T:
            with drivers.owner.session(database=drivers.database) as session:
                return session.execute_write(work)

        return self.persist(attempt)

    def read(self, work: Callable[[neo4j.ManagedTransaction], T]) -> T:
        """Run `work` in one read transaction, with the owner's account (the reader's is cut at a number of rows)."""

        def attempt(drivers: Drivers) -> T:
            with drivers.owner.session(database=drivers.database, default_access_mode=neo4j.READ_ACCESS) as session:
                return session.execute_read(work)

        return self.persist(attempt)

    def run(self, statement: str, **parameters: Any) -> None:
        """One writing statement of our own."""
        self.write(lambda tx: tx.run(statement, parameters).consume())

    @contextmanager
    def statement(self, drivers: Drivers, *, write: bool) -> Iterator[neo4j.Session]:
        """A session for one statement of the user: the owner's to write, the reader's to read."""
        driver = drivers.owner if write else drivers.reader
        mode = neo4j.WRITE_ACCESS if write else neo4j.READ_ACCESS
        with driver.session(database=drivers.database, default_access_mode=mode) as session:
            yield session

    def persist(self, attempt: Callable[[Drivers], T], *, patience: float = PATIENCE) -> T:
        """Try until it is done, it cannot be done, or patience is at an end."""
        deadline = time.monotonic() + (patience if self._answered else min(patience, FIRST_PATIENCE))
        turn = same_key = 0
        while True:
            drivers = self._drivers
            try:
                outcome = attempt(drivers)
            except (ServiceUnavailable, SessionExpired, ConnectionError) as error:
                if time.monotonic() > deadline:
                    raise self._in_words(error) from error
                self._renew(drivers)
            except StalePlanError as error:
                if time.monotonic() > deadline:
                    raise StoreError(f"Other writers kept changing {self.host.name}; try again.") from error
            except (Neo4jError, DriverError) as error:
                same_key += isinstance(error, ConstraintError)
                if not collided(error) or same_key > MOST_SAME_KEY or time.monotonic() > deadline:
                    raise self._in_words(error) from error
            else:
                self._answered = True
                return outcome
            time.sleep(random.uniform(0, min(LONGEST_PAUSE, 0.02 * 2**turn)))  # noqa: S311 - jitter
            turn = min(turn + 1, 8)

    def _in_words(self, error: Exception) -> CitewalkError:
        if self.host.is_full():
            return full(self.host.name)
        return in_words(error, self.host.name)

    def _renew(self, failed: Drivers) -> None:
        """New drivers, made once however many threads saw the old ones fail."""
        with self._guard:
            if self._drivers is failed:
                self._drivers = connect(self.host.renew())
                failed.close()
