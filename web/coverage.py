"""How complete the lists of a harvest are, as its page shows them: a table each for references and citing articles."""

from __future__ import annotations

from typing import Any

from graph.completeness import Completeness, Coverage


def shown_coverage(found: Completeness) -> dict[str, Any] | None:
    """The tables over the articles that the harvest went on from; None where it went on from none.

    A cell is None where the source gave no number: blank is not zero.
    """
    if not found.articles:
        return None
    return {
        "articles": found.articles,
        "tables": [
            {"name": name, "lack": lack, "found": coverage.found, "rows": _rows(coverage)}
            for name, lack, coverage in (
                ("References", "unresolved", found.references),
                ("Citing articles", "missing", found.citing),
            )
            if coverage is not None
        ],
        "texts": found.references.texts if found.references else None,
        "cut": found.citing.cut if found.citing else 0,
    }


def _rows(coverage: Coverage) -> list[dict[str, Any]]:
    return [
        {
            "source": name,
            "articles": part.articles or None,
            "reported": part.reported,
            "found": part.found,
            "lacking": part.unresolved,
        }
        for name, part in coverage.sources.items()
    ]
