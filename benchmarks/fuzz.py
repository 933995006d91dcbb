"""A coverage-guided search for bodies that a reader of JSON, XML or references cannot stand.

    pip install --group fuzz
    python benchmarks/fuzz.py READER [--minutes 10] [--corpus FOLDER]

READER is a source (icite, ncbi, ...) or a format of seed files (bibtex, csl, nbib, page, ris). A source may refuse a
body with `BadAnswer` and a seed file with `BadInput`; anything else it raises, an input that takes longer than two
seconds and more than 512 MB of memory end the search with the input that did it. FOLDER holds bodies to begin with:
recorded exchanges (.yaml, .yml), or files of one body each. Half of the changes are made to the bytes, half to the
values of a JSON body.
"""

from __future__ import annotations

import argparse
import importlib
import json
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import atheris
import yaml

with atheris.instrument_imports(include=["harvest", "graph"]):
    from graph.errors import BadInput
    from graph.ids import ArticleId, Scheme
    from harvest.errors import BadAnswer
    from harvest.seeds import reader_of
    from harvest.sources import SOURCES
    from harvest.sources.base import Kind, Request, Source, Wanted
    from harvest.sources.europepmc.requests import full_text

FILES = ("bibtex", "csl", "nbib", "page", "ris", "table")
LONGEST = 32_768  # bytes of a body
SECONDS, MEGABYTES = 2, 512
ASKED = (
    ArticleId(Scheme.PMID, "12345"),
    ArticleId(Scheme.DOI, "10.1000/a.b"),
    ArticleId(Scheme.PMCID, "PMC777"),
    ArticleId(Scheme.OPENALEX, "W11"),
    ArticleId(Scheme.S2, "0123456789abcdef0123456789abcdef01234567"),
)
JUNK: tuple[Any, ...] = (
    *(None, True, "", " ", "0", "-1", "\0", "\ud800", "10.1000/A.B", "12345", "PMC777", "W11", "9" * 400),
    *(0, -1, 12345, 2**63, 1e308, -0.0, [], {}, [None], [[]], {"": None}, "<i>x</i>", "&lt;", "2001-02-30"),
)


def questions(source: Source) -> list[Request]:
    """One request of every kind that the source can be asked, for one article and for several."""
    groups = [[Wanted(frozenset({id_}), 3, "A title")] for id_ in ASKED]
    groups.append([wanted for group in groups for wanted in group])
    asked = [request for kind in Kind for group in groups for request in source.requests(kind, group, most=1000)]
    return asked + ([full_text(ASKED[0], ASKED[2])] if source.name == "europepmc" else [])


def reader(name: str) -> Callable[[bytes], None]:
    """What is tried on every input; its first byte says which question it answers."""
    if name in FILES:
        items = importlib.import_module(f"harvest.seedfiles.{name}").items

        def read_file(data: bytes) -> None:
            text = data.decode("utf-8", "replace")
            reader_of(text)
            with suppress(BadInput):
                list(items(text))

        return read_file
    source = SOURCES[name].build(True)
    asked = questions(source)

    def read_answer(data: bytes) -> None:
        if data:
            with suppress(BadAnswer):
                source.read(asked[data[0] % len(asked)], data[1:])

    return read_answer


def bodies(folder: Path) -> Iterator[bytes]:
    """The bodies below a folder that are not too long."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".yaml", ".yml") and path.stat().st_size < 3_000_000:
            tape = yaml.load(path.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  a safe one
            exchanges = tape.get("http_interactions") or tape.get("interactions") if isinstance(tape, dict) else None
            for exchange in exchanges or ():
                said = (exchange["response"].get("body") or {}).get("string") or b""
                yield said if isinstance(said, bytes) else str(said).encode()
        elif path.is_file() and path.stat().st_size <= LONGEST:
            yield path.read_bytes()


def plant(folder: Path, corpus: Path | None, kinds: int) -> None:
    """Fill the folder that the search begins with."""
    found = {body for body in bodies(corpus) if len(body) <= LONGEST} if corpus else {b"{}", b"[]", b"<a/>"}
    for number, body in enumerate(sorted(found)):
        for kind in range(kinds):
            (folder / f"{number}-{kind}").write_bytes(bytes([kind]) + body)


def changed(data: bytes, most: int, seed: int) -> bytes:
    """The input with one change: of a value, where it is JSON, or of its bytes."""
    dice = random.Random(seed)
    if dice.random() < 0.5 and len(data) > 1:
        try:
            value = json.loads(data[1:])
        except (ValueError, RecursionError):
            return bytes(atheris.Mutate(data, most))
        body = json.dumps(_with_junk(value, dice)).encode()
        if len(body) < most:
            return data[:1] + body
    return bytes(atheris.Mutate(data, most))


def _with_junk(value: Any, dice: random.Random) -> Any:
    """The value with one of its parts replaced, taken away or said twice."""
    if isinstance(value, dict) and value and dice.random() < 0.9:
        name = dice.choice(sorted(value))
        return {**value, name: _with_junk(value[name], dice)}
    if isinstance(value, list) and value and dice.random() < 0.9:
        place = dice.randrange(len(value))
        how = dice.random()
        if how < 0.1:
            return value[:place] + value[place + 1 :]
        if how < 0.2:
            return [*value, value[place]]
        return [*value[:place], _with_junk(value[place], dice), *value[place + 1 :]]
    return dice.choice(JUNK)


def main() -> None:
    """Search with one reader."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reader", choices=[*SOURCES, *FILES])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--corpus", type=Path)
    given = parser.parse_args()
    attempt = reader(given.reader)
    kinds = 1 if given.reader in FILES else len(questions(SOURCES[given.reader].build(True)))
    with tempfile.TemporaryDirectory() as folder:
        plant(Path(folder), given.corpus, kinds)
        limits = (f"-max_total_time={round(60 * given.minutes)}", f"-timeout={SECONDS}", f"-rss_limit_mb={MEGABYTES}")
        words = [sys.argv[0], *limits, f"-max_len={LONGEST}", "-print_final_stats=1", folder]
        atheris.Setup(words, attempt, custom_mutator=changed)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
