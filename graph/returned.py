"""The names of a statement's RETURN, read from its text: the local engine tells them only with a first row."""

from __future__ import annotations

import re
from collections.abc import Iterator

_TOKEN = re.compile(
    r"""(?P<gap>\s+|//[^\n]*|/\*.*?\*/)|(?P<quoted>'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:[^`]|``)*`)"""
    r"|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<word>\w+)|(?P<other>.)",
    re.DOTALL,
)
_END = frozenset({"ORDER", "SKIP", "OFFSET", "LIMIT", "UNION", ";"})


def returned_names(cypher: str) -> tuple[str, ...]:
    """Names of the columns, as Neo4j gives them; empty for a statement without RETURN and for `RETURN *`."""
    items: list[list[str]] = []
    inside, distinct = False, False
    for kind, text, outside in _tokens(cypher):
        word = text.upper() if kind in ("word", "other") and outside else ""
        if word == "RETURN":
            items, inside, distinct = [[]], True, True
        elif word in _END:
            inside = False
        elif inside and word == ",":
            items.append([])
        elif inside and not (distinct and word == "DISTINCT"):
            items[-1].append(" " if kind == "gap" else text)
            distinct = distinct and kind == "gap"
    names = tuple(_name(item) for item in items)
    return () if "*" in names or "" in names else names


def _tokens(cypher: str) -> Iterator[tuple[str, str, bool]]:
    """Kind and text of every token, and whether it stands outside all brackets."""
    depth = 0
    for match in _TOKEN.finditer(cypher):
        kind = match.lastgroup or "other"
        depth -= kind == "close"
        yield kind, match[0], depth == 0
        depth += kind == "open"


def _name(item: list[str]) -> str:
    """The alias after AS, else the expression as it is written."""
    told = [text for text in item if text != " "]
    if len(told) > 2 and told[-2].upper() == "AS":
        alias = told[-1]
        return alias[1:-1].replace("``", "`") if alias.startswith("`") else alias
    return "".join(item).strip()
