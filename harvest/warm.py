"""Opening a connection before the moment at which its request may be sent.

A handshake with a far host takes longer than the rate limit has to spare: a request that waited for its moment first
and for its connection then would arrive late, and the next ones too close behind it.
"""

from __future__ import annotations

import threading
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection
from urllib3.connectionpool import HTTPConnectionPool


class WarmAdapter(HTTPAdapter):
    """`requests`' own adapter that can open a connection ahead. `settings` are the proxies, verify and cert of a send.

    Through a proxy connections are made when the request is sent.
    """

    def is_cold(self, request: requests.PreparedRequest, settings: dict[str, Any]) -> bool:
        """Whether there is a connection to be opened."""
        if settings.get("proxies"):
            return False
        pool = self._pool(request, settings)
        connection = pool._get_conn()
        pool._put_conn(connection)
        return isinstance(connection, HTTPConnection) and connection.is_closed

    def warm(
        self, request: requests.PreparedRequest, settings: dict[str, Any], seconds: float, given_up: threading.Event
    ) -> None:
        """Open a connection and put it where the next request takes it from. Raises what urllib3 raises."""
        pool = self._pool(request, settings)
        connection = pool._get_conn()  # urllib3 has no public way to open one without sending on it
        try:
            if isinstance(connection, HTTPConnection) and connection.is_closed:
                connection.timeout = seconds
                connection.connect()
        except BaseException:
            connection.close()  # half open it would be taken for a good one
            raise
        if given_up.is_set():
            connection.close()
        pool._put_conn(connection)

    def _pool(self, request: requests.PreparedRequest, settings: dict[str, Any]) -> HTTPConnectionPool:
        pool = self.get_connection_with_tls_context(request, settings["verify"], cert=settings["cert"])
        if not isinstance(pool, HTTPConnectionPool):
            raise TypeError(f"a pool of {type(pool).__name__}")
        self.cert_verify(pool, request.url, settings["verify"], settings["cert"])  # type: ignore[no-untyped-call]  # as `send` does
        return pool
