"""Where a source is reached, how fast, and with which keys: the values that the HTTP client is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, quote_plus, urlsplit

HIDDEN = "[hidden]"
SHORTEST_SECRET = 6
"""Shorter values are not looked for inside answers: they would match by chance and change what the answer says."""

PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, kw_only=True)
class ClientOptions:
    """How patient the client is, how much it takes, and where it keeps answers.

    `patience` bounds the seconds that a run spends on a source between two successes, waits included.
    """

    cache_folder: Path
    timeout: float = 20
    retries: int = 3
    email: str | None = None
    cache_days: float = 30
    user_agent: str = "citewalk"
    max_bytes: int = 64 * 2**20
    patience: float = 30
    limits_folder: Path | None = None
    """Where the rate limits are kept; None is the user's one folder on this machine."""


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """One source's address and limit. Secrets go where the source wants them and nowhere else.

    `also` are further hosts of the same source to which it may redirect, over https only.
    """

    name: str
    base_url: str
    per_second: float
    secret_params: Mapping[str, str] = field(default_factory=dict, repr=False)
    secret_headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    params: Mapping[str, str] = field(default_factory=dict)  # sent with every request, such as tool and email
    headers: Mapping[str, str] = field(default_factory=dict)
    also: frozenset[str] = frozenset()

    @property
    def host(self) -> str:
        return self._address()[1]

    @property
    def port(self) -> int | None:
        return self._address()[2]

    @property
    def usable(self) -> bool:
        """Whether the base URL is one that can be asked over HTTP."""
        scheme, host, port = self._address()
        return scheme in PORTS and bool(host) and port is not None

    def _address(self) -> tuple[str, str, int | None]:
        try:
            address = urlsplit(self.base_url)
            return address.scheme, (address.hostname or "").lower(), address.port or PORTS.get(address.scheme)
        except ValueError:
            return "", "", None

    def url(self, path: str) -> str:
        return f"{self.base_url.rstrip('/')}/{path.lstrip('/')}" if path else self.base_url

    def secrets(self) -> set[str]:
        """Every secret value, also as it looks inside a URL; a Bearer header's token counts by itself."""
        values = {value.strip() for value in (*self.secret_params.values(), *self.secret_headers.values())}
        values |= {value.split()[-1] for value in values if value}
        return {spelling for value in values if value for spelling in (value, quote(value, safe=""), quote_plus(value))}

    def hide(self, text: str) -> str:
        """`text` without this source's secrets, for messages and logs."""
        for secret in sorted(self.secrets(), key=len, reverse=True):
            text = text.replace(secret, HIDDEN)
        return text

    def hide_in(self, body: bytes) -> bytes:
        """An answer without the secrets that it echoes."""
        for secret in sorted(self.secrets(), key=len, reverse=True):
            if len(secret) >= SHORTEST_SECRET:
                body = body.replace(secret.encode(), HIDDEN.encode())
        return body
