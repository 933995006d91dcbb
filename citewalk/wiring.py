"""The composition root of what asks the sources: settings become the sources and the HTTP client here alone.

The store is opened in `citewalk.opening`, which most commands need without reading all this in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from urllib.parse import urlsplit

from requests.adapters import BaseAdapter

from citewalk.settings import Settings
from graph.errors import BadInput
from harvest.http import Client, ClientOptions, Endpoint
from harvest.sources import EMAIL_SETTING, SOURCES, Entry
from harvest.sources.base import Source


@dataclass(frozen=True)
class Choice:
    """The sources of a harvest, and why others were left out."""

    sources: Mapping[str, Source]
    endpoints: Mapping[str, Endpoint]
    left_out: Mapping[str, str]

    @property
    def rates(self) -> dict[str, float]:
        """Requests a second, by source."""
        return {name: endpoint.per_second for name, endpoint in self.endpoints.items()}


def choose_sources(settings: Settings, names: Sequence[str] = ()) -> Choice:
    """The named sources, or all that work with the keys at hand."""
    unknown = [name for name in names if name not in SOURCES]
    if unknown:
        raise BadInput(f"There is no source {unknown[0]!r}; choose from {', '.join(SOURCES)}.")
    left_out = {} if names else {n: _why_left_out(e) for n, e in SOURCES.items() if lacks_key(e, settings)}
    chosen = [entry for name, entry in SOURCES.items() if name in (names or SOURCES) and name not in left_out]
    sources = {entry.name: entry.build(opened(entry, settings)) for entry in chosen}
    endpoints = {e.name: _endpoint(e, settings, sources[e.name].limits.per_second) for e in chosen}
    return Choice(sources=sources, endpoints=endpoints, left_out=left_out)


def client_of(
    settings: Settings, choice: Choice, *, namespace: str, adapter: BaseAdapter | None = None, patience: float = 30
) -> Client:
    """The HTTP client of one harvest; a dead source costs it at most `patience` seconds."""
    email = settings.get(EMAIL_SETTING)
    options = ClientOptions(
        timeout=settings.number("CITEWALK_TIMEOUT", least=0.1, most=600),
        retries=settings.whole("CITEWALK_RETRIES", most=20),
        email=email,
        cache_folder=settings.home / "answers",
        patience=patience,
        user_agent=f"citewalk/{version('citewalk')}" + (f" (mailto:{email})" if email else ""),
    )
    return Client(choice.endpoints, options, namespace=namespace, adapter=adapter)


def opened(entry: Entry, settings: Settings) -> bool:
    """Whether the setting that gets more out of the source is set."""
    return entry.opener is not None and settings.given(entry.opener)


def _key(entry: Entry, settings: Settings) -> str | None:
    return settings.get(entry.key_setting) if entry.key_setting else None


def lacks_key(entry: Entry, settings: Settings) -> bool:
    """Whether the source is left out of a harvest that does not name it."""
    return entry.needs_key and _key(entry, settings) is None


def _why_left_out(entry: Entry) -> str:
    return f"{entry.key_setting} is not set; with it: {entry.key_gives}"


def _endpoint(entry: Entry, settings: Settings, per_second: float) -> Endpoint:
    key, email = _key(entry, settings), settings.get(EMAIL_SETTING)
    if settings.given(entry.rate_setting):
        per_second = settings.number(entry.rate_setting, least=0.001, most=100_000)
    return Endpoint(
        name=entry.name,
        base_url=_url(entry, settings),
        per_second=per_second,
        params=entry.params,
        secret_params=entry.secret_params(key) | entry.private_params(email),
        secret_headers=entry.secret_headers(key),
        also=entry.also,
    )


def _url(entry: Entry, settings: Settings) -> str:
    url = settings.text(entry.url_setting).rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadInput(f"{entry.url_setting}={url} is not an http or https address; correct it or unset it.")
    return url
