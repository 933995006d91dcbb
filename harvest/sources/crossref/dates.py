"""Dates as Crossref states them: lists of parts of which the later ones, or all, may be missing."""

from __future__ import annotations

from harvest.sources import fields


def date_of(value: object) -> str | None:
    """`{"date-parts": [[2018, 3]]}` as 2018-03; `[[null]]` is no date."""
    days = fields.many(fields.inside(value, "date-parts"))
    parts = fields.many(days[0])[:3] if days else ()
    return fields.dated(*parts) if parts else None
