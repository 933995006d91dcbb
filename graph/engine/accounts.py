"""Who may do what in the local engine: an owner who writes, and a reader whom the engine holds to reading."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field

from graph.engine.folder import Folder, read_json, write_private

OWNER = "root"
READER = "reader"
READER_RECORDS = 100_000_000
"""The engine applies its `resultSetLimit` to every scan inside a statement and cuts it without a word, so an average
over more articles would be wrong: it must be beyond any graph. How many rows to show is for whoever asks to limit."""
READER_SECONDS = 60
"""A scan that lasts longer is an error. What scans nothing is bounded by the engine's time for any statement."""
DATABASE = "citewalk"

_ITERATIONS = 65_536
_VERSION = 2  # of the engine's groups file


@dataclass(frozen=True)
class Accounts:
    """The two passwords; their representation does not show them."""

    owner: str = field(repr=False)
    reader: str = field(repr=False)


def load_accounts(folder: Folder) -> Accounts | None:
    """The accounts of a graph, or None before its first start."""
    data = read_json(folder.accounts) or {}
    owner, reader = data.get(OWNER), data.get(READER)
    return Accounts(owner, reader) if isinstance(owner, str) and isinstance(reader, str) else None


def ensure_accounts(folder: Folder) -> Accounts:
    """Make the passwords once, and write what the engine needs to know of them; called before every start."""
    accounts = load_accounts(folder)
    if accounts is None:
        accounts = Accounts(owner=secrets.token_urlsafe(24), reader=secrets.token_urlsafe(24))
        write_private(folder.accounts, json.dumps({OWNER: accounts.owner, READER: accounts.reader}) + "\n")
    folder.config.mkdir(parents=True, exist_ok=True)
    write_private(folder.config / "server-groups.json", json.dumps(groups(), indent=1))
    write_private(folder.config / "server-users.jsonl", users(accounts))
    return accounts


def users(accounts: Accounts) -> str:
    """The engine's user file: one JSON object a line, passwords hashed."""
    rows = [
        {"name": OWNER, "password": hashed(accounts.owner), "databases": {"*": ["admin"]}},
        {"name": READER, "password": hashed(accounts.reader), "databases": {DATABASE: [READER]}},
    ]
    return "".join(json.dumps(row) + "\n" for row in rows)


def groups() -> dict[str, object]:
    """The engine's rights: who is in no group gets none, also of groups that the engine adds later."""
    everything = ["createRecord", "readRecord", "updateRecord", "deleteRecord"]
    admin = _group(["updateSecurity", "updateSchema"], everything, rows=-1, milliseconds=-1)
    reader = _group([], ["readRecord"], rows=READER_RECORDS, milliseconds=READER_SECONDS * 1000)
    nobody = _group([], [], rows=-1, milliseconds=-1)
    return {
        "databases": {
            "*": {"groups": {"admin": admin, "*": nobody}},
            DATABASE: {"groups": {"admin": admin, READER: reader, "*": nobody}},
        },
        "version": _VERSION,
    }


def _group(access: list[str], records: list[str], *, rows: int, milliseconds: int) -> dict[str, object]:
    return {
        "resultSetLimit": rows,
        "readTimeout": milliseconds,
        "access": access,
        "types": {"*": {"access": records}},
    }


def hashed(password: str) -> str:
    """As the engine stores it: algorithm, rounds, salt and PBKDF2 sum, joined with dollar signs."""
    salt = base64.b64encode(secrets.token_bytes(32)).decode()
    digest = hashlib.pbkdf2_hmac("sha256", password.encode(), salt.encode(), _ITERATIONS, 32)
    return f"PBKDF2WithHmacSHA256${_ITERATIONS}${salt}${base64.b64encode(digest).decode()}"
