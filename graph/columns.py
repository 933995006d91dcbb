"""The names of a statement's RETURN, for an engine that tells none when there are no rows."""

from __future__ import annotations

import re

_QUIET = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|`[^`]*`|//[^\n]*|/\*.*?\*/", re.DOTALL)
_RETURN = re.compile(r"\bRETURN\b(?:\s+DISTINCT\b)?", re.IGNORECASE)
_END = re.compile(r"\b(?:ORDER\s+BY|SKIP|OFFSET|LIMIT|UNION)\b|;", re.IGNORECASE)
_ALIAS = re.compile(r"\bAS\s+(\S+)\s*$", re.IGNORECASE)


def columns_of(cypher: str) -> tuple[str, ...]:
    """The names as the statement gives them; none where it has no RETURN, or one of everything."""
    blind = _QUIET.sub(lambda found: " " * len(found[0]) if found[0][0] == "/" else "x" * len(found[0]), cypher)
    start = _last_at_top(blind)
    if start is None:
        return ()
    end = _END.search(blind, start)
    stop = end.start() if end else len(blind)
    names = tuple(_name(cypher[first:last], blind[first:last]) for first, last in _parts(blind, start, stop))
    return () if "*" in names or "" in names else names


def _last_at_top(blind: str) -> int | None:
    """Where the last RETURN ends that is in no sub-query."""
    tops = [found.end() for found in _RETURN.finditer(blind) if _depth(blind[: found.start()]) == 0]
    return tops[-1] if tops else None


def _depth(text: str) -> int:
    return sum(text.count(sign) for sign in "([{") - sum(text.count(sign) for sign in ")]}")


def _parts(blind: str, start: int, stop: int) -> list[tuple[int, int]]:
    """The pieces between commas that are in no brackets."""
    parts, depth, first = [], 0, start
    for place in range(start, stop):
        sign = blind[place]
        depth += (sign in "([{") - (sign in ")]}")
        if sign == "," and depth == 0:
            parts.append((first, place))
            first = place + 1
    return [*parts, (first, stop)]


def _name(text: str, blind: str) -> str:
    alias = _ALIAS.search(blind)
    name = text[alias.start(1) : alias.end(1)] if alias else text.strip()
    return name[1:-1] if len(name) > 1 and name[0] == name[-1] == "`" else name
