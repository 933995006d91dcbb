"""What an HTTP status means for the next line of code: translated here, once."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from http import HTTPStatus

from harvest.errors import BudgetSpent, NotKnown, NotUnderstood, Refused, SourceError, TooMuch, TryLater
from harvest.retry import retry_after

SPENT = re.compile(
    r"(daily|budget|quota|credits?).{0,60}(exceeded|exhausted|used up|spent|insufficient)|"
    r"(exceeded|exhausted|insufficient).{0,60}(daily|budget|quota|credits?)",
    re.IGNORECASE | re.DOTALL,
)
LEFT = ("X-RateLimit-Remaining-USD", "X-RateLimit-Remaining")
TOO_LARGE = re.compile(r"too large|exceeds? (?:the )?max(?:imum)?\b|max(?:imum)? size", re.IGNORECASE)
"""What a source with a limit of megabytes or rows says under 400, as Semantic Scholar has one of 10 MB an answer."""
A_WHILE = 300
"""Nothing left of a limit means the day's budget only where it is not filled up again within so many seconds."""

LATER = {408, 425, 429}
REFUSALS = {400: NotUnderstood, 404: NotKnown}
WHAT = {
    400: "it did not understand the request",
    401: "the key is missing or wrong",
    403: "access was denied; check the key",
    404: "it knows nothing under this address",
    413: "the request is too large",
    414: "the address is too long",
    429: "too many requests",
}


def problem(source: str, status: int, headers: Mapping[str, str], body: bytes, now: float) -> SourceError | None:
    """The error that a status stands for, or None for a good one. `headers` are looked up without regard to case."""
    if 200 <= status < 300:
        return None
    message = f"HTTP {status}, {meaning(status)}{quoted(body)}"
    if status in (413, 414) or (status == 400 and TOO_LARGE.search(said(body))):
        return TooMuch(source, message)
    if status == 429 and budget_spent(headers, body):
        return BudgetSpent(source, f"HTTP 429, its budget for the day is used up{quoted(body)}")
    if status in LATER or status >= 500:
        return TryLater(source, message, after=retry_after(headers.get("Retry-After"), now))
    return REFUSALS.get(status, Refused)(source, message)


def meaning(status: int) -> str:
    if status in WHAT:
        return WHAT[status]
    try:
        return HTTPStatus(status).phrase.lower()
    except ValueError:
        return "a status that does not exist"


def budget_spent(headers: Mapping[str, str], body: bytes) -> bool:
    """Whether a 429 is for the rest of the day: money at nought, or a count at nought that is not refilled soon."""
    if SPENT.search(said(body)):
        return True
    money, count = (number(headers.get(name)) for name in LEFT)
    if money is not None and money <= 0:
        return True
    refill = number(headers.get("X-RateLimit-Reset")) or number(headers.get("Retry-After"))
    return count is not None and count <= 0 and refill is not None and refill > A_WHILE


def number(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None


def said(body: bytes) -> str:
    """What an error's body says in words: plain text, or the message of a JSON object; a web page says nothing."""
    text = body[:4096].decode("utf-8", "replace").strip()
    if text.startswith("<"):
        return ""
    try:
        parts = json.loads(text)
    except ValueError:
        return text if not text.startswith(("{", "[")) else ""
    if not isinstance(parts, dict):
        return ""
    words = (parts.get(name) for name in ("error", "message", "errMsg", "detail"))
    return ": ".join(word for word in words if isinstance(word, str))


def quoted(body: bytes) -> str:
    """The beginning of what was said, on one line, for a message."""
    words = " ".join("".join(letter if letter.isprintable() else " " for letter in said(body)).split())
    return f': "{words[:160]}{"…" if len(words) > 160 else ""}"' if words else ""
