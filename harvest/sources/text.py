"""Plain text out of what sources write: inline markup, character references, odd blanks."""

from __future__ import annotations

import html
import re

from lxml import etree

INLINE = "a|abbr|b|bold|em|font|i|ital|italic|roman|sc|scp|small|smallcaps|span|strong|sub|sup|tt|u|underline|xref"
BLOCK = "abstract|br|div|h[1-6]|label|li|list|list-item|ol|p|sec|section|title|ul|list_item"
MATHS = r"(?:mml|m):[a-z]+|math|m(?:row|i|n|o|text|sub|sup|subsup|frac|sqrt|over|under|style|space|multiscripts)"
ATTRIBUTES = r"(?:\s+[\w:.-]+\s*=[^<>]*|\s*/?)"
INLINE_TAG = re.compile(rf"</?(?:jats:)?(?:{INLINE}|{MATHS}){ATTRIBUTES}>", re.IGNORECASE)
BLOCK_TAG = re.compile(rf"</?(?:jats:)?(?:{BLOCK}){ATTRIBUTES}>", re.IGNORECASE)
REFERENCE = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)
UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff\u200b\u2060\ufeff\u00ad]")
BLANKS = re.compile(r"\s+")


def plain(text: str) -> str:
    """`text` without inline markup, with its characters meant literally and single blanks.

    Only tags of inline markup go: "p < 0.05 and n > 30" stays. References may be escaped twice (`&amp;lt;i&amp;gt;`).
    """
    if "&" in text:
        text = unescape(unescape(text))
    if "<" in text:
        text = INLINE_TAG.sub("", BLOCK_TAG.sub(" ", text))
    return tidy(text)


def unescape(text: str) -> str:
    """Character references resolved, only those that end with a semicolon ("R&D" and "AT&T" are no references)."""
    return REFERENCE.sub(lambda found: html.unescape(found.group()), text)


def tidy(text: str) -> str:
    """Single blanks, and nothing that cannot be stored or seen (control characters, lone surrogates)."""
    return BLANKS.sub(" ", UNWANTED.sub("", text)).strip()


def inner_text(element: etree._Element) -> str:
    """All the text inside an element of mixed content, plain."""
    return plain("".join(str(part) for part in element.itertext()))
