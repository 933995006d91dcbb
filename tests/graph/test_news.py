"""What is new in a graph: what was first seen since, and nothing that was only renamed, merged or seen again."""

from __future__ import annotations

import pytest

from graph.errors import BadInput, NotFound
from graph.model import Harvest, HarvestState, SourceOutcome
from graph.news import Gap, News, Since, gaps, is_news, moment
from graph.news_reading import read_news, read_since
from graph.renames import decide
from graph.store import Store
from graph.times import as_text
from tests.graph.making import at, batch, cites, doi, openalex, pmid, record, visit, walk

SOON = as_text(at(1))


def handles(news: News) -> list[str]:
    return sorted(article.handle for article in news.articles)


def pairs(news: News) -> list[tuple[str, str]]:
    return sorted((one.citing.handle, one.cited.handle) for one in news.citations)


def ended(name: str, start: int, end: int, **outcomes: SourceOutcome) -> Harvest:
    whole = all(outcome.state == "complete" for outcome in outcomes.values())
    state = HarvestState.COMPLETE if whole else HarvestState.INCOMPLETE
    return walk(name, state, started=at(start), finished=at(end), outcomes=outcomes)


WELL = SourceOutcome("complete", None, 3)
ILL = SourceOutcome("incomplete", "did not answer", 3)


@pytest.mark.parametrize(
    ("text", "at_"),
    [
        ("2026-11-22", "2026-11-22T00:00:00.000000Z"),
        ("2026-11-22T10:15", "2026-11-22T10:15:00.000000Z"),
        ("2026-11-22T10:15:00Z", "2026-11-22T10:15:00.000000Z"),
        ("2026-11-22T01:15:00+02:00", "2026-11-21T23:15:00.000000Z"),
        ("0001-01-01", "1970-01-01T00:00:00.000000Z"),
    ],
)
def test_dates_and_times_are_read_in_utc(text: str, at_: str) -> None:
    assert moment(text) == at_


@pytest.mark.parametrize("text", ["", "22.11.2026", "2026-13-01", "2026/11/22", "last week", "0001-01-01T00:00+14:00"])
def test_what_is_no_date_is_told_with_the_forms_that_are(text: str) -> None:
    with pytest.raises(BadInput, match="write a date as 2026-11-22"):
        moment(text)


def test_since_is_a_harvest_or_a_date(store: Store) -> None:
    store.write_harvest(walk("h1"))
    assert read_since(store, " h1 ") == Since(as_text(at(0)), "h1")
    assert read_since(store, "2026-11-22") == Since("2026-11-22T00:00:00.000000Z")
    with pytest.raises(NotFound, match="no harvest h2 in this graph; `citewalk harvests`"):
        read_since(store, "h2")
    with pytest.raises(BadInput):
        read_since(store, "")


def test_new_articles_and_citations_are_told_with_who_says_so_and_since_when(store: Store) -> None:
    first, second = ended("h1", 0, 0, ncbi=WELL), ended("h2", 2, 3, ncbi=WELL)
    seed = record(pmid(1), title="Seed", year=2020)
    reached = visit(pmid(1), 0), visit(pmid(2), 1)
    store.apply(batch(seed, record(pmid(2)), cites(pmid(2), pmid(1)), *reached, harvest=first))
    fresh = record(pmid(3), doi("three"), title="New", year=2026)
    store.apply(
        batch(
            fresh, cites(pmid(3), pmid(1)), cites(pmid(3), pmid(1), "icite"), cites(pmid(2), pmid(1)),
            visit(pmid(3), 1), hours=3, harvest=second,
        )
    )  # fmt: skip
    for since in (Since(SOON), read_since(store, "h1")):
        news = read_news(store, since)
        (article,), (citation,) = news.articles, news.citations
        assert (article.pmid, article.doi, article.title, article.new, article.seed) == (
            *("3", "10.1000/three", "New", True, False),
        )
        assert (citation.citing, citation.sources, citation.harvest) == (article, ("icite", "ncbi"), "h2")
        assert citation.first_seen == article.first_seen == as_text(at(3))
        (group,) = news.groups
        assert (group.cited.title, group.cited.seed, group.cited.new) == ("Seed", True, False)
        assert news.gaps == news.others == ()
    assert read_news(store, read_since(store, "h2")).citations == ()
    assert read_news(store, Since(as_text(at(4)))).articles == ()


