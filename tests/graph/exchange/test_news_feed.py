"""News as an Atom feed, in lines and in rows: values in, text out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import feedparser
import pytest
from lxml import etree

from graph.exchange.atom import NAMESPACE, as_atom
from graph.exchange.news_text import COLUMNS, as_lines, as_rows
from graph.news import Gap, Named, NewCitation, News, Since

HOSTILE = '<script>alert(1)</script> & "5 < 6" ]]> \x0b\ud800'
THEN, LATER, LAST = (f"2026-11-2{day}T10:00:00.000000Z" for day in (2, 3, 4))
SEED = Named(id="a0", pmid="1", title="The seed", year=2020, first_seen=THEN, seed=True)
OLD = Named(id="a1", doi="10.1000/old", title="Known before", first_seen=THEN)
NEW = Named(id="a2", pmid="2", title=HOSTILE, year=2026, first_seen=LATER, sources=("ncbi",), new=True)
CITED = Named(id="a/3 ü", first_seen=LAST, sources=("icite",), new=True)
ALONE = Named(id="a4", title="Alone", first_seen=LATER, sources=("icite",), new=True)


def cites(citing: Named, cited: Named, seen: str = LATER) -> NewCitation:
    return NewCitation(citing=citing, cited=cited, sources=("icite", "ncbi"), first_seen=seen, harvest="h2")


GAP = Gap(harvest="h2", source="openalex", reason="did not answer", at=LAST)
NEWS = News(
    since=Since(THEN, "h1"),
    articles=(CITED, NEW, ALONE),
    citations=(cites(SEED, CITED, LAST), cites(NEW, SEED), cites(NEW, OLD), cites(OLD, SEED)),
    gaps=(GAP,),
)
NOTHING = News(since=Since(THEN), articles=(), citations=())


def parsed(feed: bytes) -> Any:
    found = feedparser.parse(feed)
    assert found.bozo == 0, found.get("bozo_exception")
    assert found.version == "atom10"
    return found


def test_a_reader_sees_one_entry_an_article_newest_first() -> None:
    feed = parsed(as_atom(NEWS))
    assert [entry.id.rpartition(":")[2] for entry in feed.entries] == [
        *("article/a%2F3%20%C3%BC", "article/a4", "article/a2", "article/a1", "incomplete/h2/openalex"),
    ]
    assert [entry.updated for entry in feed.entries] == [LAST, LATER, LATER, LATER, LAST]
    assert feed.feed.updated == LAST
    assert feed.feed.subtitle.startswith("3 new articles and 4 new citations since harvest h1. openalex in harvest h2")


def test_an_entry_says_what_is_cited_and_according_to_whom() -> None:
    entries = parsed(as_atom(NEWS)).entries
    content = [entry.content[0].value.splitlines() for entry in entries]
    assert content[0] == ["a/3 ü.", "Cited by The seed (2020, pmid:1), according to icite, ncbi."]
    assert content[2][1:] == [
        "Cites The seed (2020, pmid:1), according to icite, ncbi.",
        "Cites Known before (doi:10.1000/old), according to icite, ncbi.",
    ]
    assert content[3][0].endswith("known before.")
    assert "published" not in entries[3]
    assert "more may have appeared" in content[4][0]


def test_a_hostile_title_is_text_and_what_xml_cannot_hold_is_replaced() -> None:
    entry = parsed(as_atom(NEWS)).entries[2]
    assert entry.title_detail.type == entry.content[0].type == "text/plain"
    assert entry.title == HOSTILE.replace("\x0b", "\ufffd").replace("\ud800", "\ufffd")
    assert b"<script" not in as_atom(NEWS)


def test_entries_lead_to_the_pages_that_are_told_else_outside() -> None:
    outside = parsed(as_atom(NEWS)).entries
    assert outside[2].link == "https://pubmed.ncbi.nlm.nih.gov/2/"
    assert outside[3].link == "https://doi.org/10.1000/old"
    assert "links" not in outside[0]
    feed = parsed(
        as_atom(NEWS, address="http://x/new.atom", page="http://x/new", page_of=lambda id_: f"http://x/{id_}")
    )
    assert feed.entries[2].link == "http://x/a2"
    assert {(link.rel, link.href) for link in feed.feed.links} == {
        ("self", "http://x/new.atom"),
        ("alternate", "http://x/new"),
    }


@pytest.mark.parametrize("news", [NEWS, NOTHING])
def test_everything_that_the_format_demands_is_there(news: News) -> None:
    root = etree.fromstring(as_atom(news, most=2))
    for element in (root, *root.iterfind(f"{{{NAMESPACE}}}entry")):
        for name in ("id", "title", "updated"):
            assert element.findtext(f"{{{NAMESPACE}}}{name}"), name
    assert root.findtext(f"{{{NAMESPACE}}}author/{{{NAMESPACE}}}name") == "citewalk"


def test_a_feed_that_is_cut_says_so() -> None:
    feed = parsed(as_atom(NEWS, most=2))
    assert len(feed.entries) == 3  # what was not answered is always there
    assert "The newest 2 articles of 4 are listed." in feed.feed.subtitle


def test_nothing_new_is_a_feed_and_a_sentence() -> None:
    assert parsed(as_atom(NOTHING)).feed.subtitle == "Nothing new since 2026-11-22 10:00:00 UTC."
    assert list(as_lines(NOTHING)) == ["Nothing new since 2026-11-22 10:00:00 UTC."]
    assert list(as_rows(NOTHING)) == []


def test_lines_stand_under_what_is_cited_and_end_with_what_is_missing() -> None:
    lines = list(as_lines(replace(NEWS, articles=(NEW, ALONE), citations=(cites(NEW, SEED), cites(OLD, SEED)))))
    assert lines[0] == "2 new articles and 2 new citations since harvest h1."
    assert lines[2] == "2 citations of The seed (2020, pmid:1) [seed]"
    assert lines[4] == "  2026-11-23  Known before (doi:10.1000/old) - icite, ncbi, known before"
    assert lines[6:8] == ["Neither citing nor cited anew", "  2026-11-23  Alone (a4) - icite"]
    assert lines[9:] == [
        "Not all was answered:",
        "  openalex in harvest h2: did not answer; more may have appeared",
    ]


def test_a_row_is_a_citation_or_an_article_without_one() -> None:
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in as_rows(NEWS)]
    assert [(row["citing"], row["cited"]) for row in rows] == [
        *(("a2", "a0"), ("a1", "a0"), ("a2", "a1"), ("a0", "a/3 ü"), ("a4", None)),
    ]
    assert rows[0]["cited_seed"] is True
    assert rows[1]["citing_new"] is False
