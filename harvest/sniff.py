"""Is this body what was asked for? A look at its first bytes, before a parser believes it."""

from __future__ import annotations

import json
import re

from harvest.errors import BadAnswer, SourceError, TryLater

BLANK = b" \t\r\n"
MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")  # UTF-8 and UTF-16
HTML = re.compile(
    rb"(?:<\?xml[^>]*>|<!--.*?-->|\s)*(?:<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>])", re.IGNORECASE | re.DOTALL
)
RATE = re.compile(rb"rate.?limit|too many requests", re.IGNORECASE)
SMALL = 4096


def start(body: bytes) -> bytes:
    """The beginning of a body without byte order mark and blanks; UTF-16 is narrowed enough to be looked at."""
    head = body[:SMALL]
    if head.startswith(MARKS[1:]):
        return head[2:].replace(b"\0", b"").lstrip(BLANK)
    return head.removeprefix(MARKS[0]).lstrip(BLANK)


def disbelief(source: str, accept: str, body: bytes) -> SourceError | None:
    """Why a body that came with a good status is not an answer, or None when it may be one."""
    head = start(body)
    if not head:
        return BadAnswer(source, "the answer was empty")
    if over_limit(body, head):
        return TryLater(source, "too many requests, said under a good status")
    if HTML.match(head):
        return BadAnswer(source, f"a web page came instead of {accept.upper()}")
    if accept == "json" and not looks_like_json(head):
        return BadAnswer(source, f"the answer is not JSON, it begins with {glimpse(head)}")
    if accept == "xml" and not head.startswith(b"<"):
        return BadAnswer(source, f"the answer is not XML, it begins with {glimpse(head)}")
    return None


def over_limit(body: bytes, head: bytes) -> bool:
    """NCBI says `{"error":"API rate limit exceeded",...}` under 200, whatever was asked for."""
    if len(body) > SMALL or not head.startswith(b"{") or not RATE.search(head):
        return False
    try:
        said = json.loads(body)
    except ValueError:
        return False
    return isinstance(said, dict) and any(
        isinstance(value, str) and RATE.search(value.encode()) is not None
        for name, value in said.items()
        if str(name).lower() in ("error", "message")
    )


def looks_like_json(head: bytes) -> bool:
    return head[:1] in b'{["-0123456789' or head.startswith((b"true", b"false", b"null"))


def glimpse(head: bytes) -> str:
    """A few characters of a body, safe for a message."""
    return repr(head[:24].decode("ascii", "replace").replace("\ufffd", "?"))
