"""What every test may ask for. Nothing here talks to the network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from graph.engine import stop
from graph.store import Store
from tests.examples import examples
from tests.neo4j_server import Neo4jServer, running
from tests.stores import StoreAddress

# A busy machine may be slow, at examples and at making them up.
settings.register_profile(
    "patient", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=examples(100)
)
settings.load_profile("patient")

BESIDE = Path(__file__).resolve().parents[2] / "shared"


def beside(name: str) -> Path:
    """A folder of real data kept beside the checkout, or a skip that says what is missing."""
    folder = BESIDE / name
    if not folder.is_dir():
        pytest.skip(f"the real {name} are not kept beside this checkout")
    return folder


@pytest.fixture(scope="session")
def recordings() -> Path:
    """Real bodies of the scholarly APIs."""
    return beside("recordings")


@pytest.fixture(scope="session")
def datasets() -> Path:
    """Real citation graphs."""
    return beside("datasets")


@pytest.fixture(scope="session")
def seed_page() -> Path:
    """The saved PubMed page of the source article."""
    return beside("seed")


@pytest.fixture(scope="session")
def local_store_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of one local graph, whose engine runs for the whole run."""
    folder = tmp_path_factory.mktemp("local") / "graph"
    with StoreAddress(str(folder)).open():
        yield folder
    stop(folder)


@pytest.fixture(scope="session")
def neo4j_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neo4jServer]:
    """A Neo4j server, started once a run."""
    with running(tmp_path_factory.mktemp("neo4j") / "home") as server:
        yield server


@pytest.fixture(params=["local", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def store_address(request: pytest.FixtureRequest) -> StoreAddress:
    """An empty graph, on each engine in turn."""
    if request.param == "local":
        address = StoreAddress(str(request.getfixturevalue("local_store_folder")))
    else:
        server: Neo4jServer = request.getfixturevalue("neo4j_server")
        address = StoreAddress(server.url, server.user, server.password)
    address.empty()
    return address


@pytest.fixture
def store(store_address: StoreAddress) -> Iterator[Store]:
    """A store on an empty graph, on each engine in turn; tests never name one."""
    with store_address.open() as opened:
        yield opened


@pytest.fixture(scope="session")
def neo4j_url(neo4j_server: Neo4jServer) -> str:
    """The server's address without its account (`neo4j_server` has that)."""
    return neo4j_server.url
