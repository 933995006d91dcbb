"""One HTTP exchange: bytes out, bytes in, and every way in which that fails put into our own words.

What the libraries say about a failure may hold the whole address, keys included, so nothing of it is passed on.
"""

from __future__ import annotations

import ipaddress
import ssl
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
from requests import exceptions as failures
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NameResolutionError, NewConnectionError, ReadTimeoutError

from harvest.bodies import Damaged, TooLong, read_body
from harvest.deadline import Overdue, nothing, within
from harvest.endpoints import ClientOptions, Endpoint
from harvest.errors import BadAnswer, Refused, SourceError, TryLater
from harvest.sources.base import Request
from harvest.warm import WarmAdapter

T = TypeVar("T")

WHOLE = 1.5  # a whole answer may take so many times as long as one silence within it
CONNECT = 10.0
ERROR_PAGE = 64 * 1024
ACCEPT = {
    "json": "application/json, */*;q=0.1",
    "xml": "application/xml, text/xml;q=0.9, */*;q=0.1",
    "json or xml": "application/json, application/xml;q=0.9, */*;q=0.1",
}
UNUSABLE = (failures.InvalidURL, failures.InvalidSchema, failures.MissingSchema, failures.InvalidHeader, UnicodeError)
# the most telling first: they come wrapped in one another
WORDS: tuple[tuple[type[BaseException], str], ...] = (
    (NameResolutionError, "its host name is not known here; is this machine online?"),
    (ConnectionRefusedError, "the connection was refused"),
    (ssl.SSLError, "no safe connection: its certificate or its encryption was not accepted"),
    (failures.ProxyError, "the proxy of this environment does not let us through"),
    (failures.ConnectTimeout, "no connection within {connect:.1f} s"),
    (ConnectTimeoutError, "no connection within {connect:.1f} s"),
    (ReadTimeoutError, "no answer within {silence:.1f} s"),
    (TimeoutError, "no answer within {silence:.1f} s"),
    (NewConnectionError, "no connection could be made"),
)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: the body is decompressed, and within the size allowed."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


def prepared(endpoint: Endpoint, request: Request, options: ClientOptions) -> requests.PreparedRequest:
    """The request as it is sent, keys included: in a POST's form rather than in the address."""
    agent, email = options.user_agent, options.email
    if email and email not in agent:
        agent = f"{agent} (mailto:{email})"
    headers = {"User-Agent": agent, "Accept": ACCEPT.get(request.accept, "*/*"), "Accept-Encoding": "gzip, deflate"}
    common = [*endpoint.params.items(), *endpoint.secret_params.items()]
    form = request.method == "POST" and request.content is None
    if request.content is not None:
        headers["Content-Type"] = "application/json"
    with suppress(failures.RequestException, HTTPError, ValueError):
        message = requests.Request(
            request.method,
            endpoint.url(request.path),
            params=[*request.params, *([] if form else common)],
            data=[*request.form, *common] if form else (request.content or "").encode() or None,
            headers={**headers, **endpoint.headers, **endpoint.secret_headers},
        ).prepare()
        if endpoint.usable:
            return message
    raise Refused(endpoint.name, f"its address or key cannot be used; check {setting(endpoint)}")


def moved(before: requests.PreparedRequest, url: str, endpoint: Endpoint, *, trusted: bool) -> requests.PreparedRequest:
    """The same request to another address. A form stays a form; secrets stay behind unless the host is `trusted`."""
    after = before.copy()
    after.prepare_url(url, None)
    after.headers.pop("Host", None)
    if not trusted:
        for name in (*endpoint.secret_headers, "Authorization", "Cookie"):
            after.headers.pop(name, None)
        if after.body and endpoint.secret_params:
            raise Refused(endpoint.name, "it sent a request that carries a key to another host, which is not followed")
    return after


def setting(endpoint: Endpoint) -> str:
    return f"CITEWALK_{endpoint.name.upper()}_URL"


