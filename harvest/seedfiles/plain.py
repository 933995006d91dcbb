"""Plain text: a list with one id a line, or prose that mentions some."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

from graph.errors import BadInput
from graph.ids import ArticleId, find_all, parse
from harvest.seedfiles.item import Item

LIKE_AN_ID = re.compile(r"\S*\d\S*")


def items(text: str) -> Iterator[Item]:
    """One item an id. Where most lines hold one it is a list, and a line without is told; in prose it is not.

    Lines that begin with # are remarks.
    """
    lines = [(n, line.strip()) for n, line in enumerate(text.splitlines(), start=1)]
    read = [(n, line, ids_in(line)) for n, line in lines if line and not line.startswith("#")]
    is_list = 2 * sum(bool(ids) for _, _, ids in read) >= len(read)
    for number, line, ids in read:
        yield from (Item((id_,), where=f"line {number}") for id_ in ids)
        if not ids and (is_list or LIKE_AN_ID.fullmatch(line)):
            yield Item((), where=f"line {number}", wrong=what_is_wrong(line))


def ids_in(line: str) -> list[ArticleId]:
    """The id that the line is, those that it lists, or those that it mentions."""
    with suppress(BadInput):
        return [parse(line)]
    return find_all(line)


def what_is_wrong(line: str, *, advise: bool = False) -> str:
    """Why the line is no id; what would be one only on advice, since in a list it is the same for every line."""
    try:
        return f"holds {parse(line)}"
    except BadInput as refusal:
        return str(refusal).rstrip(".") if advise else str(refusal).partition("; give")[0].rstrip(".")
