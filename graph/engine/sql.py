"""The engine's own SQL over its HTTP port, for the few things that its Cypher cannot say (a full-text index)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import requests

from graph.engine.address import Address
from graph.errors import StoreError, StoreRefused, StoreUnreachable

SECONDS = 600.0
"""Building an index over a large graph takes minutes."""


def sql(address: Address, statement: str, *, timeout: float = SECONDS) -> Sequence[Mapping[str, object]]:
    """Run one statement as the owner and return its rows."""
    try:
        answer = requests.post(
            f"{address.http}/api/v1/command/{address.database}",
            json={"language": "sql", "command": statement},
            auth=address.owner,
            timeout=(5.0, timeout),
        )
    except requests.RequestException as error:
        raise StoreUnreachable(f"The engine at {address.http} does not answer: try again.") from error
    if answer.status_code in (401, 403):
        raise StoreRefused(f"The engine refuses its owner's password at {address.http}: stop it and try again.")
    if answer.status_code != 200:
        raise StoreError(f"The engine did not run {statement!r}: {_reason(answer)}")
    rows = answer.json().get("result")
    return rows if isinstance(rows, list) else []


def _reason(answer: requests.Response) -> str:
    try:
        told = answer.json()
    except ValueError:
        return f"HTTP {answer.status_code}"
    return str(told.get("detail") or told.get("error") or f"HTTP {answer.status_code}")
