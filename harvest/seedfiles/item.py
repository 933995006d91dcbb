"""An item of a seed file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from graph.exchange.people import divide
from graph.exchange.texts import one_line
from graph.ids import ArticleId, find_all

YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
INITIALS = re.compile(r"(?<=[^\W\d]{2})[ ]+(?:[A-Z]\.?[ -]?){1,3}$")
"""`Smith JA`: what comes after the family name as PubMed prints names."""


@dataclass(frozen=True, slots=True)
class Item:
    """One article as a file describes it: all its ids, its title, and where it stands (`entry smith2020`, `line 3`).

    `wrong` says in words why there are no ids, where that is known. `author` is the first author's family name; it and
    `year` help to find an article by its title.
    """

    ids: tuple[ArticleId, ...]
    title: str | None = None
    where: str = ""
    wrong: str | None = None
    author: str | None = None
    year: int | None = None


def family_of(name: object) -> str | None:
    """The family name of a printed name, such as `Smith, John`, `Smith J` or `John Smith`; None for a blank."""
    text = one_line(name) if isinstance(name, str) else ""
    if INITIALS.search(text):
        text = INITIALS.sub("", text)
        return text or None
    return divide(text).family or None if text else None


def year_of(*said: object) -> int | None:
    """The first year that is stated, in whatever it is wrapped (`2015/03/01`, `Mar 2015`)."""
    return next((int(found[0]) for one in said if (found := YEAR.search(str(one or "")))), None)


def only(ids: Iterable[ArticleId | None]) -> tuple[ArticleId, ...]:
    """The ids that could be read, once each."""
    return tuple(dict.fromkeys(id_ for id_ in ids if id_ is not None))


def mentioned(text: str) -> list[ArticleId]:
    """The ids that a free field mentions. A number alone there is a record's own, a volume's, anybody's: no PMID."""
    return find_all(f"see {text}")
