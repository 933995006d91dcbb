"""The picture: years from left to right, no label over another, the same every time, and fast."""

from __future__ import annotations

import random
import time
from itertools import combinations, pairwise
from math import hypot

import pytest

from web.axis import make_axis
from web.layout import HEIGHT, LABELLED, WIDTH, Dot, Spot, disc_box, label_box, place


def made_up(n: int, *, seed: int = 7, years: tuple[int, int] = (1988, 2025)) -> tuple[list[Dot], list[tuple[str, str]]]:
    """A neighbourhood of `n` articles around c0, of which some cite each other."""
    chance = random.Random(seed)
    span = years[1] - years[0]
    when = [2014] + [years[1] - int(span * chance.random() ** 2) for _ in range(n - 1)]
    citations = set()
    for k in range(1, n):
        citations.add((f"c{k}", "c0") if when[k] >= 2014 else ("c0", f"c{k}"))
        for _ in range(3):
            other = int(n * chance.random() ** 2)
            if when[other] < when[k]:
                citations.add((f"c{k}", f"c{other}"))
    weight = [0] * n
    for _, cited in citations:
        weight[int(cited[1:])] += 1
    dots = [Dot(f"c{k}", when[k], weight[k], f"Author{k % 97} {when[k]}") for k in range(n)]
    return dots, sorted(citations)


def drawn(dots: list[Dot], citations: list[tuple[str, str]]) -> dict[str, Spot]:
    return place(dots, citations, centre="c0", axis=make_axis([dot.year for dot in dots], WIDTH))


@pytest.mark.parametrize("n", [1, 2, 6, 40, 310, 3000])
def test_no_label_of_the_first_view_covers_another_label_or_a_dot(n: int) -> None:
    dots, citations = made_up(n)
    spots = drawn(dots, citations)
    labels = {dot.id: label_box(spots[dot.id], dot.label) for dot in dots if spots[dot.id].label}
    assert labels
    for one, other in combinations(labels, 2):
        assert not labels[one].overlaps(labels[other]), (one, other)
    for owner, label in labels.items():
        covered = [id_ for id_, spot in spots.items() if id_ != owner and disc_box(spot).overlaps(label)]
        assert not covered, (owner, covered)


@pytest.mark.parametrize("n", [1, 2, 40, 310])
def test_everything_stays_inside_the_view(n: int) -> None:
    dots, citations = made_up(n)
    spots = drawn(dots, citations)
    assert spots.keys() == {dot.id for dot in dots}
    for dot in dots:
        spot = spots[dot.id]
        assert 0 <= spot.x <= WIDTH
        assert spot.y - spot.radius >= 0
        assert spot.y + spot.radius <= HEIGHT


def test_hardly_any_dot_covers_another() -> None:
    dots, citations = made_up(310)
    spots = drawn(dots, citations).values()
    covered = [
        1
        for one, other in combinations(spots, 2)
        if hypot(one.x - other.x, one.y - other.y) < 0.8 * (one.radius + other.radius)
    ]
    assert len(covered) <= 9


def test_newer_articles_stand_to_the_right_so_citations_flow_left() -> None:
    dots, citations = made_up(310)
    spots = drawn(dots, citations)
    year = {dot.id: dot.year or 0 for dot in dots}
    assert citations
    for citing, cited in citations:
        if year[citing] > year[cited]:
            assert spots[citing].x > spots[cited].x


def test_more_local_citations_are_never_drawn_smaller() -> None:
    dots, citations = made_up(310)
    spots = drawn(dots, citations)
    radii = sorted((dot.weight, spots[dot.id].radius) for dot in dots if dot.id != "c0")
    for (light, small), (heavy, large) in pairwise(radii):
        assert light == heavy or small <= large


def test_the_order_of_the_input_does_not_matter() -> None:
    dots, citations = made_up(310)
    shuffled = list(dots)
    random.Random(1).shuffle(shuffled)
    assert drawn(shuffled, citations[::-1]) == drawn(dots, citations)


def test_what_is_cited_most_gets_a_label_and_the_centre_always() -> None:
    dots, citations = made_up(310)
    spots = drawn(dots, citations)
    labelled = {id_ for id_, spot in spots.items() if spot.label}
    assert "c0" in labelled
    assert LABELLED * 0.7 <= len(labelled) <= LABELLED
    first = sorted(dots, key=lambda dot: -dot.weight)[:10]
    assert {dot.id for dot in first} <= labelled


def test_an_expansion_leaves_what_was_there_at_its_height() -> None:
    dots, citations = made_up(310)
    before = drawn(dots[:60], citations)
    after = place(
        dots,
        citations,
        centre="c0",
        axis=make_axis([dot.year for dot in dots], WIDTH),
        wishes={id_: spot.y for id_, spot in before.items()},
    )
    moved = [abs(after[id_].y - spot.y) for id_, spot in before.items()]
    assert sum(moved) / len(moved) < 30


def test_articles_without_a_year_have_a_column_of_their_own() -> None:
    dots = [Dot("c0", 2014, 3, "A 2014"), Dot("c1", None, 0, "PMID 1"), Dot("c2", 1990, 1, "B 1990")]
    spots = drawn(dots, [("c0", "c1"), ("c0", "c2")])
    assert spots["c1"].x < spots["c2"].x < spots["c0"].x


def test_only_articles_without_a_year_still_make_a_picture() -> None:
    assert drawn([Dot("c0", None, 0, "PMID 1"), Dot("c1", None, 0, "PMID 2")], []).keys() == {"c0", "c1"}


def test_nothing_gives_an_empty_picture() -> None:
    assert drawn([], []) == {}


def test_one_old_reference_does_not_squeeze_the_last_decade() -> None:
    axis = make_axis([1859, *[2015 + k % 10 for k in range(100)]], WIDTH)
    left, right = axis.column(2015)[0], axis.column(2024)[1]
    assert (right - left) / WIDTH > 0.3


def test_a_year_outside_the_axis_is_refused() -> None:
    with pytest.raises(KeyError):
        make_axis([2000], WIDTH).column(1900)


def test_twenty_thousand_articles_are_placed_within_a_second() -> None:
    dots, citations = made_up(20_000)
    drawn(dots[:500], [])  # the first call pays for scipy's imports
    best = min(timed(dots, citations) for _ in range(3))
    assert best < 1.0


def timed(dots: list[Dot], citations: list[tuple[str, str]]) -> float:
    start = time.process_time()
    assert len(drawn(dots, citations)) == len(dots)
    return time.process_time() - start
