"""Entries of lists that name one work by several ids: which article is meant, and which preprint is its version."""

from __future__ import annotations

from collections.abc import Iterable

from graph.ids import ArticleId, Scheme, is_preprint
from graph.model import Version
from harvest.sources.batches import ORDER


def best_first(ids: Iterable[ArticleId]) -> tuple[ArticleId, ...]:
    """Each id once, by scheme; those of a scheme with several come last, since one of them is somebody else's."""
    distinct = tuple(dict.fromkeys(ids))
    schemes = [id_.scheme for id_ in distinct]
    return tuple(sorted(distinct, key=lambda id_: (schemes.count(id_.scheme) > 1, ORDER[id_.scheme])))


def entry_of(stated: Iterable[ArticleId], source: str) -> tuple[tuple[ArticleId, ...], tuple[Version, ...]]:
    """The ids of the article that an entry is about, best first, and the versions that it states.

    A preprint listed beside its published form is another article; the citation belongs to the published one. Where
    several published DOIs are listed, none of them is known to be the published form.
    """
    ids = tuple(dict.fromkeys(stated))
    preprints = [id_ for id_ in ids if is_preprint(id_)]
    published = [id_ for id_ in ids if id_.scheme is Scheme.DOI and id_ not in preprints]
    if not preprints or not published:
        return best_first(ids), ()
    versions = tuple(Version(one, published[0], source) for one in preprints) if len(published) == 1 else ()
    return best_first(id_ for id_ in ids if id_ not in preprints), versions