def test_an_id_added_to_a_known_article_is_no_news(store: Store) -> None:
    store.apply(batch(pmid(1)))
    store.apply(batch(record(pmid(1), doi("a"), openalex(7), title="Described at last"), hours=2))
    assert handles(read_news(store, Since(SOON))) == []


def test_a_merge_is_no_news_whichever_article_goes(store: Store) -> None:
    store.apply(batch(record(openalex(1)), record(pmid(9)), cites(openalex(1), pmid(9))))
    store.apply(batch(record(pmid(1), doi("a")), cites(pmid(1), pmid(9)), hours=2))
    assert pairs(read_news(store, Since(SOON))) == [("pmid:1", "pmid:9")]
    store.apply(batch(record(pmid(1), doi("a"), openalex(1)), cites(pmid(1), pmid(9), "icite"), hours=3))
    news = read_news(store, Since(SOON))
    assert (news.articles, news.citations) == ((), ())
    (kept,) = read_news(store, Since(as_text(at(0)))).citations
    assert (kept.first_seen, kept.sources) == (as_text(at(0)), ("icite", "ncbi"))


def test_an_article_whose_ids_are_divided_is_no_news(store: Store) -> None:
    store.apply(batch(record(doi("a"), openalex(1)), record(openalex(1), pmid(1))))
    store.apply(batch(record(doi("a"), pmid(2)), hours=2))
    articles = store.read("MATCH (a:Article) RETURN a.id AS id")
    assert len(articles) == 2
    assert handles(read_news(store, Since(SOON))) == []


def test_seeds_come_first_then_what_was_known_then_what_is_new(store: Store) -> None:
    known = (pmid(1), pmid(2), cites(pmid(2), pmid(1)), visit(pmid(1), 0), visit(pmid(2), 1))
    store.apply(batch(*known, harvest=walk("h1")))
    later = [cites(pmid(n), pmid(2)) for n in (3, 4)] + [cites(pmid(3), pmid(1)), cites(pmid(1), pmid(5))]
    store.apply(batch(*map(pmid, range(3, 7)), *later, hours=2))
    news = read_news(store, Since(SOON))
    assert [group.cited.handle for group in news.groups] == ["pmid:1", "pmid:2", "pmid:5"]
    assert [article.handle for article in news.others] == ["pmid:6"]


@pytest.mark.parametrize(
    ("reached", "first_seen", "new"),
    [
        (["h1"], 5, False),  # it went on with itself
        (["h1", "h2"], 3, True),  # it found again what another had brought meanwhile
        (["h1", "h2"], 1, False),  # the other came later
        (["h1", "h2"], 9, False),  # the other had ended
        (["h2"], 3, True),
        ([], 3, True),
    ],
)
def test_what_the_harvest_itself_brought_is_no_news_also_when_it_was_resumed(
    reached: list[str], first_seen: int, new: bool
) -> None:
    spans = {"h1": (as_text(at(0)), as_text(at(6))), "h2": (as_text(at(2)), as_text(at(4)))}
    row = {"first_seen": as_text(at(first_seen)), "reached": reached}
    assert is_news(row, Since(as_text(at(0)), "h1"), spans) is new


def test_a_source_that_failed_since_is_named_and_who_answered_later() -> None:
    one, two, three = ended("h1", 0, 1, ncbi=WELL), ended("h2", 2, 3, ncbi=ILL), ended("h3", 4, 5, ncbi=WELL)
    missing = Gap(harvest="h2", source="ncbi", reason="did not answer", at=as_text(at(3)))
    assert gaps([one, two], Since(as_text(at(0)), "h1")) == (missing,)
    assert [gap.answered_by for gap in gaps([one, two, three], Since(SOON))] == ["h3"]
    other = ended("h4", 6, 7, ncbi=WELL, icite=SourceOutcome("left out", "no key"))
    assert gaps([one, other], Since(SOON)) == ()


