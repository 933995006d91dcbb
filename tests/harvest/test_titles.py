"""Which article a title means: confidence, the bar, and what cannot be told apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.ids import ArticleId, parse
from graph.model import Author, Record
from harvest.seedfiles.item import Item, family_of, year_of
from harvest.titles import BAR, confidence, decide, normalised, same_family

LONG = "Cement-augmented pedicle screw fixation in patients with osteoporosis"


def item(title: str = LONG, author: str | None = None, year: int | None = None) -> Item:
    return Item((), title=title, author=author, year=year)


def record(
    *ids: str, title: str = LONG, author: str | None = "Olbrycht T", year: int | None = 2025, source: str = "ncbi"
) -> Record:
    authors = (Author(author),) if author else None
    return Record(source=source, ids=frozenset(map(parse, ids or ("1",))), title=title, authors=authors, year=year)


def test_a_whole_title_is_enough_by_itself_and_certain_with_author_and_year() -> None:
    assert confidence(item(), record()) == 0.95
    assert confidence(item(year=2024), record()) == 0.98
    assert confidence(item(author="Olbrycht", year=2026), record()) == 1.0


@pytest.mark.parametrize(
    "title",
    [
        LONG.upper() + ".",
        "Cement augmented  pedicle-screw fixation in patients with osteoporosis",
        "<i>Cement</i>-augmented pedicle screw fixation in patients with osteoporosis",
        "[Cement-augmented pedicle screw fixation in patients with osteoporosis].",
        "Cément-augmented pedicle screw fixation in patients with osteoporosis",
    ],
)
def test_spelling_alone_makes_no_other_title(title: str) -> None:
    assert confidence(item(title), record()) == 0.95


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (LONG, LONG + ": safety, efficacy and complications of a cohort"),
        ("Treatment of hip fracture in older men", "Treatment of hip fracture in older women"),
        ("Outcomes after spinal fusion surgery, part 1", "Outcomes after spinal fusion surgery, part 2"),
        ("Outcomes after spinal fusion surgery. II", "Outcomes after spinal fusion surgery. III"),
        ("Cement augmentation", "Screw fixation"),
        ("", LONG),
    ],
)
def test_another_title_stays_below_the_bar(asked: str, found: str) -> None:
    assert confidence(item(asked), record(title=found)) < BAR
    assert confidence(item(asked), record(title=found)) < confidence(item(asked or "x"), record(title=asked or "x"))


def test_a_typing_error_is_forgiven_where_author_and_year_agree() -> None:
    typo = LONG.replace("osteoporosis", "osteoporsis")
    assert confidence(item(typo), record()) < BAR <= confidence(item(typo, "Olbrycht", 2025), record())


def test_another_year_or_author_weighs_against_it() -> None:
    for asked in (item(year=2019), item(author="Smith"), item(author="Smith", year=2025)):
        assert confidence(asked, record()) < BAR
    unknown = record(author=None, year=None)
    assert confidence(item(author="Smith", year=2019), unknown) == 0.95


def test_a_short_title_needs_its_author_and_year() -> None:
    short = record(title="Introduction")
    assert confidence(item("Introduction"), short) == 0.8
    assert confidence(item("Introduction", year=2025), short) < BAR
    assert confidence(item("Introduction", "Olbrycht", 2025), short) == 1.0


@pytest.mark.parametrize(
    ("family", "name", "same"),
    [
        ("van Beethoven", "Ludwig van Beethoven", True),
        ("García Márquez", "Garcia Marquez G", True),
        ("O’Brien", "O'Brien D", True),
        ("Li", "Linden A", False),
        ("", "Li X", False),
    ],
)
def test_a_family_name_is_found_in_a_printed_name(family: str, name: str, same: bool) -> None:
    assert same_family(family, name) is same


def test_records_that_share_an_id_are_one_candidate_known_by_its_best_id() -> None:
    verdict = decide(
        item(), [record("10.1000/a", source="crossref"), record("10.1000/a", "5"), record("6", title="Another subject")]
    )
    assert verdict.accepted
    assert (str(verdict.accepted.id), verdict.accepted.sources) == ("pmid:5", ("crossref", "ncbi"))
    assert len(verdict.candidates) == 2


def test_a_chain_of_shared_ids_is_one_candidate_but_two_pmids_never_are() -> None:
    chain = [record("10.1000/a"), record("W1", "10.1000/a", source="openalex"), record("W1", "7", source="s2")]
    verdict = decide(item(), chain)
    assert verdict.accepted
    assert str(verdict.accepted.id) == "pmid:7"
    twice = decide(item(), [record("10.1000/a", "1"), record("10.1000/a", "2")])
    assert twice.accepted is None
    assert len(twice.candidates) == 2


def test_of_two_that_are_nearly_as_like_none_is_accepted_and_both_are_named() -> None:
    verdict = decide(item(), [record("1"), record("2", year=2010)])
    assert verdict.accepted is None
    assert verdict.why == "several articles are as like"
    assert {str(one.id) for one in verdict.candidates} == {"pmid:1", "pmid:2"}
    told_apart = decide(item(year=2010), [record("1"), record("2", year=2010)])
    assert told_apart.accepted
    assert str(told_apart.accepted.id) == "pmid:2"


def test_beside_its_preprint_the_published_article_is_meant() -> None:
    verdict = decide(item(), [record("10.1101/2024.01.02.573897", year=2024), record("10.1000/a")])
    assert verdict.accepted
    assert str(verdict.accepted.id) == "doi:10.1000/a"
    alone = decide(item(), [record("10.1101/2024.01.02.573897", year=2024)])
    assert alone.accepted


def test_below_the_bar_the_nearest_are_proposed() -> None:
    verdict = decide(item(LONG + " and much else besides"), [record("1"), record("2", title="Something else")])
    assert (verdict.accepted, [str(one.id) for one in verdict.candidates]) == (None, ["pmid:1", "pmid:2"])
    assert "0.90 is needed" in verdict.why
    assert decide(item(), []).why == "no source knows an article of that title"


TITLES = st.text(max_size=60)


@given(TITLES, TITLES, st.integers(1900, 2030) | st.none(), st.integers(1900, 2030) | st.none())
def test_a_confidence_is_from_0_to_1_and_the_same_both_ways(
    one: str, other: str, year: int | None, second: int | None
) -> None:
    there = confidence(item(one, year=year), record(title=other, year=second))
    back = confidence(item(other, year=second), record(title=one, year=year))
    assert 0 <= there <= 1
    if len(normalised(one)) >= 30 <= len(normalised(other)):
        assert there == back


@given(st.permutations([record("10.1000/a"), record("W1", "10.1000/a"), record("W1", "7"), record("8", year=2010)]))
def test_the_order_of_answers_does_not_matter(records: list[Record]) -> None:
    assert decide(item(year=2025), records) == decide(item(year=2025), sorted(records, key=str))


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("Smith, John", "Smith"),
        ("Arana-Guajardo AC", "Arana-Guajardo"),
        ("van der Berg A.B.", "van der Berg"),
        ("Ludwig van Beethoven", "van Beethoven"),
        ("World Health Organization", "World Health Organization"),
        (" ", None),
        (None, None),
        (5, None),
    ],
)
def test_the_family_name_of_a_printed_name(name: object, family: str | None) -> None:
    assert family_of(name) == family


def test_a_year_is_found_in_whatever_it_is_wrapped() -> None:
    found = [year_of(said) for said in ("2015/03/01", "Mar 2015", 2015, "12015", "", None, "no date")]
    assert found == [2015, 2015, 2015, None, None, None, None]
    assert year_of(None, "1999") == 1999


def test_ids_are_compared_as_ids() -> None:
    verdict = decide(item(), [record("10.1000/A"), record("https://doi.org/10.1000/a", source="s2")])
    assert verdict.accepted
    assert isinstance(verdict.accepted.id, ArticleId)
