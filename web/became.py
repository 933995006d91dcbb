"""What has become of an article: notices about it, and its other versions that the graph holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from graph.errors import BadInput
from graph.ids import ArticleId, parse, url_of
from graph.neighbourhood import Detail
from graph.store import Store
from web.wording import byline_of, number_of

Shown = dict[str, Any]
Titles = Mapping[str, tuple[str, str | None]]
"""Of notices that are articles of the graph: the `Article.id` and the title, by the notice's id."""

_TITLES = "UNWIND $ids AS id MATCH (a:Article {id: id}) RETURN a.id AS id, a.title AS title"
_VERSIONS = """
MATCH (a:Article {id: $article})-[v:VERSION_OF]-(other:Article)
RETURN startNode(v).id = $article AS published, v.sources AS sources, other.id AS id, other.pmid AS pmid,
  other.doi AS doi, other.title AS title, other.year AS year, other.journal AS journal
ORDER BY published DESC, year DESC, id"""


def read_became(store: Store, detail: Detail) -> Shown:
    """`notices`, the gravest first, and `versions`: those that this was published as, then its preprints."""
    ids = {detail.retraction, *(detail.corrections or ()), *(detail.concerns or ())}
    rows = store.read(_VERSIONS, {"article": detail.id})
    return {"notices": notices(detail, _titles(store, filter(None, ids))), "versions": [_version(row) for row in rows]}


def notices(detail: Detail, titles: Titles) -> list[Shown]:
    """What was printed about an article; a kind that nobody knows of is not listed."""
    told = [
        (
            "retraction",
            "This article has been retracted.",
            detail.is_retracted,
            (detail.retraction,),
            detail.retraction_date,
            (detail.retraction_source,),
        ),
        (
            "expression of concern",
            "Concern about this article has been expressed.",
            False,
            detail.concerns,
            detail.concern_date,
            detail.concern_sources,
        ),
        (
            "correction",
            "This article has been corrected.",
            False,
            detail.corrections,
            detail.correction_date,
            detail.correction_sources,
        ),
    ]
    return [
        {
            "kind": kind,
            "sentence": sentence,
            "date": date,
            "source": " and ".join(filter(None, sources or ())) or None,
            "ids": [_notice(id_, titles) for id_ in ids or () if id_],
        }
        for kind, sentence, stated, ids, date, sources in told
        if stated or any(ids or ()) or date
    ]


def _notice(id_: str, titles: Titles) -> Shown:
    """A notice by its id: its article here where there is one, else the page of who gave the number."""
    article, title = titles.get(id_, (None, None))
    parsed = _parsed(id_)
    return {"value": id_, "article": article, "title": title, "url": url_of(parsed) if parsed else None}


def _titles(store: Store, ids: Iterable[str]) -> Titles:
    parsed = {id_: known for id_ in ids if (known := _parsed(id_))}
    owners = store.owners(set(parsed.values())) if parsed else {}
    rows = store.read(_TITLES, {"ids": sorted(set(owners.values()))}) if owners else []
    titles = {str(row["id"]): row["title"] for row in rows}
    return {id_: (owners[known], titles.get(owners[known])) for id_, known in parsed.items() if known in owners}  # type: ignore[misc]


def _parsed(id_: str) -> ArticleId | None:
    try:
        return parse(id_)
    except BadInput:
        return None


def _version(row: Mapping[str, Any]) -> Shown:
    ids = {name: row[name] for name in ("id", "pmid", "doi")}
    return {
        "relation": "published as" if row["published"] else "preprint",
        **ids,
        "title": row["title"] or number_of(ids),
        "byline": byline_of(None, row["journal"], row["year"]),
        "year": row["year"],
        "sources": list(row["sources"] or ()),
    }
