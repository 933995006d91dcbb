"""What a reader typed, pasted or put into an address, as values."""

from __future__ import annotations

import re
from collections.abc import Sequence

from graph.errors import BadInput
from graph.ids import ArticleId, find_all, parse
from harvest import seeds

MOST_SEEDS = 500
LONGEST_TITLE = 400
MOST_HOPS = 2
MOST_ARTICLES = 20_000
MOST_EXPANDED = 40


def ids_in(text: str) -> list[ArticleId]:
    """The ids of a line, of a list however it is separated, or of pasted references; each once, in order."""
    lines = list(filter(None, (line.strip() for line in text.splitlines())))
    if not lines:
        raise BadInput("Name an article: a PMID, a DOI, a PMCID, an OpenAlex id, or a URL that holds one.")
    found = list(dict.fromkeys(id_ for line in lines for id_ in _ids_in_line(line)))
    if len(found) > MOST_SEEDS:
        raise BadInput(f"That is {len(found)} ids, and a page takes {MOST_SEEDS}. Use `citewalk harvest --file`.")
    return found


def title_in(text: str) -> str | None:
    """The title that a text without any id seems to be, by the rule of `citewalk harvest`."""
    return seeds.title_in(text) if len(text) <= LONGEST_TITLE and not find_all(text) else None


def _ids_in_line(line: str) -> list[ArticleId]:
    try:
        return [parse(word) for word in re.split(r"[\s,;]+", line) if word]
    except BadInput:
        pass  # "PMID: 1" is one id in two words, and a reference in words has ids among them
    try:
        return [parse(line)]
    except BadInput:
        if found := find_all(line):
            return found
        raise


def whole(given: str | None, *, name: str, default: int, most: int, least: int = 1) -> int:
    """A whole number from `least` to `most`."""
    if not given:
        return default
    if not re.fullmatch(r"\d{1,9}", given) or not least <= int(given) <= most:
        raise BadInput(f"{name} is a whole number from {least} to {most:,}, not {given[:40]!r}.")
    return int(given)


def expanded(given: Sequence[str]) -> list[str]:
    """The articles that a view has opened in place, each once, in order."""
    ids = list(dict.fromkeys(filter(None, given)))
    if len(ids) > MOST_EXPANDED:
        raise BadInput(f"A view has at most {MOST_EXPANDED} expanded articles; raise the steps instead.")
    return ids
