"""Timestamps as the graph keeps them: UTC, ISO 8601, of one width, so that they sort as text."""

from __future__ import annotations

from datetime import UTC, datetime


def as_text(at: datetime) -> str:
    """`2026-11-22T10:15:00.000000Z`; a time without a zone is a mistake of the caller."""
    if at.tzinfo is None:
        raise ValueError(f"{at} has no time zone")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def as_time(text: str) -> datetime:
    """The moment that a timestamp of the graph names."""
    return datetime.fromisoformat(text).astimezone(UTC)
