"""The made-up graph in a real local store, the application over it, and the application served."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from citewalk.scheduling import Planner
from citewalk.settings import Settings
from graph.ids import ArticleId
from graph.store import Store
from harvest.jobs import Begun
from tests.stores import StoreAddress
from tests.web.made_up import fill
from tests.web.seeing import Seen, assert_quiet, chromium
from web.app import create_app
from web.context import WebContext


@dataclass
class Requests:
    """Jobs that start nothing and remember what they were asked for."""

    started: list[list[str]] = field(default_factory=list)
    resumed: list[str] = field(default_factory=list)
    failures: dict[str, str] = field(default_factory=dict)

    def start(self, seeds: Sequence[str]) -> str:
        self.started.append(list(seeds))
        return f"started-{len(self.started)}"

    def resume(self, id_: str) -> None:
        self.resumed.append(id_)

    def begun(self, id_: str) -> Begun | None:
        return Begun(self.failures.get(id_)) if id_.startswith("started-") else None


@dataclass(frozen=True)
class Filled:
    """A store that holds the made-up graph, and which article got which id."""

    store: Store
    owners: dict[ArticleId, str]


@pytest.fixture(scope="module")
def filled(local_store_folder: Path) -> Iterator[Filled]:
    address = StoreAddress(str(local_store_folder))
    address.empty()
    with address.open() as store:
        yield Filled(store, fill(store))
    address.empty()


@pytest.fixture(scope="module")
def requested() -> Requests:
    return Requests()


@pytest.fixture(scope="module")
def app(filled: Filled, requested: Requests) -> Flask:
    planner = Planner(Settings({}), filled.store)
    return create_app(WebContext(store=filled.store, jobs=requested, planner=planner, example="39843410"))


@pytest.fixture(scope="module")
def served(app: Flask) -> Iterator[str]:
    """The address of the application on a free port of this machine."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def wide(browser: Browser, served: str) -> Iterator[Seen]:
    """A wide light page; whatever a test does with it, the console stays silent and nothing leaves this host."""
    seen = Seen(browser, served)
    yield seen
    seen.context.close()
    assert_quiet(seen)
