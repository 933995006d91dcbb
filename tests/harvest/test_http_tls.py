"""The client over TLS: certificates are checked, also on connections that are opened ahead."""

from __future__ import annotations

import json
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from graph.ids import ArticleId, Scheme
from harvest.errors import TryLater
from harvest.http import Client, ClientOptions, Endpoint
from harvest.sources.base import Kind, Request

ASKED = [
    Request(source="icite", kind=Kind.DESCRIBE, path=f"pubs/{number}", asked=(ArticleId(Scheme.PMID, "1"),))
    for number in range(5)
]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not shutil.which("openssl"):
        pytest.skip("there is no openssl here to make a certificate with")
    folder = tmp_path_factory.mktemp("tls")
    made: list[str | Path] = [
        "-keyout",
        folder / "key.pem",
        "-out",
        folder / "cert.pem",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
    ]
    names = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *made, *names]
    subprocess.run(command, check=True, capture_output=True)
    return folder / "cert.pem"


@pytest.fixture
def options(tmp_path: Path) -> ClientOptions:
    return ClientOptions(cache_folder=tmp_path, limits_folder=tmp_path, retries=0)


@pytest.fixture
def client(certificate: Path, options: ClientOptions) -> Iterator[Client]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_name("key.pem"))
    with HTTPServer(ssl_context=context) as server:
        server.expect_request("/").respond_with_data("{}")
        for asked in ASKED:
            server.expect_request(f"/{asked.path}").respond_with_json({"path": asked.path})
        endpoint = Endpoint(name="icite", base_url=server.url_for("/"), per_second=1000)
        with Client({"icite": endpoint}, options, namespace="h1") as made:
            yield made


def test_a_certificate_that_this_environment_trusts_is_accepted(
    client: Client, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    answers = [client.fetch(asked, json.loads) for asked in ASKED]
    assert answers == [{"path": asked.path} for asked in ASKED]


def test_any_other_certificate_is_not(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    monkeypatch.delenv("CURL_CA_BUNDLE", raising=False)
    with pytest.raises(TryLater, match="no safe connection"):
        client.fetch(ASKED[0], json.loads)
    assert client.requests == {}
