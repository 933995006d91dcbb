"""Titles looked up at the sources that can search: free ones first, in few requests, and a failure costs no other."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from harvest.errors import TryLater
from harvest.seedfiles.item import Item
from harvest.sources.base import Kind, Request, Source, Wanted
from harvest.sources.icite import ICite
from harvest.sources.ncbi import NCBI
from harvest.sources.openalex import OpenAlex, title_words
from harvest.title_search import look_up

T = TypeVar("T")
TITLES = {1: "On the nature of cement in the spine of man", 2: "Screws and what becomes of them in later life"}
BOTH = [Item((), title=title) for title in TITLES.values()]


@dataclass
class Library:
    """A line to PubMed and OpenAlex that know some titles."""

    pubmed: dict[int, str] = field(default_factory=dict)
    openalex: dict[int, str] = field(default_factory=dict)
    down: frozenset[str] = frozenset()
    asked: list[Request] = field(default_factory=list)

    def fetch(self, request: Request, believe: Callable[[bytes], T]) -> T:
        self.asked.append(request)
        if request.source in self.down:
            raise TryLater(request.source, f"{request.source} is out of order")
        return believe(self._answer(request))

    def _answer(self, request: Request) -> bytes:
        said = dict([*request.params, *request.form])
        if request.source == "openalex":
            words = said["filter"].removeprefix("title.search:").lower()
            works = [self._work(n, title) for n, title in self.openalex.items() if title.lower() == words]
            return json.dumps({"meta": {"count": len(works)}, "results": works}).encode()
        if request.path == "esearch.fcgi":
            words = said["term"].removesuffix("[Title]").lower()
            hits = [str(n) for n, title in self.pubmed.items() if title.lower() == words]
            return json.dumps({"esearchresult": {"count": str(len(hits)), "idlist": hits}}).encode()
        records = (
            f'<PubmedArticle><MedlineCitation><PMID Version="1">{n}</PMID><Article><ArticleTitle>'
            f"{self.pubmed[int(n)]}</ArticleTitle></Article></MedlineCitation></PubmedArticle>"
            for n in said["id"].split(",")
        )
        return f"<PubmedArticleSet>{''.join(records)}</PubmedArticleSet>".encode()

    @staticmethod
    def _work(number: int, title: str) -> dict[str, object]:
        return {"id": f"https://openalex.org/W{number}", "title": title}


def sources(*, keyed: bool = True) -> dict[str, Source]:
    return {"ncbi": NCBI(), "openalex": OpenAlex(keyed=keyed), "icite": ICite()}


def test_titles_are_found_and_described_in_one_batch() -> None:
    line = Library(pubmed=TITLES)
    found = look_up(BOTH, sources(), line)
    assert [str(one.accepted.id) for one in found.verdicts if one.accepted] == ["pmid:1", "pmid:2"]
    assert (found.failed, found.price) == ({}, 0)
    assert [request.kind for request in line.asked] == [Kind.SEARCH, Kind.SEARCH, Kind.DESCRIBE]


def test_who_takes_money_is_asked_only_for_what_the_others_did_not_settle() -> None:
    line = Library(pubmed={1: TITLES[1]}, openalex=TITLES)
    found = look_up(BOTH, sources(), line)
    assert [str(one.accepted.id) for one in found.verdicts if one.accepted] == ["pmid:1", "openalex:W2"]
    (paid,) = [request for request in line.asked if request.source == "openalex"]
    assert dict(paid.params)["filter"] == f"title.search:{TITLES[2]}"
    assert found.price == 0.001


def test_without_a_key_openalex_is_not_searched() -> None:
    line = Library(openalex=TITLES)
    found = look_up(BOTH, sources(keyed=False), line)
    assert [one.why for one in found.verdicts] == ["no source knows an article of that title"] * 2
    assert {request.source for request in line.asked} == {"ncbi"}
    assert found.price == 0


def test_a_source_that_fails_is_named_and_costs_no_other() -> None:
    found = look_up(BOTH, sources(), Library(openalex=TITLES, down=frozenset({"ncbi"})))
    assert all(one.accepted for one in found.verdicts)
    assert found.failed == {"ncbi": "ncbi is out of order"}
    nobody = look_up(BOTH, sources(), Library(down=frozenset({"ncbi", "openalex"})))
    assert set(nobody.failed) == {"ncbi", "openalex"}
    assert not any(one.accepted for one in nobody.verdicts)


def test_the_same_title_twice_is_searched_for_once() -> None:
    line = Library(pubmed=TITLES)
    found = look_up([BOTH[0], BOTH[0], Item((), title=TITLES[1], year=1990)], sources(), line)
    assert len(found.verdicts) == 3
    assert [request.kind for request in line.asked].count(Kind.SEARCH) == 1


def test_nothing_to_look_up_asks_nothing() -> None:
    line = Library()
    assert look_up([], sources(), line).verdicts == ()
    assert line.asked == []


def test_a_title_goes_into_a_filter_without_what_would_mean_something_there() -> None:
    title = 'Two’s "complement", (a|b): NOT <all> of it! - "quoted" cement-augmented & x*'
    assert title_words(title) == "Two's complement a b not all of it quoted cement-augmented x"
    assert title_words("?!") == ""
    (request,) = OpenAlex(keyed=True).requests(Kind.SEARCH, look_for(title))
    assert dict(request.params)["per_page"] == "5"
    assert OpenAlex(keyed=True).requests(Kind.SEARCH, look_for("?!")) == []


def look_for(title: str) -> list[Wanted]:

    return [Wanted(frozenset(), title=title)]


def test_a_long_title_is_cut_between_words() -> None:
    (request,) = NCBI().requests(Kind.SEARCH, look_for("word " * 200))
    term = dict(request.form)["term"].removesuffix("[Title]")
    assert len(term) <= 300
    assert set(term.split()) == {"word"}
