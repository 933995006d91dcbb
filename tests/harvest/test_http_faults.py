"""What sources do when they are ill, on bare sockets: each kind costs a bounded time and ends in a clear error.

Time is counted in tries, or nothing would end at all: a busy machine takes what seconds it likes.
"""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from graph.ids import ArticleId, Scheme
from harvest.errors import SourceError, TryLater
from harvest.http import Client, ClientOptions, Endpoint
from harvest.sources.base import Kind, Request

Ill = Callable[[socket.socket], None]
GOOD = b'HTTP/1.1 200 OK\r\nContent-Length: 11\r\nConnection: close\r\n\r\n{"pmid": 7}'
ASKED = Request(source="icite", kind=Kind.DESCRIBE, path="pubs", asked=(ArticleId(Scheme.PMID, "1"),))


class IllServer:
    """Gives each connection to the next behaviour in turn, the last for ever."""

    def __init__(self, *behaviours: Ill) -> None:
        self._behaviours = list(behaviours)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.connections = 0
        self._open: list[socket.socket] = []
        self._thread = threading.Thread(target=self._accept)
        self._thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                peer, _ = self._listener.accept()
                self._open.append(peer)
                self.connections += 1
                behave = self._behaviours.pop(0) if len(self._behaviours) > 1 else self._behaviours[0]
                threading.Thread(target=self._serve, args=(peer, behave), daemon=True).start()

    def _serve(self, peer: socket.socket, behave: Ill) -> None:
        with suppress(OSError):
            if behave is not nothing_is_read:
                peer.recv(65536)
            behave(peer)

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()
        for peer in self._open:
            peer.close()


def well(peer: socket.socket) -> None:
    peer.sendall(GOOD)
    peer.close()


def well_and_stays(peer: socket.socket) -> None:
    """Answers one request after the other on one connection."""
    while True:
        peer.sendall(GOOD.replace(b"Connection: close\r\n", b""))
        if not peer.recv(65536):
            return


def silent(_: socket.socket) -> None:
    """The connection stays open, and nothing comes."""


def nothing_is_read(_: socket.socket) -> None:
    """Not even the request is taken."""


def hangs_up(peer: socket.socket) -> None:
    peer.shutdown(socket.SHUT_RDWR)
    peer.close()


def resets_in_the_body(peer: socket.socket) -> None:
    peer.sendall(GOOD[:-5])
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    peer.close()


def stops_in_the_body(peer: socket.socket) -> None:
    peer.sendall(GOOD[:-5])
    hangs_up(peer)


