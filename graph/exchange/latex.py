"""Plain text as LaTeX prints it back, sign by sign, for the fields of BibTeX."""

from __future__ import annotations

import re

COMMANDS = {
    "\\": r"\textbackslash{}",
    "{": r"\lbrace{}",  # as `\{` would do for LaTeX, but BibTeX counts every brace
    "}": r"\rbrace{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}
SPECIAL = re.compile("[" + re.escape("".join(COMMANDS)) + "]")
LIGATURE = re.compile(r"(?<=[-'`,<>])(?=[-'`,<>])|(?<=[!?])(?=`)")  # `--` would be a dash, `''` a quotation mark


def to_latex(text: str) -> str:
    """The text with what LaTeX takes for commands escaped; letters of all scripts stay as they are."""
    return SPECIAL.sub(lambda found: COMMANDS[found[0]], LIGATURE.sub("\0", text)).replace("\0", "{}")
