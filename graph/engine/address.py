"""Where a running engine is and how it fares, as values."""

from __future__ import annotations

from dataclasses import dataclass, field

from graph.engine.accounts import DATABASE, OWNER, READER, Accounts
from graph.engine.wire import Message


@dataclass(frozen=True)
class Address:
    """All that a Bolt client needs; the representation shows no password."""

    bolt: str
    http: str
    database: str
    owner: tuple[str, str] = field(repr=False)
    reader: tuple[str, str] = field(repr=False)


@dataclass(frozen=True)
class Status:
    """A running engine, as `citewalk engine status` tells it."""

    state: str
    """starting, ready, stopping or failed"""
    address: Address | None
    """None until it is ready"""
    keeper_pid: int
    engine_pid: int | None
    leases: int
    """commands that use it now"""
    pinned: bool
    """kept until it is stopped"""
    heap: str
    since: str
    """UTC, ISO 8601"""
    restarts: int
    """times that it died and was started again"""


def read_address(message: Message, accounts: Accounts) -> Address:
    """The address in a keeper's answer; the passwords never cross the wire."""
    return Address(
        bolt=f"bolt://127.0.0.1:{message['bolt_port']}",
        http=f"http://127.0.0.1:{message['http_port']}",
        database=DATABASE,
        owner=(OWNER, accounts.owner),
        reader=(READER, accounts.reader),
    )


def read_status(message: Message, accounts: Accounts | None) -> Status:
    """The status in a keeper's answer."""
    ready = message["state"] == "ready" and accounts is not None
    engine = message.get("engine_pid")
    return Status(
        state=str(message["state"]),
        address=read_address(message, accounts) if ready and accounts else None,
        keeper_pid=int(str(message["keeper_pid"])),
        engine_pid=int(str(engine)) if engine is not None else None,
        leases=int(str(message["leases"])),
        pinned=bool(message["pinned"]),
        heap=f"{message['heap']}m",
        since=str(message["since"]),
        restarts=int(str(message["restarts"])),
    )