class Transfer:
    """Sends prepared requests through an adapter of `requests`, each within a hard limit of seconds and bytes.

    Proxies and certificates are taken from the environment as `requests` does, but loopback addresses are always
    reached directly, and no `.netrc` is read.
    """

    def __init__(self, adapter: BaseAdapter, options: ClientOptions) -> None:
        self._adapter = adapter
        self._options = options
        self._environment = requests.Session()

    def ready(self, source: str, request: requests.PreparedRequest, left: float) -> None:
        """Open the connection that `request` will need, where there is none. Raises as `send` does."""
        adapter, settings = self._adapter, self._surroundings(str(request.url))
        if not isinstance(adapter, WarmAdapter):
            return
        seconds = min(self._options.timeout, CONNECT, left)
        with suppress(HTTPError, failures.RequestException, OSError, ValueError):  # sending will say what is wrong
            if not adapter.is_cold(request, settings):
                return
        self._bounded(source, seconds, seconds, lambda given_up: adapter.warm(request, settings, seconds, given_up))

    def send(self, source: str, request: requests.PreparedRequest, left: float, gate: Callable[[], None]) -> Reply:
        """The reply, of any status. Raises `TryLater`, `BadAnswer` or `Refused` after `left` seconds at the latest.

        `gate` returns when the request may be sent, and what it raises is passed on; the seconds count from there.
        """
        silence = min(self._options.timeout, left)
        whole = min(self._options.timeout * WHOLE, left)
        return self._bounded(source, whole, silence, lambda given_up: self._exchange(request, silence, given_up), gate)

    def _bounded(
        self,
        source: str,
        whole: float,
        silence: float,
        work: Callable[[threading.Event], T],
        gate: Callable[[], None] = nothing,
    ) -> T:
        """What `work` returns, within so many seconds; what it raises is put into our words."""

        def translated(given_up: threading.Event) -> T | SourceError:
            try:
                return work(given_up)
            except TooLong as problem:
                return BadAnswer(source, str(problem))
            except Damaged as problem:
                return TryLater(source, str(problem))
            except (failures.RequestException, HTTPError, HTTPException, OSError, ValueError) as problem:
                return in_our_words(source, problem, silence)

        try:
            outcome = within(whole, translated, first=gate)
        except Overdue:
            outcome = TryLater(source, f"no whole answer within {whole:.1f} s")
        if isinstance(outcome, SourceError):
            raise outcome
        return outcome

    def _exchange(self, request: requests.PreparedRequest, silence: float, given_up: threading.Event) -> Reply:
        patience = (min(silence, CONNECT), silence)
        settings = self._surroundings(str(request.url))
        response = self._adapter.send(request, stream=True, timeout=patience, **settings)
        try:
            body = self._body(response, given_up)
            return Reply(response.status_code, CaseInsensitiveDict(response.headers), body)
        finally:
            response.close()

    def _surroundings(self, url: str) -> dict[str, Any]:
        settings = dict(self._environment.merge_environment_settings(url, {}, True, None, None))
        settings.pop("stream", None)
        if is_loopback(urlsplit(url).hostname or ""):
            settings["proxies"] = {}
        return settings

    def _body(self, response: requests.Response, given_up: threading.Event) -> bytes:
        good = response.status_code < 300
        most = self._options.max_bytes if good else ERROR_PAGE
        encoding = response.headers.get("Content-Encoding", "")
        stream: Callable[..., Iterable[bytes]] | None = getattr(response.raw, "stream", None)
        try:
            if stream is None:  # an adapter that answers from memory
                return read_body([response.content], "", most)
            return read_body(until(given_up, stream(16_384, decode_content=False)), encoding, most)
        except (TooLong, Damaged):
            if good:
                raise
            return b""


def until(given_up: threading.Event, chunks: Iterable[bytes]) -> Iterable[bytes]:
    for chunk in chunks:
        if given_up.is_set():
            raise Damaged("nobody waits for this answer any more")
        yield chunk


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def in_our_words(source: str, problem: Exception, silence: float) -> SourceError:
    """What went wrong on the way, without a word of what the library said about it."""
    chain = list(causes(problem))
    for kind, words in WORDS:
        if any(isinstance(cause, kind) for cause in chain):
            return TryLater(source, words.format(silence=silence, connect=min(silence, CONNECT)))
    if isinstance(problem, UNUSABLE):
        return Refused(source, "its address or key cannot be used")
    return TryLater(source, "the connection broke")


def causes(problem: BaseException) -> Iterable[BaseException]:
    """The failure and what it was raised from, also where a library keeps that as an argument or a reason."""
    seen: list[BaseException] = []
    waiting: list[object] = [problem]
    while waiting and len(seen) < 20:
        item = waiting.pop()
        if isinstance(item, BaseException) and item not in seen:
            seen.append(item)
            waiting += [*item.args, getattr(item, "reason", None), item.__cause__, item.__context__]
    return seen
