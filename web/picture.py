"""A neighbourhood as the page draws it: articles in words and at places, citations, year bands, counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graph.neighbourhood import ArticleView, Neighbourhood
from web.axis import Axis, make_axis
from web.layout import HEIGHT, WIDTH, Dot, Spot, place
from web.wording import byline_of, label_of, number_of, role_of, why_of

Asserted = tuple[str, str, tuple[str, ...]]


def draw(
    base: Neighbourhood, grown: Sequence[Neighbourhood] = (), asserted: Sequence[Asserted] | None = None
) -> dict[str, Any]:
    """The picture of a neighbourhood and of those that were opened in it, one after the other.

    `asserted` are the citations among all of them (those of `base` unless given). Articles that were there before an
    expansion keep their height, so that the reader finds them again.
    """
    citations = sorted(base.citations if asserted is None else asserted)
    articles = {a.id: a for a in base.articles}
    spots = _spots(articles, citations, base.centre, {})
    for more in grown:
        articles = articles | {a.id: a for a in more.articles if a.id not in articles}
        spots = _spots(articles, citations, base.centre, {id_: spot.y for id_, spot in spots.items()})
    left_out = sum(n.total - len(n.articles) for n in (base, *grown))
    axis = make_axis((a.year for a in articles.values()), WIDTH)
    return {
        "centre": base.centre,
        "shown": len(articles),
        "total": len(articles) + left_out,
        "width": WIDTH,
        "height": HEIGHT,
        "bands": _bands(axis),
        "articles": _articles(articles, citations, base.centre, spots),
        "citations": [{"citing": citing, "cited": cited, "sources": sources} for citing, cited, sources in citations],
    }


def label(article: ArticleView) -> str:
    """The short name of an article."""
    return label_of(article.authors, article.year, article.title, _ids(article))


def _ids(article: ArticleView) -> dict[str, str | None]:
    return {"id": article.id, "pmid": article.pmid, "doi": article.doi}


def _spots(
    articles: Mapping[str, ArticleView],
    citations: Sequence[Asserted],
    centre: str,
    wishes: Mapping[str, float],
) -> dict[str, Spot]:
    dots = [Dot(a.id, a.year, a.local_citations, label(a)) for a in articles.values()]
    axis = make_axis((a.year for a in articles.values()), WIDTH)
    pairs = [(citing, cited) for citing, cited, _ in citations]
    return place(dots, pairs, centre=centre, axis=axis, wishes=wishes)


def _bands(axis: Axis) -> list[dict[str, Any]]:
    return [
        {"first": b.first, "last": b.last, "name": b.name, "left": round(b.left, 1), "right": round(b.right, 1)}
        for b in axis.bands
    ]


def _articles(
    articles: Mapping[str, ArticleView],
    citations: Sequence[Asserted],
    centre: str,
    spots: Mapping[str, Spot],
) -> list[dict[str, Any]]:
    """The centre, then the most cited first: the order of the list."""
    ranked = sorted(articles.values(), key=lambda a: (a.id != centre, -a.local_citations, -(a.year or 0), a.id))
    cites: dict[str, list[str]] = {a.id: [] for a in ranked}
    cited_by: dict[str, list[str]] = {a.id: [] for a in ranked}
    for citing, cited, _ in citations:
        cites[citing].append(cited)
        cited_by[cited].append(citing)
    labels = {a.id: label(a) for a in ranked}
    place_of = {a.id: place for place, a in enumerate(ranked)}

    def named(ids: list[str]) -> list[str]:
        return [labels[id_] for id_ in sorted(ids, key=place_of.__getitem__)]

    def shown(article: ArticleView) -> dict[str, Any]:
        out, back = cites[article.id], cited_by[article.id]
        role = role_of(centre=article.id == centre, cites_centre=centre in out, cited_by_centre=centre in back)
        far = role == "further"
        why = why_of(role, cites=named(out) if far else (), cited_by=named(back) if far else ())
        return {
            **_facts(article, labels[article.id]),
            "cites": len(out),
            "role": role,
            "why": why,
            **_place(spots[article.id]),
        }

    return [shown(article) for article in ranked]


def _facts(article: ArticleView, label: str) -> dict[str, Any]:
    return {
        "id": article.id,
        "label": label,
        "title": article.title,
        "byline": byline_of(article.authors, article.journal, article.year) or number_of(_ids(article)),
        "year": article.year,
        "pmid": article.pmid,
        "doi": article.doi,
        "stub": article.stub,
        "is_retracted": bool(article.is_retracted),
        "expanded": article.expanded,
        "seed": article.seed,
        "cited_by_count": article.cited_by_count,
        "local_citations": article.local_citations,
    }


def _place(spot: Spot) -> dict[str, Any]:
    return {"x": round(spot.x, 1), "y": round(spot.y, 1), "r": round(spot.radius, 1), "side": spot.label}
