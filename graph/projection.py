"""The citation graph as compressed sparse rows: what every measure and every structure computes on.

Row `i` of `cites` holds the articles that article `i` cites: citing -> cited, one entry of 1.0 per citation.
Self-citations are dropped and counted, citations that are told twice are merged and counted, so what remains is a
simple directed graph. Stubs are articles like any other here: they are cited, and as their own reference lists are
unknown they cite nothing, which measures that follow citations have to treat as a dead end, not as a fact.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from graph.errors import BadInput, NotFound
from graph.sparse import csr_from_pairs, csr_from_parts, ends

if TYPE_CHECKING:
    import networkx as nx

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

UNKNOWN_YEAR = 0


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Projection:
    """A citation graph for computing; positions are those of `ids`. Treat the arrays as read-only.

    `years` is 0 where unknown; `reported` (citations as a source reported them) is NaN where unknown;
    `listed` marks the articles whose reference list is known, or is None where nobody has said.
    """

    ids: tuple[str, ...]
    cites: Any  # csr_array, float64
    years: Ints
    stubs: Mask
    titles: tuple[str | None, ...] | None = None
    pmids: tuple[str | None, ...] | None = None
    dois: tuple[str | None, ...] | None = None
    reported: Floats | None = None
    listed: Mask | None = None
    self_citations: int = 0
    duplicates: int = 0
    revision: str = field(default="")

    @classmethod
    def from_edges(
        cls,
        ids: Iterable[str],
        citing: Iterable[str] | Ints,
        cited: Iterable[str] | Ints,
        *,
        years: Iterable[int | None] | Ints | None = None,
        stubs: ArrayLike | None = None,
        titles: Iterable[str | None] | None = None,
        pmids: Iterable[str | None] | None = None,
        dois: Iterable[str | None] | None = None,
        reported: Iterable[float | None] | None = None,
        listed: ArrayLike | None = None,
        revision: str = "",
    ) -> Projection:
        """Build it from articles and the two ends of every citation: ids, or positions in `ids` as integer arrays.

        Raises `BadInput` for an id listed twice, an end that is not among the ids, and columns of unequal length.
        """
        names = tuple(ids)
        n = len(names)
        index = {name: position for position, name in enumerate(names)}
        if len(index) != n:
            raise BadInput(f"{n - len(index)} article ids are listed more than once; give every article once.")
        sources, targets = _positions(citing, index), _positions(cited, index)
        if len(sources) != len(targets):
            raise BadInput(f"There are {len(sources)} citing and {len(targets)} cited ends; every citation needs both.")
        loops = sources == targets
        cites = csr_from_pairs(sources[~loops], targets[~loops], n)
        self_citations = int(loops.sum())
        projection = cls(
            ids=names,
            cites=cites,
            years=_years(years, n),
            stubs=_column(stubs, n, "stub marks", np.bool_, False),
            titles=None if titles is None else tuple(titles),
            pmids=None if pmids is None else tuple(pmids),
            dois=None if dois is None else tuple(dois),
            reported=None if reported is None else _floats(reported, n),
            listed=None if listed is None else _column(listed, n, "reference list marks", np.bool_, False),
            self_citations=self_citations,
            duplicates=len(sources) - self_citations - int(cites.nnz),
            revision=revision,
        )
        projection.__dict__["index"] = index
        return projection

    def __repr__(self) -> str:
        return f"Projection({self.articles} articles, {self.citations} citations)"

    @property
    def articles(self) -> int:
        """How many articles there are, stubs included."""
        return len(self.ids)

    @property
    def citations(self) -> int:
        """How many distinct citations there are, self-citations left out."""
        return int(self.cites.nnz)

    @cached_property
    def index(self) -> dict[str, int]:
        """Where each id stands."""
        return {name: position for position, name in enumerate(self.ids)}

    @cached_property
    def year_known(self) -> Mask:
        return np.asarray(self.years != UNKNOWN_YEAR)

    @cached_property
    def newest_year(self) -> int | None:
        """The newest known year in the graph."""
        return int(self.years.max()) if self.year_known.any() else None

    @cached_property
    def cited_by(self) -> Any:
        """The transpose: row `i` holds the articles that cite article `i`."""
        turned = self.cites.tocsc()
        return csr_from_parts(turned.indptr, turned.indices, self.articles, self.cites.data)

    @cached_property
    def links(self) -> Any:
        """Citations taken both ways; two articles that cite each other are linked once."""
        both = (self.cites + self.cited_by).tocsr()
        both.data = np.ones(both.nnz)
        return both

    @cached_property
    def citation_counts(self) -> Ints:
        """In-degree: by how many articles of the graph each is cited."""
        return np.asarray(np.diff(self.cited_by.indptr), dtype=np.int64)

    @cached_property
    def reference_counts(self) -> Ints:
        """Out-degree: how many articles of the graph each cites."""
        return np.asarray(np.diff(self.cites.indptr), dtype=np.int64)

    @cached_property
    def igraph(self) -> Any:
        """The directed graph for igraph, built once; see `to_igraph` for a copy of your own."""
        import igraph  # noqa: PLC0415  (0.1 s that most commands need not wait for)

        sources, targets = self.pairs()
        # igraph reads pairs of Python's numbers three times as fast as an array.
        return igraph.Graph(n=self.articles, edges=zip(sources.tolist(), targets.tolist(), strict=True), directed=True)

    @cached_property
    def linked_igraph(self) -> Any:
        """The undirected graph of `links` for igraph, built once."""
        import igraph  # noqa: PLC0415  (as above)

        sources, targets = ends(self.links)
        once = sources < targets
        pairs = zip(sources[once].tolist(), targets[once].tolist(), strict=True)
        return igraph.Graph(n=self.articles, edges=pairs)

    def pairs(self) -> tuple[Ints, Ints]:
        """The two ends of every citation as positions, ordered by citing and then cited."""
        return ends(self.cites)

    def positions(self, ids: Iterable[str]) -> Ints:
        """Where these ids stand, each once, in the given order; `NotFound` names the ones that are not here."""
        wanted = list(dict.fromkeys(ids))
        missing = [name for name in wanted if name not in self.index]
        if missing:
            shown = ", ".join(missing[:5]) + (", ..." if len(missing) > 5 else "")
            raise NotFound(f"Not in this graph: {shown}. Harvest or load the article first, or check its id.")
        return np.array([self.index[name] for name in wanted], dtype=np.int64)

    def cycles(self) -> list[list[str]]:
        """The articles that cite each other in circles: every strongly connected set of two or more, largest first."""
        inside = np.flatnonzero(self.cycle_components >= 0)
        sets: dict[int, list[str]] = {}
        for position in inside.tolist():
            sets.setdefault(int(self.cycle_components[position]), []).append(self.ids[position])
        return sorted((sorted(members) for members in sets.values()), key=lambda members: (-len(members), members))

    @cached_property
    def cycle_components(self) -> Ints:
        """Per article the number of the cyclic set that it belongs to, or -1 where no cycle passes through it."""
        if not self.articles:
            return np.empty(0, dtype=np.int64)
        from scipy.sparse.csgraph import connected_components  # noqa: PLC0415  (0.1 s that few need to wait for)

        _, labels = connected_components(self.cites, directed=True, connection="strong")
        cyclic = np.bincount(labels) > 1
        renumbered = np.where(cyclic, np.cumsum(cyclic) - 1, -1)
        return np.asarray(renumbered[labels], dtype=np.int64)

    def subgraph(self, keep: NDArray[Any]) -> Projection:
        """The articles of a mask or of an array of positions (in that order), with the citations among them."""
        kept = np.flatnonzero(keep) if keep.dtype == np.bool_ else np.asarray(keep, dtype=np.int64)
        inner = self.cites[kept][:, kept].tocsr()
        inner.sort_indices()
        return Projection(
            ids=tuple(self.ids[i] for i in kept),
            cites=inner,
            years=self.years[kept],
            stubs=self.stubs[kept],
            titles=None if self.titles is None else tuple(self.titles[i] for i in kept),
            pmids=None if self.pmids is None else tuple(self.pmids[i] for i in kept),
            dois=None if self.dois is None else tuple(self.dois[i] for i in kept),
            reported=None if self.reported is None else self.reported[kept],
            listed=None if self.listed is None else self.listed[kept],
            revision=self.revision,
        )

    def neighbourhood(self, ids: Iterable[str], hops: int = 1) -> Mask:
        """A mask of the articles at most `hops` citations away, either way."""
        reached = np.zeros(self.articles, dtype=np.bool_)
        reached[self.positions(ids)] = True
        for _ in range(hops):
            reached |= (self.links @ reached.astype(np.float64)) > 0
        return reached

    def to_networkx(self) -> nx.DiGraph[str]:
        """A directed graph citing -> cited with the ids as nodes; `year` is left off where unknown."""
        import networkx as nx  # noqa: PLC0415  (0.2 s, needed by exports and tests alone)

        graph: nx.DiGraph[str] = nx.DiGraph()
        for position, name in enumerate(self.ids):
            facts: dict[str, object] = {"stub": True} if self.stubs[position] else {}
            if self.year_known[position]:
                facts["year"] = int(self.years[position])
            if self.titles is not None and self.titles[position] is not None:
                facts["title"] = self.titles[position]
            graph.add_node(name, **facts)
        sources, targets = self.pairs()
        graph.add_edges_from(
            (self.ids[a], self.ids[b]) for a, b in zip(sources.tolist(), targets.tolist(), strict=True)
        )
        return graph

    def to_igraph(self) -> Any:
        """A directed igraph of your own; `name` is the id, `year` is None where unknown."""
        graph = self.igraph.copy()
        graph.vs["name"] = list(self.ids)
        known = self.year_known.tolist()
        graph.vs["year"] = [
            year if is_known else None for year, is_known in zip(self.years.tolist(), known, strict=True)
        ]
        return graph


def _positions(given: Iterable[str] | Ints, index: dict[str, int]) -> Ints:
    if isinstance(given, np.ndarray) and np.issubdtype(given.dtype, np.integer):
        if len(given) and not (given.min() >= 0 and given.max() < len(index)):
            raise BadInput(f"A citation points outside the {len(index)} articles that are listed.")
        return given.astype(np.int64)
    names = list(given)
    found = [index.get(name, -1) for name in names]
    unknown = [name for name, position in zip(names, found, strict=True) if position < 0]
    if unknown:
        raise BadInput(
            f"{len(unknown)} ends of citations are not among the articles, the first is {unknown[0]!r}; list it."
        )
    return np.array(found, dtype=np.int64)


def _years(years: Iterable[int | None] | Ints | None, n: int) -> Ints:
    if years is None:
        return np.full(n, UNKNOWN_YEAR, dtype=np.int64)
    if not isinstance(years, np.ndarray):
        years = np.array([UNKNOWN_YEAR if year is None else year for year in years], dtype=np.int64)
    return _column(years, n, "years", np.int64, UNKNOWN_YEAR)


def _floats(values: Iterable[float | None], n: int) -> Floats:
    return _column([np.nan if value is None else value for value in values], n, "reported counts", np.float64, np.nan)


def _column(values: ArrayLike | None, n: int, what: str, dtype: Any, default: object) -> NDArray[Any]:
    column = np.full(n, default, dtype=dtype) if values is None else np.asarray(values, dtype=dtype)
    if column.shape != (n,):
        raise BadInput(f"There are {column.size} {what} for {n} articles; give one for each.")
    return column
