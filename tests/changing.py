"""A literature that changes: a source gains ten citing articles, loses three, merges five ids and renames five."""

from __future__ import annotations

from collections.abc import Collection

from tests.worlds import View, World, doi, whole_world, work

SEED = 0
BEFORE, GAINED, LOST = range(1, 21), range(21, 31), (1, 2, 3)
MERGED, RENAMED = range(4, 9), range(9, 14)
ONLY_IN_OPENALEX = range(26, 31)
REFERENCES = {(SEED, n) for n in range(31, 35)}
NAMES = ("icite", "ncbi", "openalex")


def world(citing: Collection[int], *, later: bool) -> World:
    """The seed, what it cites and what cites it.

    At first OpenAlex states no other ids of the merged articles, so that they look like two each; later it
    does, and has renamed others.
    """
    whole = whole_world(35, {(n, SEED) for n in citing} | REFERENCES)
    shown = {SEED, *citing, *(cited for _, cited in REFERENCES)}
    views = {}
    for name, view in whole.views.items():
        ids = {n: stated for n, stated in view.ids.items() if n in shown}
        if name == "openalex":
            ids |= {n: frozenset({work(n)}) for n in MERGED if not later and n in shown}
            ids |= {n: frozenset({work(n + 500), doi(n)}) for n in RENAMED if later}
            pairs = view.references
        else:
            ids = {n: stated for n, stated in ids.items() if n not in ONLY_IN_OPENALEX}
            pairs = frozenset(pair for pair in view.references if pair[0] in ids)
        views[name] = View(ids, pairs, pairs)
    return whole.seeing(**views)


FIRST = world(BEFORE, later=False)
LATER = world([n for n in (*BEFORE, *GAINED) if n not in LOST], later=True)
