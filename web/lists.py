"""How complete the lists of an article are, in a line each; blank is not zero: who said nothing is not named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graph.completeness import Completeness, Coverage
from graph.neighbourhood import Detail


def shown_lists(detail: Detail, found: Completeness) -> dict[str, Any]:
    """`lists`, a line for references and one for citing articles; `completeness`, the same as numbers; and the
    `unresolved_references`, in the order of the article's list; None where nobody could tell.
    """
    return {
        "lists": {
            "references": line_of(found.references) if found.references else None,
            "citing": line_of(found.citing) if found.citing else None,
        },
        "completeness": found.as_json(),
        "unresolved_references": unresolved(detail.unresolved_references),
    }


def line_of(coverage: Coverage) -> str:
    """Such as "34 here · crossref reports 38, ncbi 30 · 4 without an id"."""
    told = sorted((-part.reported, name) for name, part in coverage.sources.items() if part.reported is not None)
    numbers = [f"{name} {'' if k else 'reports '}{-number:,}" for k, (number, name) in enumerate(told)]
    texts = (
        ""
        if coverage.texts is None
        else f"{coverage.texts:,} without an id"
        if coverage.texts
        else "none without an id"
    )
    parts = [
        f"{coverage.found:,} here",
        ", ".join(numbers),
        texts,
        f"{coverage.cut:,} left out by the limit" if coverage.cut else "",
    ]
    return " · ".join(filter(None, parts))


def unresolved(lines: Sequence[str] | None) -> list[dict[str, Any]] | None:
    """References without an id: `position` in the article's list where it is known, and `text` as printed."""
    if lines is None:
        return None
    split = [line.partition(" ") for line in lines]
    return [
        {"position": int(place), "text": text} if place.isdecimal() and text else {"position": None, "text": line}
        for line, (place, _, text) in zip(lines, split, strict=True)
    ]
