"""Reference lists as publishers deposit them: with a DOI where one was matched, else as text or in parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graph.ids import ArticleId, maybe_doi
from graph.model import Loose, Mention
from harvest.sources import fields
from harvest.sources.mentions import mentions

TITLES = ("article-title", "volume-title", "series-title")
"""What an entry calls the cited work, best first: an article, else a book, else the series that it is in."""


@dataclass(frozen=True, slots=True)
class References:
    """Entries with a DOI (None where there is no list), and those without one, as far as they say anything."""

    mentions: tuple[Mention, ...] | None = None
    loose: tuple[Loose, ...] = ()
    unresolved: int = 0


def read_references(listed: object, own: ArticleId) -> References:
    """What the work cites.

    A work without a list cites something or nothing: most who deposit none have one in print, so neither a missing nor
    an empty list, nor a count of 0, says that there are no references.
    """
    entries = fields.many(listed)
    if not entries:
        return References()
    dois = [maybe_doi(fields.inside(entry, "DOI")) for entry in entries]
    without = [(place, entry) for place, (entry, doi) in enumerate(zip(entries, dois, strict=True), 1) if doi is None]
    texts = ((place, text_of(entry)) for place, entry in without)
    return References(
        mentions=mentions(([doi] for doi in dois), {own}),
        loose=tuple(Loose(place, text) for place, text in texts if text),
        unresolved=len(without),
    )


def text_of(entry: object) -> str | None:
    """A reference as text: as deposited, else put together from its parts."""
    whole = fields.text(fields.inside(entry, "unstructured"))
    if whole or not isinstance(entry, Mapping):
        return whole
    said = {name: fields.label(value) for name, value in entry.items()}
    title = next((said[name] for name in TITLES if said.get(name)), None)
    year = f"({said['year']})" if said.get("year") else None
    volume = "".join(filter(None, (said.get("volume"), f"({said['issue']})" if said.get("issue") else None)))
    place = " ".join(filter(None, (said.get("journal-title"), volume)))
    place = ": ".join(filter(None, (place, said.get("first-page"))))
    who = " ".join(filter(None, (said.get("author"), year)))
    return ". ".join(part.rstrip(". ") for part in (who, title, place) if part) or None
