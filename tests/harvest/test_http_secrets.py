"""Keys reach the source that they are for, and nothing else: no file, log, error, repr or other host."""

from __future__ import annotations

import json
import logging
import socket
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request as Received
from werkzeug import Response

from graph.ids import ArticleId, Scheme
from harvest.endpoints import HIDDEN
from harvest.errors import BadAnswer, Refused, SourceError
from harvest.http import Client, ClientOptions, Endpoint
from harvest.sources.base import Kind, Request
from harvest.transfer import moved, prepared

PARAM, TOKEN = "canary/param+key=1", "canary-header-token"
CANARIES = (PARAM, quote_plus(PARAM), TOKEN)


def endpoint_at(url: str, name: str = "openalex") -> Endpoint:
    return Endpoint(
        name=name,
        base_url=url,
        per_second=1000,
        secret_params={"api_key": PARAM},
        secret_headers={"Authorization": f"Bearer {TOKEN}"},
        params={"tool": "citewalk"},
        also=frozenset({"other.example.org"}),
    )


def asking(path: str = "works", **more: Any) -> Request:
    return Request(source="openalex", kind=Kind.DESCRIBE, path=path, asked=(ArticleId(Scheme.OPENALEX, "W1"),), **more)


def harmless(*texts: object) -> bool:
    return not any(canary in str(text) for text in texts for canary in CANARIES)


@pytest.fixture
def client(httpserver: HTTPServer, tmp_path: Path) -> Iterator[Client]:
    options = ClientOptions(cache_folder=tmp_path, limits_folder=tmp_path, retries=0, timeout=100, patience=100)
    with Client({"openalex": endpoint_at(httpserver.url_for("/"))}, options, namespace="h1") as made:
        yield made


def seen_in(folder: Path) -> list[str]:
    """Files that hold a key, as it is or as it looks in an address."""
    return [
        path.name
        for path in folder.rglob("*")
        if path.is_file() and any(canary.encode() in path.read_bytes() for canary in CANARIES)
    ]


def test_keys_travel_as_the_source_wants_them(client: Client, httpserver: HTTPServer) -> None:
    seen: list[Received] = []

    def answer(received: Received) -> Response:
        received.get_data()
        seen.append(received)
        return Response("{}")

    httpserver.expect_request("/works").respond_with_handler(answer)
    client.fetch(asking(), json.loads)
    client.fetch(asking(method="POST", form=(("id", "1"),)), json.loads)
    got, posted = seen
    assert got.args.to_dict() == {"tool": "citewalk", "api_key": PARAM}
    assert posted.args.to_dict() == {}
    assert posted.form.to_dict() == {"id": "1", "tool": "citewalk", "api_key": PARAM}
    assert got.headers["Authorization"] == posted.headers["Authorization"] == f"Bearer {TOKEN}"


def test_an_answer_that_echoes_keys_is_kept_and_read_without_them(
    client: Client, httpserver: HTTPServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    def echo(received: Received) -> Response:
        return Response(json.dumps({"url": received.url, "key": PARAM, "token": TOKEN}))

    httpserver.expect_request("/works").respond_with_handler(echo)
    answer = client.fetch(asking(), json.loads)
    assert answer["key"] == answer["token"] == HIDDEN
    assert harmless(answer)
    assert "GET /works" in caplog.text
    assert harmless(caplog.text)
    client.close()
    assert seen_in(tmp_path) == []


@pytest.mark.parametrize("status", [200, 302, 400, 401, 404, 413, 429, 500])
def test_errors_do_not_show_keys(
    client: Client, httpserver: HTTPServer, status: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    headers = {"Location": f"https://{TOKEN}.example.org/?api_key={PARAM}"}
    said = json.dumps({"error": f"bad key {PARAM} {TOKEN}"}) if status != 200 else f"{TOKEN} {PARAM}"
    httpserver.expect_request("/works").respond_with_data(said, status, headers)
    with pytest.raises(SourceError) as caught:
        client.fetch(asking(), json.loads)
    nothing_shows(caught.value, caplog)
    client.close()
    assert seen_in(tmp_path) == []


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:{port}", "http://openalex.invalid", "http://a b", "https://127.0.0.1:{plain}"]
)
def test_failures_of_the_network_do_not_show_keys(
    tmp_path: Path, httpserver: HTTPServer, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        options = ClientOptions(cache_folder=tmp_path, limits_folder=tmp_path, retries=1, timeout=0.2, patience=1)
        endpoint = endpoint_at(url.format(port=port, plain=httpserver.port))
        with Client({"openalex": endpoint}, options, namespace="h1") as made, pytest.raises(SourceError) as caught:
            made.fetch(asking(), json.loads)
        nothing_shows(caught.value, caplog)
        assert harmless(made.dead("openalex"))


def nothing_shows(error: BaseException, caplog: pytest.LogCaptureFixture) -> None:
    """Neither the error nor what it came from, which a debugger or a log of tracebacks would print."""
    assert harmless(error, repr(error), caplog.text, *traceback.format_exception(error))
    while (error := error.__cause__ or error.__context__) is not None:  # type: ignore[assignment]
        assert harmless(error, repr(error))


def test_a_reader_s_complaint_is_shown_without_keys(client: Client, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/works").respond_with_data(json.dumps({"x": 1}))

    def complain(body: bytes) -> None:
        raise BadAnswer("openalex", f"odd: {TOKEN}")

    with pytest.raises(BadAnswer) as caught:
        client.fetch(asking(), complain)
    assert harmless(caught.value)


def test_a_broken_key_is_refused_without_showing_it(tmp_path: Path) -> None:
    endpoint = Endpoint(
        name="openalex", base_url="http://127.0.0.1:9", per_second=1000, secret_headers={"x-api-key": f"{TOKEN}\nx"}
    )
    options = ClientOptions(cache_folder=tmp_path, limits_folder=tmp_path)
    with Client({"openalex": endpoint}, options, namespace="h1") as made, pytest.raises(Refused) as caught:
        made.fetch(asking(), json.loads)
    assert harmless(caught.value, repr(caught.value), repr(caught.value.__context__))


def test_values_do_not_show_keys() -> None:
    assert harmless(repr(endpoint_at("http://127.0.0.1")), str(endpoint_at("http://127.0.0.1")))


def test_another_host_is_not_shown_the_keys(tmp_path: Path) -> None:
    endpoint = endpoint_at("https://api.example.org")
    options = ClientOptions(cache_folder=tmp_path)
    sent = prepared(endpoint, asking(), options)
    assert sent.headers["Authorization"]
    there = moved(sent, "https://other.example.org/works?tool=citewalk", endpoint, trusted=False)
    assert there.url == "https://other.example.org/works?tool=citewalk"
    assert harmless(there.url, dict(there.headers), there.body)
    posted = prepared(endpoint, asking(method="POST", form=(("id", "1"),)), options)
    with pytest.raises(Refused):
        moved(posted, "https://other.example.org/works", endpoint, trusted=False)


def test_a_short_key_does_not_change_what_an_answer_says() -> None:
    endpoint = Endpoint(name="s2", base_url="http://127.0.0.1", per_second=1, secret_params={"key": "abc"})
    assert endpoint.hide_in(b'{"title": "abc"}') == b'{"title": "abc"}'
    assert endpoint.hide("key=abc") == f"key={HIDDEN}"
