"""The VOSviewer export: a network in VOSviewer's JSON, for the program and for VOSviewer Online.

Coordinates are left to VOSviewer, whose layout is the reason to use it. Links have no direction there: two articles
that cite each other are one link of strength 2. A weight must be stated of every item, a score need not; so what is not
known of every article is a score. Descriptions are HTML.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import TextIO

from graph.exchange.attributes import Value, attributes
from graph.exchange.content import ExportGraph
from graph.exchange.reference import Reference, refer
from graph.exchange.texts import one_line, shortened

MOST_CLUSTERS = 1000
LABEL_SHOWN = 60
WEIGHT = "Local citations"
SCORES = {"cited_by_count": "Citations", "reference_count": "References", "rcr": "RCR", "depth": "Steps from a seed"}
NOT_SCORES = frozenset({"local_citations", "community"})
CONFIG = {
    "terminology": {
        "item": "Article",
        "items": "Articles",
        "link": "Citation",
        "links": "Citations",
        "cluster": "Community",
        "clusters": "Communities",
        "link_strength": "Citations",
        "total_link_strength": "Total citations",
    }
}
INFO = {
    "title": "citewalk",
    "description": "Articles and the citations among them; local citations are those within this file.",
}


def write(graph: ExportGraph, out: TextIO) -> None:
    """`network` with items, links and, where communities are known, clusters; and words for the legend."""
    said = list(attributes(graph))
    clusters = _clusters(named["community"] for _, named in said if "community" in named)
    items = [_item(article, *known, clusters) for article, known in zip(graph.articles, said, strict=True)]
    network: dict[str, object] = {"items": items, "links": list(_links(graph))}
    if clusters:
        network["clusters"] = [
            {"cluster": number, "label": f"Community {community}"} for community, number in clusters.items()
        ]
    json.dump({"network": network, "config": CONFIG, "info": INFO}, out, ensure_ascii=False, indent=1)
    out.write("\n")


def _item(
    article: Mapping[str, object], id_: str, named: Mapping[str, Value], clusters: Mapping[Value, int]
) -> dict[str, object]:
    reference = refer(article)
    item: dict[str, object] = {"id": id_, "label": _label(reference), "description": _description(reference)}
    if reference.url:
        item["url"] = reference.url
    if "community" in named and named["community"] in clusters:
        item["cluster"] = clusters[named["community"]]
    return item | {"weights": {WEIGHT: named["local_citations"]}, "scores": _scores(named)}


def _label(reference: Reference) -> str:
    """`beethoven (1804)`, as VOSviewer labels documents; the title where no author is known."""
    name = reference.authors[0].family if reference.authors else reference.title or reference.id
    year = f" ({reference.year})" if reference.year is not None else ""
    return shortened(one_line(name), LABEL_SHOWN) + year


def _description(reference: Reference) -> str:
    authors = ", ".join(person.inverted.replace(",", "") for person in reference.authors)
    source = ", ".join(part for part in (reference.container, str(reference.year or "")) if part)
    lines = [
        ("Title", reference.title),
        ("Authors", authors),
        ("Source", source),
        ("DOI", reference.doi),
        ("PMID", reference.pmid),
        ("Note", "RETRACTED" if reference.retracted else None),
        ("In citewalk", reference.remark),
    ]
    rows = (f"<tr><td>{name}:</td><td>{escape(text)}</td></tr>" for name, text in lines if text)
    return f"<table>{''.join(rows)}</table>"


def _scores(named: Mapping[str, Value]) -> dict[str, int | float]:
    """Year, counts and measures: every number that is known of the article, yes and no as 1 and 0."""
    numbers = {
        SCORES.get(name, name.replace("_", " ").capitalize()): value
        for name, value in named.items()
        if name not in NOT_SCORES
    }
    return {name: value + 0 for name, value in numbers.items() if isinstance(value, int | float)}


def _links(graph: ExportGraph) -> Iterator[dict[str, object]]:
    """Every pair of articles once, from the citing to the cited."""
    pairs = {(link.citing, link.cited) for link in graph.citations}
    for link in graph.citations:
        mutual = (link.cited, link.citing) in pairs
        if not mutual or link.citing < link.cited:
            yield {"source_id": link.citing, "target_id": link.cited, "strength": 2 if mutual else 1}


def _clusters(communities: Iterable[Value]) -> dict[Value, int]:
    """VOSviewer's numbers for communities, 1 for the largest; it knows a thousand of them."""
    sizes = Counter(communities)
    ordered = sorted(sizes, key=lambda community: (-sizes[community], str(community)))
    return {community: number for number, community in enumerate(ordered[:MOST_CLUSTERS], 1)}