def stops_in_a_chunk(peer: socket.socket) -> None:
    peer.sendall(b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n{"pmid"')
    hangs_up(peer)


def speaks_no_http(peer: socket.socket) -> None:
    peer.sendall(b"220 mail.example.org ESMTP\r\n")
    hangs_up(peer)


def drips_headers(peer: socket.socket) -> None:
    peer.sendall(b"HTTP/1.1 200 OK\r\n")
    for number in range(10_000):
        peer.sendall(b"X-Drip-%d: x\r\n" % number)
        time.sleep(0.05)


def drips_a_body(peer: socket.socket) -> None:
    peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    for _ in range(100_000):
        peer.sendall(b" ")
        time.sleep(0.05)


def always_busy(peer: socket.socket) -> None:
    peer.sendall(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    peer.close()


def always_too_many(peer: socket.socket) -> None:
    peer.sendall(b"HTTP/1.1 429 No\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    peer.close()


@pytest.fixture
def ill() -> Iterator[Callable[..., IllServer]]:
    with ExitStack() as stack:
        yield lambda *behaviours: stack.enter_context(closing(IllServer(*behaviours)))


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Callable[..., Client]]:
    with ExitStack() as stack:

        def opened(url: str, *, timeout: float = 0.3, patience: float = 1, retries: int = 3) -> Client:
            options = ClientOptions(
                cache_folder=tmp_path, limits_folder=tmp_path, timeout=timeout, patience=patience, retries=retries
            )
            endpoint = Endpoint(name="icite", base_url=url, per_second=1000)
            return stack.enter_context(Client({"icite": endpoint}, options, namespace="h1"))

        yield opened


def last_error(client: Client) -> SourceError:
    """The last error before the source is given up, asking on and on."""
    error: SourceError | None = None
    while client.dead("icite") is None:
        with pytest.raises(SourceError) as caught:
            client.fetch(ASKED, json.loads)
        error = caught.value
    assert error is not None
    return error


MOST = 40
"""Tries of a source that fails at once: ten questions."""
BROKEN = [hangs_up, resets_in_the_body, stops_in_the_body, stops_in_a_chunk, speaks_no_http]
SLOW = [silent, nothing_is_read, drips_headers, drips_a_body]


@pytest.mark.parametrize("behave", [*BROKEN, *SLOW])
def test_what_fails_once_is_asked_again(
    ill: Callable[..., IllServer], client: Callable[..., Client], behave: Ill
) -> None:
    server = ill(behave, well)
    made = client(f"http://127.0.0.1:{server.port}", timeout=1, patience=100, retries=8)
    assert made.fetch(ASKED, json.loads) == {"pmid": 7}


@pytest.mark.parametrize("behave", [*BROKEN, *SLOW, always_busy, always_too_many])
def test_a_source_that_is_dead_costs_no_more_than_the_patience(
    ill: Callable[..., IllServer], client: Callable[..., Client], behave: Ill
) -> None:
    server = ill(behave)
    made = client(f"http://127.0.0.1:{server.port}")
    assert isinstance(last_error(made), TryLater)
    tries = made.requests["icite"]
    assert tries <= (5 if behave in SLOW else MOST)
    with pytest.raises(TryLater, match="not asked any more in this run"):
        made.fetch(ASKED, json.loads)
    assert made.requests["icite"] == tries


def test_one_connection_carries_many_requests(ill: Callable[..., IllServer], client: Callable[..., Client]) -> None:
    server = ill(well_and_stays)
    made = client(f"http://127.0.0.1:{server.port}", timeout=100, patience=100)
    for number in range(20):
        made.fetch(replace(ASKED, path=str(number)), json.loads)
    assert (made.requests["icite"], server.connections) == (20, 1)


def test_a_port_where_nobody_listens_says_so(client: Callable[..., Client]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    made = client(f"http://127.0.0.1:{port}")
    last_error(made)
    assert made.requests["icite"] <= MOST
    with pytest.raises(TryLater, match="the connection was refused"):
        client(f"http://127.0.0.1:{port}", retries=0).fetch(ASKED, json.loads)


def test_a_black_hole_costs_no_more_than_the_patience(client: Callable[..., Client]) -> None:
    with ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):  # a full queue makes the system drop what comes next
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        made = client(f"http://127.0.0.1:{listener.getsockname()[1]}")
        assert isinstance(last_error(made), TryLater)
    assert not made.requests


def test_a_host_that_does_not_exist_is_an_error_of_the_network(client: Callable[..., Client]) -> None:
    with pytest.raises(TryLater, match=r"host name|no whole answer|no connection"):
        client("http://icite.invalid", retries=0, timeout=2).fetch(ASKED, json.loads)


def test_without_retries_and_with_a_short_time_out_it_asks_once(
    ill: Callable[..., IllServer], client: Callable[..., Client]
) -> None:
    made = client(f"http://127.0.0.1:{ill(drips_a_body).port}", timeout=0.2, retries=0, patience=30)
    with pytest.raises(TryLater):
        made.fetch(ASKED, json.loads)
    assert made.requests["icite"] == 1


def test_closing_wakes_those_who_wait(ill: Callable[..., IllServer], client: Callable[..., Client]) -> None:
    patient = b"HTTP/1.1 503 No\r\nRetry-After: 2000\r\nContent-Length: 0\r\n\r\n"
    made = client(f"http://127.0.0.1:{ill(lambda peer: peer.sendall(patient)).port}", timeout=100, patience=3000)

    def close_when_it_waits() -> None:
        while not made.requests["icite"]:
            time.sleep(0.01)
        time.sleep(0.3)
        made.close()

    closing_it = threading.Thread(target=close_when_it_waits)
    closing_it.start()
    with pytest.raises(TryLater, match="stopped"):
        made.fetch(ASKED, json.loads)
    closing_it.join()
