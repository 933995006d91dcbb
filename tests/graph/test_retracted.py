"""Who cites what was retracted, and when."""

from __future__ import annotations

import pytest

from graph.model import Retraction
from graph.retracted import When, citations_of_retracted, citing_retracted, when
from graph.store import Store
from tests.graph.making import batch, cites, pmid, record


@pytest.mark.parametrize(
    ("date", "year", "notice", "expected"),
    [
        ("2003-01-02", 2003, "2003-05-01", When.BEFORE),
        ("2003-06-01", 2003, "2003-05-01", When.AFTER),
        ("2003-05-01", 2003, "2003-05-01", When.UNKNOWN),
        ("2003", 2003, "2003-05-01", When.UNKNOWN),
        ("2003-05", 2003, "2003-05-01", When.UNKNOWN),
        ("2003-04", 2003, "2003-05-01", When.BEFORE),
        (None, 2004, "2003-05-01", When.AFTER),
        (None, 2002, "2003", When.BEFORE),
        (None, None, "2003", When.UNKNOWN),
        (None, 2004, None, When.UNKNOWN),
        ("Spring 2001", 2001, "2003", When.BEFORE),
        ("2003-Jan", 2003, "2003-05", When.UNKNOWN),
    ],
)
def test_dates_are_compared_as_far_as_both_are_known(
    date: object, year: object, notice: object, expected: When
) -> None:
    assert when(date, year, notice) is expected


def test_the_gravest_citation_of_an_article_counts_and_the_notice_is_no_citation(store: Store) -> None:
    owners = store.apply(
        batch(
            record(pmid(1), title="Withdrawn", year=1998, retraction=Retraction(pmid(9), "2003-05-01", "ncbi")),
            record(pmid(2), title="Withdrawn, nobody knows when", is_retracted=True),
            record(pmid(9), title="Retraction", date="2003-05-01"),
            record(pmid(5), title="Early", year=2001),
            record(pmid(6), title="Both", year=2001),
            record(pmid(7), title="Late", year=2010),
            record(pmid(8), title="Neither", year=2010),
            *(cites(pmid(number), pmid(1)) for number in (5, 6, 7, 9)),
            *(cites(pmid(number), pmid(2)) for number in (6, 7)),
            cites(pmid(8), pmid(7)),
        )
    ).owners
    names = {owner: id_.value for id_, owner in owners.items()}
    found = {names[id_]: said for id_, said in citing_retracted(store, list(owners.values())).items()}
    assert found == {"5": When.BEFORE, "6": When.UNKNOWN, "7": When.AFTER}
    every = {(names[one.citing], names[one.cited]): one.when for one in citations_of_retracted(store)}
    assert every == {
        ("5", "1"): When.BEFORE,
        ("6", "1"): When.BEFORE,
        ("6", "2"): When.UNKNOWN,
        ("7", "1"): When.AFTER,
        ("7", "2"): When.UNKNOWN,
    }
    assert citing_retracted(store, []) == {}
