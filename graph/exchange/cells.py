"""Cells of the CSV export: text that no spreadsheet runs, lists in one cell, and the way back."""

from __future__ import annotations

import re
from collections.abc import Iterable

RUNS_IN_A_SPREADSHEET = re.compile(r"'*[=+\-@\t\r]")
DEFUSED = re.compile(r"'+[=+\-@\t\r]")
SEPARATED = re.compile(r"(?:\\.|[^|\\])*", re.DOTALL)


def to_cell(value: object) -> str:
    """The text of a cell; blank for what is not known or not true.

    A cell that already looks defused gets one more `'`, so that `from_cell` gives every text back.
    """
    if value is None or value is False:
        return ""
    if value is True:
        return "true"
    text = join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
    return "'" + text if RUNS_IN_A_SPREADSHEET.match(text) else text


def from_cell(cell: str) -> str:
    """What `to_cell` was given, as text."""
    return cell[1:] if cell.startswith("'") and DEFUSED.match(cell) else cell


def join(parts: Iterable[str]) -> str:
    """Several texts in one, with `|` between them; a `|` of their own is written `\\|`."""
    return "|".join(part.replace("\\", "\\\\").replace("|", "\\|") for part in parts)


def split(text: str) -> tuple[str, ...]:
    """The texts that `join` made one of; none for a blank."""
    if not text:
        return ()
    parts: list[str] = []
    start = 0
    while start <= len(text):
        found = SEPARATED.match(text, start)
        # A lone backslash at the end is not ours; it stands for itself.
        end = found.end() if found and (found.end() == len(text) or text[found.end()] == "|") else len(text)
        parts.append(re.sub(r"\\([|\\])", r"\1", text[start:end]))
        start = end + 1
    return tuple(parts)
