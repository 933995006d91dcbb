"""The few facts by which an article in a list is recognised."""

from __future__ import annotations

from typing import NamedTuple

from graph.projection import Projection


class Headline(NamedTuple):
    """One article in a list; `None` is not known."""

    id: str
    pmid: str | None = None
    doi: str | None = None
    title: str | None = None
    year: int | None = None

    @property
    def phrase(self) -> str:
        """As it stands in a sentence."""
        known = [str(self.year)] if self.year else []
        return f"{self.title or 'an article without a title'} ({', '.join([*known, self.id])})"


def headline(projection: Projection, id_: str) -> Headline:
    """What the projection knows of an article."""
    i = projection.index[id_]
    pmid, doi, title = (None if texts is None else texts[i] for texts in _texts(projection))
    return Headline(id_, pmid, doi, title, int(projection.years[i]) or None)


def _texts(projection: Projection) -> tuple[tuple[str | None, ...] | None, ...]:
    return projection.pmids, projection.dois, projection.titles
