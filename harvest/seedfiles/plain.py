"""Plain text: a list with one id a line, or prose that mentions some.

The lines of a list may be numbered, and such a number is no PMID; what stands behind a # is a remark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

from graph.errors import BadInput
from graph.ids import ArticleId, find_all, parse
from harvest.seedfiles.item import Item

LIKE_AN_ID = re.compile(r"\S*\d\S*")
MARKER = re.compile(r"\A(?:[-*+•–]|\(?\[?\d{1,4}[.)\]]{1,2})\s+(?=\S)")
COUNTED = re.compile(r"\(?\[?(\d{1,6})[.:)\]]*\s+(?=\S)")
REMARK = re.compile(r"(?:^|\s)#.*")
UNSPACED = re.compile(r"(\d{1,9}|PMC\d{1,10}|W\d{1,15})\s*[,;|]\s*(?=\S)", re.IGNORECASE | re.ASCII)
"""An id and a sign after it that is no part of it. Of a DOI that cannot be said."""


def items(text: str) -> Iterator[Item]:
    """One item an id. Where most lines hold one it is a list, and a line without is told; in prose it is not."""
    lines = [(n, REMARK.sub("", line).strip()) for n, line in enumerate(text.splitlines(), start=1)]
    lines = _uncounted([(n, line) for n, line in lines if line])
    read = [(n, line, ids_in(line)) for n, line in lines]
    is_list = 2 * sum(bool(ids) for _, _, ids in read) >= len(read)
    for number, line, ids in read:
        yield from (Item((id_,), where=f"line {number}") for id_ in ids)
        if not ids and (is_list or LIKE_AN_ID.fullmatch(line)):
            yield Item((), where=f"line {number}", wrong=what_is_wrong(line))


def ids_in(line: str) -> list[ArticleId]:
    """The id that the line is, those that it lists, or those that it mentions."""
    line = MARKER.sub("", line.strip()) if MARKER.match(line.strip()) else line
    if ids := _unspaced(line):
        return ids
    with suppress(BadInput):
        return [parse(line)]
    return find_all(line)


def what_is_wrong(line: str, *, advise: bool = False) -> str:
    """Why the line is no id; what would be one only on advice, since in a list it is the same for every line."""
    try:
        return f"holds {parse(line)}"
    except BadInput as refusal:
        return str(refusal).rstrip(".") if advise else str(refusal).partition("; give")[0].rstrip(".")


def _uncounted(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """The lines without their first words, where these do nothing but count them from 0 or 1."""
    counted = [COUNTED.match(line) for _, line in lines]
    counts = [int(found[1]) for found in counted if found]
    if not counts or counts not in (list(range(len(lines))), list(range(1, len(lines) + 1))):
        return lines
    return [(n, line[found.end() :]) for (n, line), found in zip(lines, counted, strict=True) if found]


def _unspaced(line: str) -> list[ArticleId]:
    """The ids of a line that is nothing else, with signs but no blanks between them; else nothing."""
    ids: list[ArticleId] = []
    at = 0
    with suppress(BadInput):
        while found := UNSPACED.match(line, at):
            ids.append(parse(found[1]))
            at = found.end()
        return list(dict.fromkeys([*ids, parse(line[at:])])) if ids else []
    return []
