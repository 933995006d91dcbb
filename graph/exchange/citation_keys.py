"""Keys by which a text cites: first author, year, first telling word (`beethoven1804symphony`)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import count

from graph.exchange.reference import Reference

NOT_TELLING = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at by can de der die do does ein eine el for from how in is la le les of on or the to un une "
        "what why with",
    )
)
WORD = re.compile(r"[a-z0-9]+")
PLAIN = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i"})


def keys(references: Iterable[Reference]) -> dict[str, str]:
    """A key for every reference, by its id.

    Of several with one author, year and word the one seen first has the plain key and the later ones a letter, so that
    a growing graph gives its old articles the keys that are in texts already.
    """
    chosen: dict[str, str] = {}
    taken: set[str] = set()
    for reference in sorted(references, key=lambda one: (one.first_seen, one.id)):
        key = plain = _plain_key(reference)
        letters = count()
        while key in taken:
            key = plain + _letter(next(letters))
        taken.add(key)
        chosen[reference.id] = key
    return chosen


def _plain_key(reference: Reference) -> str:
    author = "".join(_words(reference.authors[0].family)) if reference.authors else ""
    year = str(reference.year) if reference.year is not None else ""
    telling = (word for word in _words(reference.title or "") if word not in NOT_TELLING and not word.isdigit())
    return f"{author[:40] or 'anon'}{year}{next(telling, '')[:40]}"


def _words(text: str) -> list[str]:
    """The words in ASCII, which is what every BibTeX takes in keys."""
    apart = unicodedata.normalize("NFKD", text.casefold().translate(PLAIN))
    return WORD.findall("".join(sign for sign in apart if not unicodedata.combining(sign)))


def _letter(number: int) -> str:
    """a, b, ... z, aa, ab, ..."""
    first, last = divmod(number, 26)
    return (_letter(first - 1) if first else "") + chr(ord("a") + last)
