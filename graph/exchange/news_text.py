"""What is new, in lines for a person, in rows for a spreadsheet and as an object for a program."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from graph.news import Gap, Named, NewCitation, News

COLUMNS = (
    *("cited", "cited_pmid", "cited_doi", "cited_title", "cited_seed"),
    *("citing", "citing_pmid", "citing_doi", "citing_title", "citing_year", "citing_new"),
    *("sources", "first_seen", "harvest"),
)

RENAMED = "Probably known before under another id, and so not counted as new:"


def summary(news: News) -> str:
    """How much is new, in a sentence."""
    since = news.since
    when = moment_in_words(since.at) if since.harvest is None else f"harvest {since.harvest}"
    if not news.articles and not news.citations:
        return f"Nothing new since {when}."
    articles, citations = _counted(len(news.articles), "new article"), _counted(len(news.citations), "new citation")
    return f"{articles} and {citations} since {when}."


def as_lines(news: News) -> Iterator[str]:
    """The summary, the citations under what they cite, the articles that stand alone, and what was not answered."""
    yield summary(news)
    for group in news.groups:
        role = "seed" if group.cited.seed else "new here too" if group.cited.new else ""
        yield ""
        yield f"{_counted(len(group.citations), 'citation')} of {phrase(group.cited)}" + (f" [{role}]" if role else "")
        for one in group.citations:
            yield f"  {_row_text(one.citing, one.first_seen, one.sources)}"
    if news.others:
        yield ""
        yield "Neither citing nor cited anew"
        for article in news.others:
            yield f"  {_row_text(article, article.first_seen or '', article.sources)}"
    if news.renamed:
        yield ""
        yield RENAMED
        yield from (f"  {phrase(before)} is now {phrase(now)}" for before, now in news.renamed)
    if news.gaps:
        yield ""
        yield "Not all was answered:"
        yield from (f"  {gap_sentence(gap)}" for gap in news.gaps)


def as_rows(news: News) -> Iterator[tuple[object, ...]]:
    """One row a citation in the order of the groups, then one for each new article without any."""
    for group in news.groups:
        for one in group.citations:
            yield _cells(group.cited, one.citing, one)
    for article in news.others:
        yield _cells(None, article, None)


def as_object(found: News) -> dict[str, object]:
    """The news as JSON has it; `incomplete` are the gaps."""
    return {
        "since": asdict(found.since),
        "articles": [asdict(article) for article in found.articles],
        "citations": len(found.citations),
        "groups": [
            {
                "cited": asdict(group.cited),
                "citing": [
                    {
                        **asdict(one.citing),
                        "first_seen": one.first_seen,
                        "sources": list(one.sources),
                        "harvest": one.harvest,
                    }
                    for one in group.citations
                ],
            }
            for group in found.groups
        ],
        "renamed": [{"before": asdict(before), "now": asdict(now)} for before, now in found.renamed],
        "incomplete": [asdict(gap) for gap in found.gaps],
    }


def gap_sentence(gap: Gap) -> str:
    """What was not answered, and what that means for the news."""
    where = f"harvest {gap.harvest}"
    who = f"{gap.source} in {where}: {gap.reason}" if gap.source else f"{where} {gap.reason}"
    if gap.before:
        return f"{who}; what was missing then may be listed as new now"
    if gap.answered_by:
        return f"{who}; answered in harvest {gap.answered_by}"
    return f"{who}; more may have appeared"


def phrase(article: Named) -> str:
    """An article in a sentence: title, year and best id."""
    title = " ".join(article.title.split()) if article.title else ""
    facts = ", ".join(filter(None, [str(article.year or ""), article.handle]))
    return f"{title} ({facts})" if title else facts


def moment_in_words(at: str) -> str:
    """A moment of the graph, to the second."""
    return f"{at[:10]} {at[11:19]} UTC"


def _row_text(article: Named, first_seen: str, sources: tuple[str, ...]) -> str:
    new = "" if article.new else ", known before"
    return f"{first_seen[:10]}  {phrase(article)} - {', '.join(sources) or 'nobody says so any more'}{new}"


def _cells(cited: Named | None, citing: Named, one: NewCitation | None) -> tuple[object, ...]:
    head: tuple[object, ...] = (None,) * 5
    if cited:
        head = (cited.id, cited.pmid, cited.doi, cited.title, cited.seed)
    tail = (citing.sources, citing.first_seen, None) if one is None else (one.sources, one.first_seen, one.harvest)
    return *head, citing.id, citing.pmid, citing.doi, citing.title, citing.year, citing.new, *tail


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
