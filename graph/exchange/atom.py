"""What is new as an Atom feed (RFC 4287).

One entry an article, so that a feed reader shows an article again when it comes to cite more. Ids are `tag:` URIs made
of our own ids, which never change; `citewalk.invalid` belongs to nobody. All texts are text: a title is no HTML.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from urllib.parse import quote

from lxml import etree

from graph.exchange.news_text import gap_sentence, phrase, summary
from graph.ids import ArticleId, Scheme, url_of
from graph.news import Gap, Named, NewCitation, News

NAMESPACE = "http://www.w3.org/2005/Atom"
TAG = "tag:citewalk.invalid,2026:"
UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold."""


def as_atom(
    news: News,
    *,
    address: str | None = None,
    page: str | None = None,
    page_of: Callable[[str], str] | None = None,
    most: int | None = None,
) -> bytes:
    """The feed: entries newest first (of articles at most `most`), then one for each answer that is missing.

    `address` is where the feed itself is, `page` the page that shows the same, `page_of` that of an article by its
    `Article.id`; without them entries lead to PubMed or to the DOI.
    """
    feed = etree.Element(f"{{{NAMESPACE}}}feed", nsmap={None: NAMESPACE})  # type: ignore[dict-item]  # the default
    entries = _entries(news)
    shown = entries[:most]
    left = f" The newest {len(shown)} articles of {len(entries)} are listed." if len(shown) < len(entries) else ""
    stamps = [updated for updated, _, _ in entries] + [gap.at for gap in news.gaps]
    _add(feed, "id", f"{TAG}new")
    _add(feed, "title", "New citations - citewalk")
    _add(feed, "subtitle", " ".join([summary(news) + left, *(f"{gap_sentence(gap)}." for gap in news.gaps)]))
    _add(feed, "updated", max(stamps, default=news.since.at))
    _add(etree.SubElement(feed, f"{{{NAMESPACE}}}author"), "name", "citewalk")
    _link(feed, "self", address)
    _link(feed, "alternate", page)
    for updated, article, citations in shown:
        _article(feed, updated, article, citations, page_of(article.id) if page_of else outside(article))
    for gap in news.gaps:
        _gap(feed, gap)
    written: bytes = etree.tostring(feed, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return written


def outside(article: Named) -> str | None:
    """Where the article can be read."""
    known = ((Scheme.PMID, article.pmid), (Scheme.DOI, article.doi))
    return next((url_of(ArticleId(scheme, value)) for scheme, value in known if value), None)


def _entries(news: News) -> list[tuple[str, Named, list[NewCitation]]]:
    """Each new citation under the article that it makes news of: the citing one, unless only the cited one is new."""
    about: dict[str, tuple[Named, list[NewCitation]]] = {article.id: (article, []) for article in news.articles}
    for one in news.citations:
        subject = one.cited if one.cited.new and not one.citing.new else one.citing
        about.setdefault(subject.id, (subject, []))[1].append(one)
    entries = [(_updated(article, citations), article, citations) for article, citations in about.values()]
    return sorted(entries, key=lambda entry: (entry[0], entry[1].id), reverse=True)


def _updated(article: Named, citations: Iterable[NewCitation]) -> str:
    seen = [one.first_seen for one in citations]
    return max([article.first_seen or "", *seen] if article.new else seen)


def _article(
    feed: etree._Element, updated: str, article: Named, citations: list[NewCitation], link: str | None
) -> None:
    entry = etree.SubElement(feed, f"{{{NAMESPACE}}}entry")
    _add(entry, "id", f"{TAG}article/{quote(article.id, safe='')}")
    _add(entry, "title", article.title or article.handle)
    _add(entry, "updated", updated)
    if article.new and article.first_seen:
        _add(entry, "published", article.first_seen)
    _link(entry, "alternate", link)
    facts = [phrase(article) + ("." if article.new else ", known before.")]
    for one in sorted(citations, key=lambda one: (not one.cited.seed, one.cited.id, one.citing.id)):
        other, way = (one.cited, "Cites") if one.citing.id == article.id else (one.citing, "Cited by")
        facts.append(f"{way} {phrase(other)}, according to {', '.join(one.sources) or 'nobody any more'}.")
    _add(entry, "content", "\n".join(facts), type="text")


def _gap(feed: etree._Element, gap: Gap) -> None:
    entry = etree.SubElement(feed, f"{{{NAMESPACE}}}entry")
    _add(entry, "id", f"{TAG}incomplete/{quote(gap.harvest, safe='')}/{quote(gap.source or '', safe='')}")
    _add(entry, "title", f"Not all was answered: {gap.source or f'harvest {gap.harvest}'}")
    _add(entry, "updated", gap.at)
    _add(entry, "content", f"{gap_sentence(gap)}.", type="text")


def _add(parent: etree._Element, name: str, text: str, **attributes: str) -> None:
    element = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)
    element.text = UNFIT.sub("\ufffd", text)


def _link(parent: etree._Element, relation: str, address: str | None) -> None:
    if address:
        etree.SubElement(parent, f"{{{NAMESPACE}}}link", {"rel": relation, "href": address})
