"""What an export says of each article in formats with typed attributes: one plain type for each name."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

from graph.exchange.cells import join
from graph.exchange.content import ExportGraph, local_citations
from graph.exchange.texts import in_xml

Value = str | int | float | bool
DECIMAL = frozenset({"rcr"})  # decimal also where every value happens to be whole


def attributes(graph: ExportGraph) -> Iterator[tuple[str, dict[str, Value]]]:
    """Every article's id and its attributes, by name: its properties, `local_citations`, and `seed` where known.

    Lists are texts with `|` between the parts. A name whose values are of several types is text throughout, one of
    whole and decimal numbers is decimal throughout, because readers take the type from the header.
    """
    cited = local_citations(graph)
    articles = [_with_standing(article, cited[str(article["id"])]) for article in graph.articles]
    convert = _converters(articles)
    for article in articles:
        named = {in_xml(name): convert[name](value) for name, value in sorted(article.items()) if name != "id"}
        yield str(article["id"]), named


def _with_standing(article: Mapping[str, object], cited: int) -> dict[str, object]:
    depth = article.get("depth")
    standing = {"local_citations": cited} | ({} if depth is None else {"seed": depth == 0})
    return standing | {name: value for name, value in article.items() if _is_known(value)}


def _is_known(value: object) -> bool:
    return value is not None and not (isinstance(value, float) and not math.isfinite(value))


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
    return float(value) if isinstance(value, int | float) else _text(value)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return in_xml(join(map(str, value)) if isinstance(value, list | tuple) else str(value))
