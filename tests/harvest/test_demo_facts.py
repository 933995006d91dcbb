"""The demo says nothing that was not seen."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from graph.ids import ArticleId, Scheme
from graph.model import Record
from harvest.demo.facts import Facts, load, load_all
from harvest.demo.records import render
from harvest.sources.base import Kind, Wanted
from harvest.sources.ncbi import NCBI
from tests.replay import records_of


def described(records: dict[str, bytes]) -> dict[str, Record]:
    """The records as the pipeline reads them, by PMID."""
    body = b"<PubmedArticleSet>" + b"".join(records.values()) + b"</PubmedArticleSet>"
    wanted = [Wanted(ids=frozenset({ArticleId(Scheme.PMID, pmid)})) for pmid in records]
    (request,) = NCBI().requests(Kind.DESCRIBE, wanted)
    return {pmid_of(record): record for record in NCBI().read(request, body).records}


def pmid_of(record: Record) -> str:
    return next(id_.value for id_ in record.ids if id_.scheme is Scheme.PMID)


def cited_within(record: Record, pmids: set[str]) -> set[str]:
    return {id_.value for mention in record.references or () for id_ in mention.ids} & pmids


@pytest.fixture(scope="module")
def aquilegia() -> Facts:
    return load("aquilegia")


def test_the_larger_neighbourhood_is_107_articles_and_102_citations(aquilegia: Facts) -> None:
    assert (len(aquilegia.articles), len(aquilegia.citations)) == (107, 102)
    assert load_all()[0].name == "aquilegia"


@pytest.mark.recordings
def test_every_fact_on_aquilegia_is_what_pubmed_s_records_say(aquilegia: Facts, recordings: Path) -> None:
    body = gzip.decompress((recordings / "ncbi-efetch" / "tidypubmed" / "aqc.xml.gz").read_bytes())
    real, ours = described(records_of(body)), described(render([aquilegia]))
    assert ours.keys() == real.keys()
    for pmid, record in ours.items():
        said = real[pmid]
        assert (record.ids, record.title, record.journal) == (said.ids, said.title, said.journal)
        assert (record.year, record.is_retracted) == (said.year, said.is_retracted)
        assert cited_within(record, set(real)) == cited_within(said, set(real))
        assert (record.references is None) == (said.references is None)
        surname = "".join(author.name for author in record.authors or ()).split()[-1]
        assert surname in (said.authors or ())[0].name


@pytest.mark.recordings
def test_the_source_article_s_five_references_are_those_that_its_page_prints(seed_page: Path) -> None:
    facts = load("cement")
    page = next(seed_page.glob("*.txt")).read_text(encoding="utf-8")
    printed = page[page.index("References") :]
    source = next(article for article in facts.articles if article.pmid == "39843410")
    assert source.title in page
    assert f"doi: {source.doi}" in page
    for reference in facts.printed:
        assert (reference.first_author or "").split()[0] in printed
        assert str(reference.year) in printed
        assert reference.title.strip("“”").split(":")[0].split("“")[0] in printed
    with_record = next(article for article in facts.articles if article.pmid == "35565072")
    assert with_record.title.lower() in printed.lower()
    assert len(facts.printed) + 1 == 5


@pytest.mark.parametrize("facts", load_all(), ids=lambda facts: facts.name)
def test_every_citation_is_between_articles_that_are_named_and_says_where_it_was_seen(facts: Facts) -> None:
    named = {article.pmid for article in facts.articles} | {reference.doi for reference in facts.printed}
    for citation in facts.citations:
        assert {citation.citing, citation.cited} <= named
        assert citation.citing != citation.cited
        assert citation.citing in citation.seen
    assert {seed for walk in facts.walks for seed in walk.seeds} <= named


@pytest.mark.parametrize("facts", load_all(), ids=lambda facts: facts.name)
def test_every_seed_starts_one_walk(facts: Facts) -> None:
    seeds = [seed for walk in facts.walks for seed in walk.seeds]
    assert len(seeds) == len(set(seeds))
