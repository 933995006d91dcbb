"""What a reader typed, pasted or put into an address, as values."""

from __future__ import annotations

import re

from graph.errors import BadInput
from graph.ids import ArticleId, parse

MOST_SEEDS = 500
MOST_HOPS = 2
MOST_ARTICLES = 20_000
MOST_EXPANDED = 40


def ids_in(text: str) -> list[ArticleId]:
    """The ids of a line, or of a list however it is separated; each once, in order."""
    found: list[ArticleId] = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        try:
            found.append(parse(line))
        except BadInput:
            found += [parse(part) for part in re.split(r"[\s,;]+", line) if part]
    if not found:
        raise BadInput("Name an article: a PMID, a DOI, a PMCID, an OpenAlex id, or a URL that holds one.")
    if len(found) > MOST_SEEDS:
        raise BadInput(
            f"That is {len(found)} ids; this page takes {MOST_SEEDS} at once. Use `citewalk harvest --file`."
        )
    return list(dict.fromkeys(found))


def whole(given: str | None, *, name: str, default: int, most: int) -> int:
    """A whole number from 1 to `most`."""
    if not given:
        return default
    if not re.fullmatch(r"\d{1,9}", given) or not 1 <= int(given) <= most:
        raise BadInput(f"{name} is a whole number from 1 to {most:,}, not {given[:40]!r}.")
    return int(given)


def expanded(given: str | None) -> list[str]:
    """The articles that a view has opened in place, in order."""
    ids = list(dict.fromkeys(part for part in (given or "").split(",") if part))
    if len(ids) > MOST_EXPANDED:
        raise BadInput(f"A view has at most {MOST_EXPANDED} expanded articles; raise the steps instead.")
    return ids
