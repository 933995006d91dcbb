"""An article as it is shown whole: its record, what has become of it, and how complete its lists are."""

from __future__ import annotations

from typing import Any

from graph.completeness import of_article
from graph.store import Store
from web.became import read_became
from web.lists import shown_lists
from web.reading import read_detail
from web.showing import shown_detail


def read_whole(store: Store, id_: str, *, linked: bool = True) -> dict[str, Any]:
    """An article in full; without `linked`, all but its references and what cites it. Raises `NotFound`."""
    detail = read_detail(store, id_, linked=linked)
    return shown_detail(detail) | read_became(store, detail) | shown_lists(detail, of_article(store, id_))
