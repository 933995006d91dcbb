"""Dates as PubMed states them."""

from __future__ import annotations

import pytest
from lxml import etree

from harvest.sources.ncbi.dates import loose_date, part_date, published


def parts(inside: str) -> etree._Element:
    return etree.fromstring(f"<PubDate>{inside}</PubDate>")


@pytest.mark.parametrize(
    ("stated", "date"),
    [
        ("<Year>2020</Year><Month>Feb</Month><Day>18</Day>", "2020-02-18"),
        ("<Year>2020</Year><Month>02</Month><Day>1</Day>", "2020-02-01"),
        ("<Year>2020</Year><Month>September</Month>", "2020-09"),
        ("<Year>2020</Year><Season>Winter</Season>", "2020"),
        ("<Year>2021</Year><Month>Feb</Month><Day>30</Day>", "2021-02"),
        ("<Year>2021</Year><Month>13</Month><Day>1</Day>", "2021"),
        ("<Year>0001</Year>", None),
        ("<Year>soon</Year>", None),
        ("<MedlineDate>1998 Dec-1999 Jan</MedlineDate>", "1998-12"),
        ("<MedlineDate>2000 Spring</MedlineDate>", "2000"),
        ("<MedlineDate>1978-1979</MedlineDate>", "1978"),
        ("<MedlineDate>2015 Nov/Dec</MedlineDate>", "2015-11"),
        ("<MedlineDate>Fall 2010</MedlineDate>", "2010"),
        ("<MedlineDate>19980 or so</MedlineDate>", None),
        ("", None),
    ],
)
def test_a_date_is_as_precise_as_stated(stated: str, date: str | None) -> None:
    assert part_date(parts(stated)) == date


def test_the_date_online_makes_the_year_of_an_issue_exact() -> None:
    online = parts("<Year>2018</Year><Month>07</Month><Day>31</Day>")
    assert published(parts("<Year>2018</Year>"), [online]) == "2018-07-31"
    assert published(parts("<Year>2019</Year>"), [online]) == "2019"
    assert published(None, [online]) == "2018-07-31"
    assert published(None, []) is None


def test_a_date_is_found_inside_a_citation() -> None:
    assert loose_date("Science. 2021 Jan 15;371(6526):1") == "2021-01-15"
    assert loose_date("J Foo. 1999;12345:6789") == "1999"
    assert loose_date(None) is None