def test_what_the_harvest_counted_from_had_missed_is_named_too() -> None:
    one, two = ended("h1", 0, 1, ncbi=ILL), ended("h2", 2, 3, ncbi=WELL)
    for since in (Since(as_text(at(0)), "h1"), Since(as_text(at(2)))):
        (gap,) = gaps([two, one], since)
        assert (gap.harvest, gap.before) == ("h1", True)
    assert gaps([one, two], Since(as_text(at(4)))) == ()


def test_a_harvest_that_has_not_ended_is_named() -> None:
    (gap,) = gaps([walk("h1", started=at(0), updated=at(1))], Since(as_text(at(9))))
    assert (gap.harvest, gap.source) == ("h1", None)
    assert "has not ended" in gap.reason


OLD_TITLE = "An article that only one index knows, and by its own number"


def renaming(store: Store, *, before: dict[str, object], now: dict[str, object]) -> News:
    """A citing article as one harvest sees it and as the next does, under another number."""
    store.apply(
        batch(
            pmid(1), record(openalex(1), **before), cites(openalex(1), pmid(1)), cites(openalex(1), pmid(2)), pmid(2),
            harvest=walk("h1"),
        )
    )  # fmt: skip
    later = walk("h2", started=at(2))
    store.apply(
        batch(
            pmid(1), pmid(2), record(openalex(9), **now), cites(openalex(9), pmid(1)),
            hours=3, harvest=later,
        )
    )  # fmt: skip
    return read_news(store, Since(SOON))


def test_what_came_back_under_another_id_is_told_apart_and_no_news(store: Store) -> None:
    said = {"title": OLD_TITLE, "year": 2020}
    news = renaming(store, before=said, now=said)
    assert (news.articles, news.citations) == ((), ())
    ((before, now),) = news.renamed
    assert (before.title, now.title, now.new) == (OLD_TITLE, OLD_TITLE, False)
    assert before.id != now.id
    store.apply(batch(cites(openalex(9), pmid(2)), cites(openalex(9), pmid(3)), pmid(3), hours=4, harvest=walk("h2")))
    assert pairs(read_news(store, Since(SOON)))[-1][1] == "pmid:3"  # that one the old had not cited


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ({"title": OLD_TITLE, "year": 2020}, {"title": OLD_TITLE, "year": 2021}),
        ({"title": OLD_TITLE, "year": 2020}, {"title": OLD_TITLE.upper(), "year": 2020}),
        ({"title": "Editorial", "year": 2020}, {"title": "Editorial", "year": 2020}),
        ({}, {}),
    ],
)
def test_what_is_less_than_alike_is_news(store: Store, before: dict[str, object], now: dict[str, object]) -> None:
    news = renaming(store, before=before, now=now)
    assert (len(news.articles), len(news.citations), news.renamed) == (1, 1, ())


def test_an_article_that_was_seen_again_was_not_renamed(store: Store) -> None:
    said = {"title": OLD_TITLE, "year": 2020}
    store.apply(batch(pmid(1), record(openalex(1), **said), cites(openalex(1), pmid(1)), harvest=walk("h1")))
    both = record(openalex(1), **said), record(openalex(9), **said), cites(openalex(9), pmid(1))
    store.apply(batch(*both, hours=3, harvest=walk("h2", started=at(2))))
    assert len(read_news(store, Since(SOON)).articles) == 1


def test_two_dois_are_two_articles_and_what_is_not_one_to_one_is_no_rename() -> None:
    fresh = {name: {"title": OLD_TITLE, "year": 2020, "doi": None} for name in ("n1", "n2")}
    old = {"old": "o1", "cited": "x", "year": 2020, "doi": "10.1000/a"}
    assert decide(fresh, [{"new": "n1", **old}]).old == {"n1": "o1"}
    assert decide({"n1": fresh["n1"] | {"doi": "10.1000/b"}}, [{"new": "n1", **old}]).old == {}
    assert decide(fresh, [{"new": "n1", **old}, {"new": "n2", **old}]).old == {}
    assert decide(fresh, [{"new": "n1", **old}, {"new": "n1", **old, "old": "o2"}]).old == {}
    assert decide(fresh, [{"new": "n1", **old, "old": "n2"}]).old == {}
