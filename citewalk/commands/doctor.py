"""`citewalk doctor`: what works, and what to do about the rest."""

from __future__ import annotations

import platform
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

import click

from citewalk.opening import store_of
from citewalk.printing import print_rows
from citewalk.settings import Settings
from citewalk.wiring import Choice, choose_sources, client_of, lacks_key, opened
from graph.errors import CitewalkError, Incomplete
from graph.ids import ArticleId, Scheme
from harvest.errors import SourceError
from harvest.http import Client
from harvest.sources import SOURCES, Entry
from harvest.sources.base import Kind, Source, Wanted

KNOWN = frozenset({ArticleId(Scheme.PMID, "27599104"), ArticleId(Scheme.DOI, "10.1371/journal.pbio.1002541")})
"""A well-known article that every source should describe: the paper on the Relative Citation Ratio."""
PATIENCE = 10.0
"""Seconds after which a source that does not answer is given up."""
PACKAGES = ("citewalk", "neo4j", "neo4j-rust-ext", "arcadedb-embedded", "requests", "flask", "networkx", "igraph")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what there is to say, and the exit code that it deserves (0: it works)."""

    what: str
    note: str
    code: int = 0
    left_out: bool = False  # of harvests, for want of a key: no fault, whatever it answers

    @property
    def mark(self) -> str:
        """How it is told at a glance."""
        return "--" if self.left_out else "!!" if self.code else "ok"


@click.command()
@click.pass_obj
def doctor(settings: Settings) -> None:
    """Say what works, and what to do about the rest.

    Looks at the store, the keys, the sources, the settings and the versions, and asks each source one question. Exit
    code 0 means that all of it works, 3 that a source does not, 5 that the store does not. A source that is left out
    for want of a key is no fault.
    """
    with ThreadPoolExecutor(2) as both:
        store, sources = both.submit(_store, settings), both.submit(_sources, settings)
        findings = [store.result(), *sources.result()]
    print_rows(("", "what", "note"), [(f.mark, f.what, f.note) for f in findings])
    print()
    print_rows(("setting", "value", "what it is"), [(s.name, value, s.help) for s, value in settings.shown()])
    print()
    print(f"python {platform.python_version()} on {sys.platform} {platform.machine()}")
    print(", ".join(f"{name} {_version(name)}" for name in PACKAGES))
    raise SystemExit(max(finding.code for finding in findings))


def _store(settings: Settings) -> Finding:
    began = time.monotonic()
    try:
        with store_of(settings) as store:
            articles = store.read("MATCH (a:Article) RETURN count(a) AS n")[0]["n"]
    except CitewalkError as error:
        return Finding("store", str(error), error.exit_code)
    return Finding("store", f"{settings.store}: {articles} articles, open in {time.monotonic() - began:.1f} s")


def _sources(settings: Settings) -> list[Finding]:
    """All sources at once, so that several that do not answer take no longer than one."""
    try:
        choice = choose_sources(settings, tuple(SOURCES))
        names = sorted(choice.sources)
        with (
            client_of(settings, choice, namespace=f"doctor-{time.time_ns()}", patience=PATIENCE) as line,
            ThreadPoolExecutor(len(names)) as desks,
        ):
            return list(desks.map(lambda name: _source(settings, choice, name, line), names))
    except CitewalkError as error:
        return [Finding("settings", str(error), error.exit_code)]


def _source(settings: Settings, choice: Choice, name: str, line: Client) -> Finding:
    entry = SOURCES[name]
    limit = f"{choice.rates[name]:g} request{'' if choice.rates[name] == 1 else 's'} a second"
    note, code = _asked(choice.sources[name], line, limit)
    note += _more(entry, settings)
    if lacks_key(entry, settings):
        return Finding(name, f"left out of harvests that do not name it; {note}", left_out=True)
    return Finding(name, note, code)


def _asked(source: Source, line: Client, limit: str) -> tuple[str, int]:
    """What one cheap question brings, and the exit code that this deserves."""
    began = time.monotonic()
    try:
        known = _knows(source, line)
    except SourceError as error:
        return str(error), Incomplete.exit_code
    if not known:
        strange = "it answers, but does not know a well-known article: an outage, or a wrong address"
        return strange, Incomplete.exit_code
    return f"answered in {time.monotonic() - began:.1f} s, {limit}", 0


def _more(entry: Entry, settings: Settings) -> str:
    """The key or address that goes with every request, or what one would add."""
    if entry.opener is None:
        return ""
    if opened(entry, settings):
        return f"; with {entry.opener}"
    return f"; {entry.opener} is not set, it would give: {entry.key_gives}"


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
