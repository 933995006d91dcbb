"""Made-up worlds behind the real HTTP client: in the process by an adapter, for other processes on a port."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from requests.exceptions import ConnectionError as NoConnectionError
from urllib3 import HTTPResponse

from graph.ids import ArticleId
from graph.model import Harvest
from harvest.demo.ncbi_replay import Parameters, Reply
from harvest.http import Client, ClientOptions, Endpoint
from harvest.sources import SOURCES
from harvest.walk import Sink, Walk, WalkOptions
from tests.emulation import Emulation
from tests.replay import Asked, Behaviour, ReplayServer, sent, serving
from tests.walking import begun
from tests.worlds import SOURCES as IN_WORLDS


@dataclass(frozen=True)
class Call:
    """One request as it arrives at a source."""

    source: str
    path: str
    parameters: Parameters


Fault = Callable[[Call], Reply | None]
"""May answer a call in place of the source; raises `NoConnectionError` where nobody listens."""


def no_fault(_: Call) -> None:
    """All is well."""


Spoiling = Callable[[Call, Reply], Reply | Behaviour]


def unspoiled(_: Call, reply: Reply) -> Reply:
    """As it was."""
    return reply


def route(path: str) -> tuple[str, str]:
    """The source and its own path of an address such as /openalex/works/W1."""
    source, _, rest = path.removeprefix("/").partition("/")
    return source, rest


@dataclass
class Dying:
    """A source that answers `after` calls and is gone."""

    source: str
    after: int
    calls: int = 0

    def __call__(self, call: Call) -> Reply | None:
        if call.source == self.source:
            self.calls += 1
            if self.calls > self.after:
                raise NoConnectionError("nobody listens")
        return None


@dataclass(frozen=True)
class Failing:
    """A source that answers 500 to whatever holds one of these values."""

    source: str
    values: frozenset[str]

    def __call__(self, call: Call) -> Reply | None:
        said = "|".join([call.path, *(value for _, value in call.parameters)])
        struck = call.source == self.source and any(value in said for value in self.values)
        return Reply(500, {"Content-Type": "text/plain"}, b"out of order") if struck else None


class WorldAdapter(HTTPAdapter):
    """Mounted on the client, it answers for every source of a world, and notes what arrived."""

    def __init__(self, emulation: Emulation, fault: Fault = no_fault) -> None:
        super().__init__()
        self.calls: list[Call] = []
        self._emulation, self._fault = emulation, fault

    def send(self, request: PreparedRequest, *args: Any, **options: Any) -> Response:
        address = urlsplit(request.url or "")
        body = request.body.decode() if isinstance(request.body, bytes) else str(request.body or "")
        said = [*parse_qsl(address.query), *sent(body, request.headers.get("Content-Type", ""))]
        call = Call(*route(address.path), said)
        self.calls.append(call)
        reply = self._fault(call) or self._emulation.answer(call.source, call.path, call.parameters)
        raw = HTTPResponse(
            body=BytesIO(reply.body), headers=dict(reply.headers), status=reply.status, preload_content=False
        )
        return self.build_response(request, raw)


@dataclass
class Net:
    """A harvest's way to a world, kept answers included: what is asked again goes by what was answered."""

    folder: Path
    emulation: Emulation
    calls: list[Call] = field(default_factory=list)

    def harvest(
        self,
        sink: Sink,
        seeds: Iterable[ArticleId],
        *,
        fault: Fault = no_fault,
        name: str = "h1",
        sources: Iterable[str] = IN_WORLDS,
        **options: Any,
    ) -> Harvest:
        """Walk, or walk again under the same name."""
        ids, adapter = tuple(seeds), WorldAdapter(self.emulation, fault)
        endpoints = {
            source: Endpoint(name=source, base_url=f"https://world.invalid/{source}", per_second=5000)
            for source in sources
        }
        limits = ClientOptions(cache_folder=self.folder, retries=1, limits_folder=self.folder / "limits")
        with Client(endpoints, limits, namespace=name, adapter=adapter, sleep=lambda _: None) as line:
            walking = Walk(
                begun(ids, name),
                WalkOptions(**options),
                sources={source: SOURCES[source].build(True) for source in sources},
                left_out={},
                line=line,
                sink=sink,
            )
            ended = walking.run(ids)
        self.calls = adapter.calls
        return ended


@dataclass(frozen=True)
class Port:
    """A world as a server answers: every source below its own name."""

    emulation: Emulation

    def answer(self, path: str, parameters: Parameters) -> Reply:
        source, rest = route(path)
        return self.emulation.answer(source, rest, parameters)


def on_a_port(
    emulation: Emulation, fault: Fault = no_fault, *, spoiled: Spoiling = unspoiled
) -> AbstractContextManager[ReplayServer]:
    """Serve a world on a free port of this machine. A fault that raises drops the connection.

    `spoiled` makes of each good answer what is sent.
    """

    def before(one: Asked) -> Reply | None:
        return fault(Call(*route(one.path), one.parameters))

    def instead(one: Asked, reply: Reply) -> Reply | Behaviour:
        return spoiled(Call(*route(one.path), one.parameters), reply)

    return serving(Port(emulation), before=before, instead=instead)


def addresses(server: ReplayServer, **instead: str) -> Mapping[str, str]:
    """The settings that send every source to the server, at a pace that no test has to wait for."""
    host = server.url.removesuffix("/entrez/eutils")
    urls = {f"CITEWALK_{name.upper()}_URL": instead.get(name, f"{host}/{name}") for name in SOURCES}
    rates = {f"CITEWALK_{name.upper()}_RATE": "1000" for name in SOURCES}
    return urls | rates | {"OPENALEX_API_KEY": "a-key-of-the-test", "CITEWALK_RETRIES": "0"}
