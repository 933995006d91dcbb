"""What an export says of each article in formats with typed attributes: one plain type for each name."""

from __future__ import annotations

import math
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

from graph.exchange.cells import join
from graph.exchange.content import ExportGraph, local_citations
from graph.exchange.texts import in_xml

Value = str | int | float | bool
DECIMAL = frozenset({"rcr"})  # decimal also where every value happens to be whole


def attributes(graph: ExportGraph) -> Iterator[tuple[str, dict[str, Value]]]:
    """Every article's id and its attributes, by name: its properties, `local_citations`, `community`, `seed` if known.

    Lists are texts with `|` between the parts. A name whose values are of several types is text throughout, one of
    whole and decimal numbers is decimal throughout, because readers take the type from the header.
    """
    cited = local_citations(graph)
    community = _communities(graph)
    articles = []
    for article in graph.articles:
        id_ = str(article["id"])
        standing = {"local_citations": cited[id_], "community": community.get(id_), "seed": _is_seed(article)}
        articles.append(_known(standing | {**article}))
    convert = _converters(articles)
    for article in articles:
        named = {in_xml(name): convert[name](value) for name, value in sorted(article.items()) if name != "id"}
        yield str(article["id"]), named


def _communities(graph: ExportGraph) -> dict[str, int]:
    """Numbers as `citewalk communities` gives them; none where the articles have theirs, or nobody cites anybody."""
    if not graph.citations or any("community" in article for article in graph.articles):
        return {}
    from graph.projection import Projection  # noqa: PLC0415 (scipy takes longer to import than most exports)
    from graph.structure.communities import leiden  # noqa: PLC0415

    ids = [str(article["id"]) for article in graph.articles]
    citing, cited, _ = zip(*graph.citations, strict=True)
    membership, _modularity = leiden(Projection.from_edges(ids, citing, cited))
    return dict(zip(ids, membership.tolist(), strict=True))


def _is_seed(article: Mapping[str, object]) -> bool | None:
    depth = article.get("depth")
    return None if depth is None else depth == 0


def _known(said: Mapping[str, object]) -> dict[str, object]:
    return {
        name: value
        for name, value in said.items()
        if value is not None and not (isinstance(value, float) and not math.isfinite(value))
    }


def _converters(articles: list[dict[str, object]]) -> dict[str, Callable[[object], Value]]:
    seen: defaultdict[str, set[type]] = defaultdict(set)
    for article in articles:
        for name, value in article.items():
            seen[name].add(type(value))
    return {name: _decimal if name in DECIMAL else _converter(types) for name, types in seen.items()}


def _converter(types: set[type]) -> Callable[[object], Value]:
    if types in ({bool}, {int}):
        return _itself
    return _decimal if types <= {int, float} else _text


def _itself(value: object) -> Value:
    return value if isinstance(value, bool | int) else _text(value)


def _decimal(value: object) -> Value:
    if not isinstance(value, int | float):
        return _text(value)
    # igraph refuses a file for a number that is too small to be normal, as eigenvectors have them.
    return float(value) if abs(value) >= sys.float_info.min else 0.0


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return in_xml(join(map(str, value)) if isinstance(value, list | tuple) else str(value))
