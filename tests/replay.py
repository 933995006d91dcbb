"""A local HTTP server that answers as a source would: `with serving(NcbiReplay.of(records)) as server`."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple, Protocol
from urllib.parse import parse_qsl, urlsplit

from lxml import etree

from harvest.demo.ncbi_replay import NcbiReplay, Parameters, Reply


class Answering(Protocol):
    """What stands behind a server: a replay, a world."""

    def answer(self, path: str, parameters: Parameters) -> Reply:
        """What is said at a path."""


class Asked(NamedTuple):
    """One request that arrived."""

    method: str
    path: str
    parameters: Parameters

    def all(self, name: str) -> list[str]:
        """All values of a parameter, those joined by commas taken apart."""
        return [value for key, values in self.parameters if key == name for value in values.split(",")]


Behaviour = Callable[[socket.socket], None]
"""What is done to a connection in place of an answer."""


@dataclass
class ReplayServer:
    """What the test sees of it: where it listens and what it was asked. `url` is the source's base URL."""

    url: str
    log: list[Asked] = field(default_factory=list)

    def asked(self, service: str) -> list[Asked]:
        """The requests to one service, such as `efetch.fcgi`."""
        return [one for one in self.log if one.path.endswith(service)]


@contextmanager
def serving(
    replay: Answering,
    *,
    delay: float = 0,
    before: Callable[[Asked], Reply | None] = lambda _: None,
    instead: Callable[[Asked, Reply], Reply | Behaviour] = lambda _, reply: reply,
) -> Iterator[ReplayServer]:
    """Serve a replay on a free port of this machine.

    `before` sees every request first and may answer it instead (an error, a broken body); `delay` is waited each time.
    `instead` makes of the answer what is sent.
    """
    state = ReplayServer("")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # head and body go in two pieces, and the second would wait for a receipt

        def do_GET(self) -> None:
            address = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            body = sent(self.rfile.read(length).decode() if length else "", self.headers.get("Content-Type", ""))
            one = Asked(self.command, address.path, [*parse_qsl(address.query), *body])
            state.log.append(one)
            time.sleep(delay)
            reply = instead(one, before(one) or replay.answer(one.path, one.parameters))
            if not isinstance(reply, Reply):
                self.close_connection = True
                reply(self.connection)
                return
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None:
            """Say nothing: the log is for the test."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A client that was killed in the middle is no error of ours."""

    server = Server(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_address[1]}/entrez/eutils"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def sent(body: str, kind: str) -> Parameters:
    """What a body says: the fields of a form, or JSON as one parameter of that name."""
    return [("json", body)] if "json" in kind and body else parse_qsl(body)


def records_of(body: bytes) -> dict[str, bytes]:
    """The records of an efetch body as it was received, by PMID."""
    parser = etree.XMLParser(load_dtd=False, no_network=True, resolve_entities=False)
    found: Iterable[etree._Element] = etree.fromstring(body, parser).iterfind("PubmedArticle")
    return {one.findtext("MedlineCitation/PMID") or "": etree.tostring(one, with_tail=False) for one in found}


def citations_among(replay: NcbiReplay) -> set[tuple[str, str]]:
    """Every citation between two of the records, except an article's of itself, as (citing, cited) PMIDs."""
    return {
        (citing, cited)
        for citing, references in replay.references.items()
        for cited in references
        if cited in replay.records and cited != citing
    }
