"""What every command that computes begins with: the projection of the graph, and articles by what a user calls them.

Most of it stands on disk, so the store is opened only for what does not: starting the local engine takes longer than
most measures.
"""

from __future__ import annotations

from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from citewalk.settings import Settings
from graph.data_files import data_files
from graph.errors import BadInput, NotFound
from graph.exchange.cells import to_cell
from graph.folding import published_forms
from graph.headings import read_headings
from graph.headlines import Headline, headline
from graph.ids import Scheme, parse
from graph.key.texts import TextModel
from graph.projected_texts import TEXTS, are_comparable, kept_texts, read_texts
from graph.projecting import Shelf, read_projection
from graph.projection import Projection

if TYPE_CHECKING:
    from graph.store import Store

EMPTY = "The graph is empty; harvest something first, or look at CITEWALK_STORE."


def shelf_of(settings: Settings) -> Shelf:
    """Where what is computed from the store of the settings is kept."""
    where = settings.store
    store = where if "://" in where else str(data_files(Path(where).expanduser().absolute()))
    return Shelf(settings.home / "projections", store)


class Projected:
    """The graph of the settings for one command, which leaves it as a context.

    With `fold_versions` a preprint and its published form are one article; that is read anew each time.
    """

    def __init__(self, settings: Settings, *, fold_versions: bool = False) -> None:
        self._settings = settings
        self._folded = fold_versions
        self._open = ExitStack()
        self._shelf = shelf_of(settings)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    @cached_property
    def store(self) -> Store:
        """The store, opened by the first who needs it."""
        from citewalk.opening import store_of  # noqa: PLC0415  (a quarter of a second that a kept projection need not wait for)

        return self._open.enter_context(store_of(self._settings))

    @cached_property
    def projection(self) -> Projection:
        """The projection of the graph as it is now, or a sentence where there is no article."""
        if self._folded:
            found = read_projection(self.store, fold_versions=True)
        else:
            found = self._shelf.at_hand() or self._shelf.project(self.store)
        if not found.articles:
            raise NotFound(EMPTY)
        return found

    def texts(self) -> TextModel | None:
        """Titles and abstracts to compare, or None where there are too many."""
        if self._folded:
            return read_texts(self.store, self.projection) if are_comparable(self.projection) else None
        return kept_texts(self.projection, self._shelf.path(TEXTS), lambda: self.store)

    def headings(self) -> list[tuple[str, ...]]:
        """Keywords and subject headings by position."""
        return read_headings(self.store, self.projection)

    def find(self, text: str) -> str:
        """The `Article.id` of what a user calls an article; raises `NotFound` and `BadInput` as `find_article` does."""
        found = self._known(text) or self._found(text)
        if self._folded and found not in self.projection.index:
            return published_forms(self.store).get(found, found)
        return found

    def headline(self, id_: str, form: str = "") -> Headline:
        """Ids, title and year of an article of the projection, with a title that no spreadsheet runs for csv."""
        found = headline(self.projection, id_)
        return found._replace(title=to_cell(found.title)) if form == "csv" and found.title else found

    def _known(self, text: str) -> str | None:
        """Without the store: our own id, or the PMID or DOI that stands in the article's own column."""
        if text.strip() in self.projection.index:
            return text.strip()
        try:
            id_ = parse(text)
        except BadInput:
            return None
        columns = {Scheme.PMID: self.projection.pmids, Scheme.DOI: self.projection.dois}
        column = columns.get(id_.scheme)
        return self.projection.ids[column.index(id_.value)] if column and id_.value in column else None

    def _found(self, text: str) -> str:
        from graph.finding import find_article  # noqa: PLC0415  (as above)

        return find_article(self.store, text)
