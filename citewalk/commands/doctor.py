"""`citewalk doctor`: what works, and what to do about the rest."""

from __future__ import annotations

import platform
import sys
import time
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

import click

from citewalk.printing import print_rows
from citewalk.settings import Settings
from citewalk.wiring import Choice, choose_sources, client_of, store_of
from graph.errors import StoreError
from graph.ids import ArticleId, Scheme
from harvest.errors import SourceError
from harvest.http import Client
from harvest.sources import SOURCES
from harvest.sources.base import Kind, Source, Wanted

KNOWN = frozenset({ArticleId(Scheme.PMID, "27599104"), ArticleId(Scheme.DOI, "10.1371/journal.pbio.1002541")})
"""A well-known article that every source should describe: the paper on the Relative Citation Ratio."""
PACKAGES = ("citewalk", "neo4j", "neo4j-rust-ext", "arcadedb-embedded", "requests", "flask", "networkx", "igraph")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it works, and what there is to say."""

    what: str
    works: bool
    note: str


@click.command()
@click.pass_obj
def doctor(settings: Settings) -> None:
    """Look at the store, the keys, the sources and the versions; say what works and what to do about the rest."""
    findings = [_store(settings), *_sources(settings)]
    print_rows(("", "what", "note"), [("ok" if f.works else "!!", f.what, f.note) for f in findings])
    print()
    print_rows(("setting", "value", "what it is"), [(s.name, value, s.help) for s, value in settings.shown()])
    print()
    print(f"python {platform.python_version()} on {sys.platform} {platform.machine()}")
    print(", ".join(f"{name} {_version(name)}" for name in PACKAGES))
    if not findings[0].works:
        raise SystemExit(StoreError.exit_code)
    if not all(finding.works for finding in findings):
        raise SystemExit(3)


def _store(settings: Settings) -> Finding:
    began = time.monotonic()
    try:
        with store_of(settings) as store:
            articles = store.read("MATCH (a:Article) RETURN count(a) AS n")[0]["n"]
    except StoreError as error:
        return Finding("store", False, str(error))
    return Finding("store", True, f"{settings.store}: {articles} articles, open in {time.monotonic() - began:.1f} s")


def _sources(settings: Settings) -> list[Finding]:
    choice = choose_sources(settings, tuple(SOURCES))
    with client_of(settings, choice, namespace="doctor-" + str(time.time_ns()), patience=10) as line:
        return [_source(settings, choice, name, line) for name in sorted(choice.sources)]


def _source(settings: Settings, choice: Choice, name: str, line: Client) -> Finding:
    entry, source, began = SOURCES[name], choice.sources[name], time.monotonic()
    limit = f"{choice.rates[name]:g} requests a second"
    key = "" if entry.key_setting is None else f"; {entry.key_setting} is not set, it would give: {entry.key_gives}"
    if entry.key_setting and settings.given(entry.key_setting):
        key = f"; with {entry.key_setting}"
    try:
        known = _knows(source, line)
    except SourceError as error:
        return Finding(name, False, f"{error}{key}")
    if not known:
        return Finding(
            name, False, f"it answers, but does not know a well-known article: an outage, or a wrong address{key}"
        )
    return Finding(name, True, f"answered in {time.monotonic() - began:.1f} s, {limit}{key}")


def _knows(source: Source, line: Client) -> bool:
    handle = source.handle(Kind.DESCRIBE, KNOWN)
    if handle is None:
        return True
    for request in source.requests(Kind.DESCRIBE, [Wanted(frozenset({handle}))]):
        answer = line.fetch(request, lambda body, request=request: source.read(request, body))  # type: ignore[misc]
        if answer.records:
            return True
    return False


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
