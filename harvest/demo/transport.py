"""The demo's network: a transport for `requests` that answers from the bundled facts and reaches nothing else."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse

from harvest.demo.facts import load_all
from harvest.demo.ncbi_replay import NcbiReplay, Parameters
from harvest.demo.records import render

BASE_URL = "https://ncbi.demo.invalid/entrez/eutils"
"""Stands for NCBI in a demo. No such host can exist, so nothing of a demo can reach the network or a real cache."""


def demo_replay() -> NcbiReplay:
    """NCBI as far as the bundled facts go."""
    return NcbiReplay.of(render(load_all()))


class ReplayAdapter(HTTPAdapter):
    """Mounted on a session, it answers every request from a replay."""

    def __init__(self, replay: NcbiReplay) -> None:
        super().__init__()
        self._replay = replay

    def send(self, request: PreparedRequest, *args: Any, **options: Any) -> Response:  # noqa: ARG002  (as requests calls it)
        reply = self._replay.answer(urlsplit(request.url or "").path, asked(request))
        raw = HTTPResponse(
            body=BytesIO(reply.body), headers=dict(reply.headers), status=reply.status, preload_content=False
        )
        return self.build_response(request, raw)


def asked(request: PreparedRequest) -> Parameters:
    """The parameters of a request: those of its URL and those of its form."""
    body = request.body or b""
    form = body if isinstance(body, str) else body.decode() if isinstance(body, bytes) else ""
    return [*parse_qsl(urlsplit(request.url or "").query), *parse_qsl(form)]
