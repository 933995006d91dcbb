"""Text as files take it: without signs that a format forbids or that would end a line."""

from __future__ import annotations

import re

NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def in_xml(text: str) -> str:
    """The text without the signs that XML cannot hold."""
    return NOT_IN_XML.sub("", text)


def one_line(text: str) -> str:
    """The text on one line, without control signs, with single blanks between its words."""
    return " ".join(UNPRINTABLE.sub("", text).split())


def shortened(text: str, most: int) -> str:
    """The text, or as much of it as fits with an ellipsis at its end."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
